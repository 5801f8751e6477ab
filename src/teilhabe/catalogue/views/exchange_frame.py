"""What all addresses for other portals share: limit, language, errors as a sentence, other origins, caching."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe

from teilhabe.core.limits import RateLimit

View = Callable[..., HttpResponse]
PER_MINUTE = 120
WHOLE_PER_MINUTE = 12
"""Answers that hold everything at once."""
KEPT_SECONDS = 300
LANGUAGE = "de"
_TOO_MANY = "Zu viele Anfragen in kurzer Zeit. Bitte in einer Minute noch einmal."
_limit = RateLimit("exchange", PER_MINUTE)
_whole_limit = RateLimit("exchange.whole", WHOLE_PER_MINUTE)


class BadQuestion(Exception):
    """A parameter is wrong; says which and what would be right, in a German sentence."""

    status = 400


class NotThere(BadQuestion):
    """Nothing is known under this key."""

    status = 404


class Gone(BadQuestion):
    """It was public, and is no more."""

    status = 410


class TooMany(BadQuestion):
    """Asked for too often."""

    status = 429


def may_ask_for_all(request: HttpRequest) -> None:
    """Count a request for everything at once. Raises TooMany."""
    if not _whole_limit.allows(request):
        raise TooMany(_TOO_MANY)


def answer(told: Any, *, status: int = 200, changed: datetime | None = None, media: str = "") -> JsonResponse:
    """``told`` as JSON; ``changed`` becomes its Last-Modified."""
    response = JsonResponse(
        told,
        safe=False,
        status=status,
        json_dumps_params={"ensure_ascii": False},
        content_type=media or "application/json; charset=utf-8",
    )
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


def page_number(request: HttpRequest) -> int:
    """The parameter ``page``, from 1; the only one there may be."""
    if unknown := sorted(set(request.GET) - {"page"}):
        raise BadQuestion(f"Diese Angaben gibt es hier nicht: {', '.join(name[:40] for name in unknown[:10])}.")
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) >= 1):
        raise BadQuestion("„page“ ist eine Zahl ab 1.")
    return int(text)


def for_machines(view: View) -> View:
    """A view that programs of others read: GET and HEAD, in German, for every origin."""
    return open_to_all(conditional_page(require_safe(view)))


def open_to_all(view: View) -> View:
    """As ``for_machines``, for a view that says itself which methods it takes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(LANGUAGE):
            if not _limit.allows(request):
                response: HttpResponse = _problem(_TOO_MANY, 429)
                response["Retry-After"] = "60"
            else:
                try:
                    response = view(request, *args, **kwargs)
                except BadQuestion as problem:
                    response = _problem(str(problem), problem.status)
                    if problem.status == TooMany.status:
                        response["Retry-After"] = "60"
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code == 200 and not response.has_header("Cache-Control"):
            response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def _problem(sentence: str, status: int) -> HttpResponse:
    return answer({"detail": sentence}, status=status)
