"""One log line a request: method, path without query and keys, name of the view, status, milliseconds. No address of
a visitor, no user."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from .logs import without_keys

log = structlog.get_logger("teilhabe.request")


class RequestLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex[:12])
        started = time.perf_counter()
        response = self.get_response(request)
        level = log.error if response.status_code >= 500 else log.info
        level(
            "request",
            method=request.method,
            path=without_keys(request.path),
            view=request.resolver_match.view_name if request.resolver_match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return response


class RefuseBigUploadsMiddleware:
    """Whoever sends more than MOST_REQUEST_BYTES is told so before anything of it is read or kept.

    A request that does not say its length has no content here: the server reads as much as it says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isdecimal() or int(said) > settings.MOST_REQUEST_BYTES:
            most = settings.MOST_REQUEST_BYTES // 1024**2
            return render(request, "core/too_big.html", {"most": most}, status=413)
        return self.get_response(request)


class CompressTextMiddleware(GZipMiddleware):
    """Text goes out packed also where no proxy does it; pieces of files and what is packed already go as they are.

    Django adds bytes of random length, so that nobody guesses a secret of a page by how well it packs.
    """

    TEXTS = ("text/", "application/json", "application/xml", "application/atom+xml", "application/ld+json")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        whole = response.status_code != 206 and not response.streaming
        if whole and response.headers.get("Content-Type", "").startswith(self.TEXTS):
            return super().process_response(request, response)
        return response
