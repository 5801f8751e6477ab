"""What an offer must say before it can be handed in, each as a sentence for its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

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
