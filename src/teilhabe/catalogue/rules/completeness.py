"""What an offer must say before it can be handed in, each as a sentence for its author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from teilhabe.directory.addresses import town_of
from teilhabe.directory.concepts import unknown
from teilhabe.directory.vocabulary import SCHOOL_FORMS

if TYPE_CHECKING:
    from ..models import Offer

WORDS_OF = {
    "audience": "audience",
    "needs": "need",
    "levels": "level",
    "themes": "theme",
    "blocks": "block",
    "languages": "language",
    "accessibility": "accessibility",
    "resource_types": "resource-type",
    "subjects": "subject",
}
"""Fields with keys of a vocabulary, and which one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: the field and a sentence that says what to do."""

    field: str
    sentence: str


def is_in_one_place(offer: Offer) -> bool:
    """Whether one has to come to one address for it: such an offer is for some municipalities, never for all by
    saying none. Programmes have offices, materials publishers; what is also online or comes to people is not bound."""
    return tells_one_place(vars(offer))


def tells_one_place(said: Mapping[str, Any]) -> bool:
    """As ``is_in_one_place``, of fields by name; what is not named is as in a new offer."""
    bound = said.get("kind", "offer") in {"offer", "event-series"} and said.get("on_site", True)
    elsewhere = said.get("online") or said.get("mobile")
    return bool(bound and not elsewhere and any(said.get(name) for name in ("venue", "street", "postcode", "town")))


def towns_told(said: Mapping[str, Any]) -> list[str]:
    """The municipalities (AGS) of an offer's fields: those named, else the one that its address leaves no doubt of."""
    named = said.get("municipalities") or []
    if named or not tells_one_place(said):
        return list(named)
    only = town_of(str(said.get("postcode") or ""), str(said.get("town") or ""))
    return [only] if only else []


def gaps(offer: Offer) -> list[Gap]:
    """All that keeps the offer from being handed in; empty when it is complete."""
    found = []

    def needs(field: str, sentence: str, given: object) -> None:
        if not given:
            found.append(Gap(field, sentence))

    needs("title", _("Geben Sie dem Eintrag einen Titel."), offer.title.strip())
    needs("summary", _("Sagen Sie in ein oder zwei Sätzen, worum es geht."), offer.summary.strip())
    needs("audience", _("Wählen Sie mindestens eine Zielgruppe."), offer.audience)
    needs("themes", _("Wählen Sie mindestens ein Thema."), offer.themes)
    if offer.kind in {offer.Kind.OFFER, offer.Kind.EVENT_SERIES}:
        needs(
            "contact",
            _("Nennen Sie einen Weg, auf dem man Sie erreicht: Telefon, E-Mail oder Internetseite."),
            offer.phone or offer.email or offer.homepage or offer.registration_url,
        )
        needs(
            "venue",
            _("Sagen Sie, wo das Angebot stattfindet: vor Ort, online oder bei den Menschen."),
            offer.on_site or offer.online or offer.mobile,
        )
    if is_in_one_place(offer):
        needs(
            "municipalities",
            _("Wählen Sie die Kommune, in der das Angebot stattfindet, oder alle, für die es gilt."),
            offer.municipalities,
        )
    if offer.kind == offer.Kind.MATERIAL:
        needs("resource_types", _("Sagen Sie, welche Art von Material das ist."), offer.resource_types)
    for field, scheme in WORDS_OF.items():
        for key in unknown(scheme, getattr(offer, field)):
            found.append(Gap(field, _("„%(key)s“ steht nicht in der Liste. Wählen Sie etwas aus.") % {"key": key}))
    for code in offer.school_forms:
        if code not in SCHOOL_FORMS:
            found.append(
                Gap("school_forms", _("„%(key)s“ steht nicht in der Liste. Wählen Sie etwas aus.") % {"key": code})
            )
    return found
