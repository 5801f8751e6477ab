"""What all public pages have in common: safe methods only, caching, conditional answers, gone objects."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from teilhabe.core.text import slug as slug_of

from ..models import Record
from ..presentation.gone import gone_page
from ..rules import is_gone

MAX_AGE = 60


@dataclass(frozen=True, slots=True)
class Page:
    """What a public view gives back: a template, its context and when the shown data last changed."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    modified: datetime | None = None
    status: int = 200


class Gone(Exception):
    """The source has withdrawn or deleted the object at this address."""

    def __init__(self, record: Record) -> None:
        super().__init__(str(record))
        self.record = record


View = Callable[..., Page | HttpResponseBase]


def public_page(view: View) -> Callable[..., HttpResponseBase]:
    """GET and HEAD only (405 otherwise), 410 for what is gone, ETag, Last-Modified and a minute of caching."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            page = view(request, *args, **kwargs)
        except Gone as gone:
            page = Page("council/gone.html", {"page": gone_page(gone.record)}, status=410)
        if not isinstance(page, Page):
            return page
        response = render(request, page.template, page.context, status=page.status)
        return with_validators(request, response, page.modified)

    return require_safe(answer)


def with_validators(request: HttpRequest, response: HttpResponse, modified: datetime | None) -> HttpResponseBase:
    """The answer with its validators, or 304 if the reader already has it.

    The ETag is the hash of what was rendered: whatever shows on the page changes it. Signed-in readers get no shared
    caching, because the frame may carry their name.
    """
    personal = settings.SESSION_COOKIE_NAME in request.COOKIES
    response["Cache-Control"] = "private, no-cache" if personal else f"public, max-age={MAX_AGE}"
    if response.status_code != 200:
        return response
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    response["ETag"] = etag
    stamp = int(modified.timestamp()) if modified else None
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    return get_conditional_response(request, etag=etag, last_modified=stamp, response=response) or response


def public_or_gone(record: Record) -> None:
    """Raise Gone unless the object may be shown."""
    if is_gone(record):
        raise Gone(record)


def tidied(asked: str) -> str:
    """The address part as the portal would write it: someone typed ``2019/0465`` or ``2019_0465``.

    Raises Http404 if it is written so already: then there is nothing to redirect to.
    """
    tidy = slug_of(asked)
    if not tidy or tidy == asked:
        raise Http404
    return tidy


def newest(*records: Record | None) -> datetime | None:
    """The last moment at which one of the records changed, was checked or changed its state."""
    moments = [
        moment
        for record in records
        if record is not None
        for moment in (record.last_changed, record.last_seen, record.state_since)
    ]
    return max(moments, default=None)
