"""What all public pages have in common: safe methods only, caching, conditional answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

MAX_AGE = 60


@dataclass(frozen=True, slots=True)
class Page:
    """What a public view gives back: a template and its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


View = Callable[..., Page | HttpResponseBase]


def public_page(view: View) -> Callable[..., HttpResponseBase]:
    """GET and HEAD only (405 otherwise), an ETag and a minute of caching."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answer_with(request, view(request, *args, **kwargs))

    return require_safe(answer)


def answer_with(request: HttpRequest, page: Page | HttpResponseBase) -> HttpResponseBase:
    """The page rendered, with its validator; an answer that is one already stays as it is."""
    if not isinstance(page, Page):
        return page
    return with_validator(request, render(request, page.template, page.context, status=page.status))


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
