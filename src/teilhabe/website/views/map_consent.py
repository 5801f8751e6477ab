"""An outside map service: asked for nothing before a visitor agrees, and nothing more once they take it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ..presentation.map_base import COOKIE, has_agreed, service_host, service_offered

REMEMBERED_DAYS = 180


def with_service(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The page may load pictures of the service, and only this page, and only for a visitor who agreed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if service_offered():
            # The same address is another page once somebody has agreed, and a form needs its own cookie.
            response["Cache-Control"] = "private, no-cache"
            # A page without referrer sends its forms without an origin, and those are refused.
            response["Referrer-Policy"] = "same-origin"
            if has_agreed(request):
                host = f"https://{service_host()}"
                # Read by the policy's middleware.
                response._csp_update = {"connect-src": ["'self'", host], "img-src": [host]}  # type: ignore[attr-defined]  # its own way to be told
        return response

    return answer


@never_cache
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """``dienst`` is "ja" or "nein"; back to the page it was asked on."""
    if not service_offered():
        raise Http404
    back = request.POST.get("zurueck", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    response = redirect(back if safe else "map")
    if request.POST.get("dienst") == "ja":
        response.set_cookie(
            COOKIE,
            service_host(),
            max_age=REMEMBERED_DAYS * 24 * 3600,
            httponly=True,
            secure=settings.SECURE,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
