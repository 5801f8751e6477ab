"""Offers for the stories, made through the actions of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from teilhabe.catalogue.models import Offer
    from teilhabe.directory.models import Organisation

COMPLETE: dict[str, Any] = {
    "title": "Deutsch am Vormittag",
    "summary": "Deutschkurs für Mütter und Väter, mit Betreuung der Kinder.",
    "body": "<p>Wir lernen zusammen, was man im Alltag braucht.</p>",
    "audience": ["parents"],
    "themes": ["language"],
    "needs": ["german-for-parents"],
    "levels": ["adult"],
    "languages": ["de", "ar"],
    "level_from": "a1",
    "level_to": "a2",
    "email": "kurs@lernwerkstatt.example",
    "cost": "free",
}


def a_draft(organisation: Organisation | None = None, by: Any = None, **details: Any) -> Offer:
    """A complete draft of ``organisation`` (default: that of ``people.an_organisation()``)."""
    from teilhabe.catalogue.actions import create_offer
    from teilhabe.core.audit import COMMAND_LINE

    from .. import people

    return create_offer(
        {**COMPLETE, **details}, organisation=organisation or people.an_organisation(), by=by or COMMAND_LINE
    )


def an_offer(organisation: Organisation | None = None, **details: Any) -> Offer:
    """A published offer."""
    from teilhabe.catalogue.actions import publish_offer
    from teilhabe.core.audit import COMMAND_LINE

    return publish_offer(a_draft(organisation, **details), by=COMMAND_LINE)


def a_translation(offer: Offer, language: str, **words: Any) -> Offer:
    """A published row of ``offer`` in ``language``, made as the back office makes it."""
    from wagtail.models import Locale

    from teilhabe.catalogue.actions import settle
    from teilhabe.core.audit import COMMAND_LINE

    locale, _new = Locale.objects.get_or_create(language_code=language)
    row: Offer = offer.copy_for_translation(locale)
    for name, value in words.items():
        setattr(row, name, value)
    row.live, row.state = True, offer.state
    row.save()
    settle(offer, "translate_offer", by=COMMAND_LINE)
    return row
