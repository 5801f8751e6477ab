"""Addresses that machines ask for, and one that nobody should stay on."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

_PICTURES = {"images", "original_images", "avatar_images"}


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by machines; forms and back office hold nothing for them."""
    lines = [
        "User-agent: *",
        "Disallow: /verwaltung/",
        "Disallow: /konto/",
        "Disallow: /en/konto/",
        "Disallow: /rueckmeldung",
        "Disallow: /en/rueckmeldung",
        "",
        f"Sitemap: {settings.PORTAL_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Without an operator's address the feedback form is the way to report a weakness."""
    form = f"{settings.PORTAL_URL}{reverse('feedback')}"
    contacts = [f"mailto:{settings.OPERATOR_MAIL}"] if settings.OPERATOR_MAIL else []
    # The file is always fresh, but must not claim to be so for ever.
    expires = (timezone.now() + timedelta(days=90)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        *(f"Contact: {contact}" for contact in [*contacts, form]),
        f"Expires: {expires}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.PORTAL_URL}{reverse('security')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """Pictures that editors uploaded; documents have their own view, and nothing else of the folder is anybody's."""
    folder, _, name = path.partition("/")
    if folder not in _PICTURES:
        raise Http404
    return serve(request, name, document_root=str(settings.MEDIA_ROOT / folder))


@never_cache
def to_sign_in(request: HttpRequest) -> HttpResponse:
    target = {"next": request.GET.get("next") or reverse("wagtailadmin_home")}
    return redirect(f"{reverse('account_login')}?{urlencode(target)}")
