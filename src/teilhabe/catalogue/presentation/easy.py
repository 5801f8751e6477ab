"""The text of an offer in Leichte Sprache."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from teilhabe.core.addresses import whole
from teilhabe.core.languages import german

from ..models import EasyText, Offer
from ..rich_text import safe_body
from .offer import Action, way_on

_HEADING = re.compile(r"(</?)h3\b")


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
        # On this page they stand right below its title.
        body=mark_safe(_HEADING.sub(r"\1h2", safe_body(text.body))),  # nosec B308 B703 - tags for tags
        checked=text.checked_by,
        checked_on=text.checked_on,
        url=url,
        address=whole(reverse("catalogue:offer_easy", args=[offer.slug])),
        crumbs=((gettext("Angebote"), reverse("catalogue:home")), (german(offer.title), url)),
        action=way_on(offer),
    )
