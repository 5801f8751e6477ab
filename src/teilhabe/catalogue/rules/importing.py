"""Who takes over entries of others, and whether what a feed tells can stand in the catalogue at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from teilhabe.accounts.rules import is_administrator

from .rights import may_edit_catalogue
from .schedule import BadSchedule, check

if TYPE_CHECKING:
    from ..models import Offer

FEWEST_TO_COMPARE = 5
"""With fewer entries known, half of them may well vanish in a week."""

may_import = may_edit_catalogue
# The operator decides so (docs/apps/catalogue.md): nobody else reads what such a feed says before readers do.
may_let_feeds_publish = is_administrator

# Of the row and its reviews, not of what a feed can say.
_NOT_CHECKED = ("slug", "locale", "organisation", "translation_key", "part_of", "latest_revision", "live_revision")


def faults(offer: Offer) -> list[tuple[str, str]]:
    """(field, sentence) of what the database would refuse; cleans the fields of ``offer`` by the way. No query."""
    found: list[tuple[str, str]] = []
    try:
        offer.clean_fields(exclude=set(_NOT_CHECKED))
    except ValidationError as wrong:
        return [(name, " ".join(said)) for name, said in wrong.message_dict.items()]
    if _is_reversed(offer.age_from, offer.age_to):
        found.append(("age_from", _("Das Alter „ab“ liegt über dem Alter „bis“.")))
    if _is_reversed(offer.valid_from, offer.valid_to):
        found.append(("valid_from", _("Es endet, bevor es beginnt.")))
    if _is_reversed(offer.places_free, offer.places):
        found.append(("places_free", _("Es sind mehr Plätze frei, als es gibt.")))
    if (offer.latitude is None) != (offer.longitude is None) or not _is_on_earth(offer):
        found.append(("latitude", _("Breite und Länge gehören zusammen, als Grad zwischen -90 und 90, -180 und 180.")))
    try:
        check(offer.schedule)
    except BadSchedule as wrong:
        found.append(("schedule", _("Dieser Termin lässt sich nicht lesen: %(date)s") % {"date": str(wrong)[:200]}))
    return found


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reading has seen, in numbers of entries."""

    known: int
    """There the last time."""
    read: int
    """There now, known or new."""
    unreadable: int = 0
    lost: int = 0
    """Of those known: not there any more, though nothing is known of their end."""
    met: int = 0
    """There now and in the catalogue."""
    renamed: int = 0
    """Of these: told another title than the last time."""


def doubt_of(seen: Seen) -> str:
    """Why a reading is not believed, as a sentence; empty if nothing speaks against it."""
    if seen.unreadable > seen.read:
        return _(
            "Von %(all)s Einträgen sind %(bad)s nicht lesbar. Übernommen ist nichts. "
            "Vermutlich passt die Zuordnung nicht, oder die Quelle hat sich geändert."
        ) % {"all": seen.read + seen.unreadable, "bad": seen.unreadable}
    if not seen.read:
        return _("Die Quelle enthält keinen Eintrag. Übernommen ist nichts; der Katalog bleibt, wie er ist.")
    if seen.known >= FEWEST_TO_COMPARE and seen.read * 2 < seen.known:
        return _(
            "Bisher waren es %(known)s Einträge, jetzt nur noch %(read)s. Übernommen ist nichts; der Katalog bleibt, "
            "wie er ist. Bitte prüfen Sie, ob die Quelle vollständig ist."
        ) % {"known": seen.known, "read": seen.read}
    if seen.known >= FEWEST_TO_COMPARE and seen.lost * 2 > seen.known:
        return _(
            "Von bisher %(known)s Einträgen fehlen %(lost)s, dafür sind andere da. Übernommen ist nichts; der Katalog "
            "bleibt, wie er ist. Bitte prüfen Sie, ob die Quelle ihre Einträge neu nummeriert hat: "
            "Dann stünden sie doppelt im Katalog."
        ) % {"known": seen.known, "lost": seen.lost}
    if seen.met >= FEWEST_TO_COMPARE and seen.renamed * 2 > seen.met:
        return _(
            "Von %(met)s bekannten Einträgen hießen %(renamed)s bisher anders. Übernommen ist nichts; der Katalog "
            "bleibt, wie er ist. Bitte prüfen Sie, ob die Schlüssel verschoben sind, zum Beispiel weil die Zeilen neu "
            "nummeriert wurden: Dann würde jeder Eintrag von einem anderen überschrieben."
        ) % {"met": seen.met, "renamed": seen.renamed}
    return ""


def _is_reversed(first: Any, last: Any) -> bool:
    return first is not None and last is not None and first > last


def _is_on_earth(offer: Offer) -> bool:
    return offer.point is None or (abs(offer.point[0]) <= 90 and abs(offer.point[1]) <= 180)
