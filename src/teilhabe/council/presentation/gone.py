"""The page of an object that its source took away: what it was, since when, why, and nothing of its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from ..models import Record, RecordKind, RecordState

_TITLES: dict[str, Promise] = {
    RecordKind.PAPER: _("Diese Vorlage ist nicht mehr öffentlich"),
    RecordKind.MEETING: _("Diese Sitzung ist nicht mehr öffentlich"),
    RecordKind.ORGANIZATION: _("Dieses Gremium ist nicht mehr öffentlich"),
    RecordKind.PERSON: _("Diese Person steht nicht mehr im Ratsinformationssystem"),
    RecordKind.BODY: _("Dieser Rat ist nicht mehr öffentlich"),
    RecordKind.FILE: _("Diese Datei ist nicht mehr öffentlich"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage:
    title: str
    sentence: str
    why: str
    since: datetime


def gone_page(record: Record) -> GonePage:
    title = str(_TITLES.get(RecordKind(record.kind), _("Dieser Inhalt ist nicht mehr öffentlich")))
    if record.state == RecordState.DELETED:
        why = gettext(
            "Die Quelle hat ausdrücklich mitgeteilt, dass sie den Inhalt gelöscht hat. Einen Grund hat sie nicht genannt."
        )
    else:
        why = gettext(
            "Die Quelle führt den Inhalt nicht mehr. Das kann ein Versehen sein: Erscheint er dort wieder, zeigen wir ihn auch hier."
        )
    return GonePage(
        title=title,
        sentence=pgettext("gone", "Sie wurde am %(date)s von der Quelle entfernt.")
        if record.state == RecordState.DELETED
        else pgettext("gone", "Sie ist seit dem %(date)s bei der Quelle nicht mehr zu finden."),
        why=why,
        since=record.state_since,
    )
