"""How other portals know our things: UUIDs that are the same today and tomorrow, and whole addresses."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation

if TYPE_CHECKING:
    from teilhabe.directory.models import Organisation

    from ..models import Offer

NAMESPACE = UUID("058bbcd5-9c90-4007-926b-8016cababcea")
"""Never changes: every UUID below is made from it."""
_ANY = "any-slug"


def shared_id(*parts: str) -> str:
    """The UUID of something that all portals of this software have in common, such as a concept of a vocabulary."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


def own_id(*parts: str) -> str:
    """The UUID of something that belongs to this portal: another one with the same words has another UUID."""
    return str(uuid5(NAMESPACE, "/".join((settings.PORTAL_URL, *parts))))


def offer_id(offer: Offer) -> str:
    return str(offer.translation_key)


def organisation_id(organisation: Organisation) -> str:
    return own_id("organisation", organisation.slug)


def whole(path: str) -> str:
    """A path of the portal as an address that works everywhere."""
    return settings.PORTAL_URL + path


def machine_address(name: str, *args: object) -> str:
    """The whole address of one of the addresses for other portals, such as ``hsds_service``."""
    return whole(reverse(f"exchange:{name}", args=args))


def page_of(offer: Offer) -> str:
    """The whole address of the offer's page, in the language of the row."""
    before, after = _around(offer.locale.language_code)
    return whole(f"{before}{offer.slug}{after}")


@cache
def _around(language: str) -> tuple[str, str]:
    """What stands before and behind the slug: whoever writes thousands asks the table of addresses once."""
    with translation.override(language):
        try:
            before, _, after = reverse("catalogue:offer", args=[_ANY]).rpartition(_ANY)
        except NoReverseMatch:  # the website, which has the table of addresses, is left out
            return "/angebote/" if language == settings.LANGUAGE_CODE else f"/{language}/angebote/", ""
        return before, after


def host() -> str:
    """The portal's host as repositories name themselves; "teilhabe.invalid" for one that has no domain."""
    name = urlsplit(settings.PORTAL_URL).hostname or ""
    return name if "." in name and not name.replace(".", "").isdigit() and ":" not in name else "teilhabe.invalid"
