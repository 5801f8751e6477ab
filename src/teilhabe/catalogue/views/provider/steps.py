"""The way on from the page of an offer, counted: to the registration, the homepage or the material."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ...models import Offer
from ...reach import count_step

WAYS = {
    "anmeldung": "registration_url",
    "internetseite": "homepage",
    "online": "online_url",
    "material": "material_url",
}


@never_cache
@require_safe
def go_on(request: HttpRequest, number: int, way: str) -> HttpResponse:
    """Only to addresses that the offer itself names."""
    offer = get_object_or_404(Offer.objects.source().readable(), pk=number)
    target = getattr(offer, WAYS.get(way, ""), "") if way in WAYS else ""
    if not target.startswith(("https://", "http://")):
        raise Http404
    count_step(request, offer)
    response = HttpResponse(status=302)
    response["Location"] = target
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
