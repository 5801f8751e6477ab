"""The page of an object that its source took away: what it was, since when, why, and nothing of its content."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teilhabe.core import moments

from ..models import Record, RecordKind, RecordState

_TITLES: dict[str, Promise] = {
    RecordKind.PAPER: _("Diese Vorlage ist nicht mehr öffentlich"),
    RecordKind.MEETING: _("Diese Sitzung ist nicht mehr öffentlich"),
    RecordKind.ORGANIZATION: _("Dieses Gremium ist nicht mehr öffentlich"),
    RecordKind.PERSON: _("Diese Person steht nicht mehr im Ratsinformationssystem"),
    RecordKind.BODY: _("Dieser Rat ist nicht mehr öffentlich"),
    RecordKind.FILE: _("Diese Datei ist nicht mehr öffentlich"),
}

_SENTENCES: dict[str, Promise] = {
    RecordKind.PAPER: _("Diese Vorlage wurde am %(date)s von der Quelle entfernt."),
    RecordKind.MEETING: _("Diese Sitzung wurde am %(date)s von der Quelle entfernt."),
    RecordKind.ORGANIZATION: _("Dieses Gremium wurde am %(date)s von der Quelle entfernt."),
    RecordKind.PERSON: _("Diese Person wurde am %(date)s von der Quelle entfernt."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage:
    title: str
    sentence: str
    why: str


def gone_page(record: Record) -> GonePage:
    title = str(_TITLES.get(RecordKind(record.kind), _("Dieser Inhalt ist nicht mehr öffentlich")))
    if record.state == RecordState.DELETED:
        why = gettext("Die Quelle hat mitgeteilt, dass sie den Inhalt gelöscht hat. Einen Grund hat sie nicht genannt.")
    else:
        why = gettext(
            "Die Quelle führt den Inhalt nicht mehr, ohne etwas dazu zu sagen. "
            "Erscheint er dort wieder, zeigen wir ihn auch hier."
        )
    return GonePage(title=title, sentence=_sentence(record), why=why)


def _sentence(record: Record) -> str:
    words = _SENTENCES.get(RecordKind(record.kind), _("Der Inhalt wurde am %(date)s von der Quelle entfernt."))
    return str(words) % {"date": moments.written(record.state_since, weekday=False)}
