"""The text of an offer in Leichte Sprache."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from teilhabe.core.addresses import whole

from ..models import EasyText, Offer
from ..rich_text import safe_body
from .offer import Action, way_on


@dataclass(frozen=True, slots=True, kw_only=True)
class EasyPage:
    title: str
    body: SafeString
    checked: str
    checked_on: object
    url: str
    address: str
    crumbs: tuple[tuple[str, str], ...]
    action: Action | None


def easy_page(offer: Offer, text: EasyText) -> EasyPage:
    url = reverse("catalogue:offer", args=[offer.slug])
    return EasyPage(
        title=text.title,
        body=safe_body(text.body),
        checked=text.checked_by,
        checked_on=text.checked_on,
        url=url,
        address=whole(reverse("catalogue:offer_easy", args=[offer.slug])),
        crumbs=((gettext("Angebote"), reverse("catalogue:home")), (offer.title, url)),
        action=way_on(offer),
    )
