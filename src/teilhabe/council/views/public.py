"""What all public pages have in common: safe methods only, caching, conditional answers, gone objects."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from teilhabe.core.text import slug as slug_of

from ..models import Record
from ..presentation.gone import gone_page
from ..queries.body_page import body_of
from ..rules import is_gone

MAX_AGE = 60


@dataclass(frozen=True, slots=True)
class Page:
    """What a public view gives back: a template and its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


class Gone(Exception):
    """The source has withdrawn or deleted the object at this address."""

    def __init__(self, record: Record) -> None:
        super().__init__(str(record))
        self.record = record


View = Callable[..., Page | HttpResponseBase]


def public_page(view: View) -> Callable[..., HttpResponseBase]:
    """GET and HEAD only (405 otherwise), 410 for what is gone, an ETag and a minute of caching."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            page = view(request, *args, **kwargs)
        except Gone as gone:
            page = page_of_gone(gone)
        if not isinstance(page, Page):
            return page
        response = render(request, page.template, page.context, status=page.status)
        return with_validator(request, response)

    return require_safe(answer)


def page_of_gone(gone: Gone) -> Page:
    return Page("council/gone.html", {"page": gone_page(gone.record, body=body_of(gone.record))}, status=410)


def with_validator(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The answer with its ETag, or 304 if the reader already has it.

    The ETag is the hash of what was rendered: whatever shows on the page changes it. There is no Last-Modified, because
    no single moment covers all that a page shows.
    """
    response["Cache-Control"] = cache_control(request)
    if response.status_code != 200:
        return response
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:24]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def cache_control(request: HttpRequest) -> str:
    """A minute for everybody, or nothing shared where the page is for one reader: the frame may carry their name, or a
    message to them."""
    personal = settings.SESSION_COOKIE_NAME in request.COOKIES or len(get_messages(request)) > 0
    return "private, no-cache" if personal else f"public, max-age={MAX_AGE}"


def public_or_gone(*records: Record) -> None:
    """Raise Gone unless all of these may be shown: an object, and the body it belongs to."""
    for record in records:
        if is_gone(record):
            raise Gone(record)


def elsewhere(page: str, body: str, asked: str) -> HttpResponseBase:
    """Redirect to the address as the portal would write it: someone typed ``2019/0465`` or ``2019_0465``.

    ``page`` is the name of the pattern. Raises Http404 if it is written so already.
    """
    tidy = slug_of(asked)
    if not tidy or tidy == asked:
        raise Http404
    return redirect(page, body=body, slug=tidy, permanent=True)
