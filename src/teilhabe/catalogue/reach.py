"""Whether a request is somebody reading an offer, and that it is counted: its page calls ``count_view``."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.utils import timezone

from teilhabe.core.patience import written_quickly

from .actions.reach import What, count_reach
from .models import Offer
from .rules import may_edit_offer

_MACHINE = re.compile(
    r"bot|crawl|spider|slurp|curl|wget|python|http|monitor|preview|fetch|scan|headless|feed|java/|go-", re.I
)


def is_reader(request: HttpRequest, offer: Offer) -> bool:
    """Somebody with a browser who neither provides the offer nor edits the catalogue."""
    agent = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if request.method != "GET" or not agent.startswith("Mozilla/") or _MACHINE.search(agent) or "prefetch" in ahead:
        return False
    return not may_edit_offer.test(request.user, offer)


def count_view(request: HttpRequest, offer: Offer) -> None:
    """Count that a reader opened the page of ``offer`` (the German row); keeps nobody waiting."""
    _count(request, offer, "views")


def count_step(request: HttpRequest, offer: Offer) -> None:
    """Count that a reader took the way on."""
    _count(request, offer, "steps")


def _count(request: HttpRequest, offer: Offer, what: What) -> None:
    if is_reader(request, offer):
        today = timezone.localdate()
        written_quickly(lambda: count_reach(offer, what, day=today))
