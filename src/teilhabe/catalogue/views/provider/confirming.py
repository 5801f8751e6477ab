"""„Noch gültig?“: the link from the mail. Opening it changes nothing, since mail programs open links by themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ...actions import NotWaiting, confirm_offer
from ...confirming import NoSuchLink, read_token
from ...models import Offer

PAGE = "catalogue/provider/confirm.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    try:
        asked = read_token(token)
    except NoSuchLink:
        return _untold(render(request, PAGE, {"gone": True}, status=404))
    done: list[Offer] = []
    late: set[int] = set()
    chosen = set(request.POST.getlist("angebot"))
    if request.method == "POST":
        for offer in asked.offers:
            if str(offer.pk) not in chosen:
                continue
            try:
                done.append(confirm_offer(offer, by=asked.user, name=offer.organisation.name))
            except NotWaiting:
                late.add(offer.pk)  # somebody was faster
    left = [offer for offer in asked.offers if offer.pk not in {one.pk for one in done} | late]
    nothing, faster = request.method == "POST" and not chosen, bool(chosen) and not done
    shown = {"asked": asked, "offers": left, "done": done, "nothing": nothing, "faster": faster}
    return _untold(render(request, PAGE, shown))


def _untold(response: HttpResponse) -> HttpResponse:
    """The address is a key: it must not travel on."""
    response["Referrer-Policy"] = "no-referrer"
    return response
