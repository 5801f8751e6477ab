"""The page of an object that its source took away: what it was, since when, why, and nothing of its content."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teilhabe.core import moments

from ..models import Body, Record, RecordKind, RecordState

_TITLES: dict[str, Promise] = {
    RecordKind.PAPER: _("Diese Vorlage ist nicht mehr öffentlich"),
    RecordKind.MEETING: _("Diese Sitzung ist nicht mehr öffentlich"),
    RecordKind.ORGANIZATION: _("Dieses Gremium ist nicht mehr öffentlich"),
    RecordKind.PERSON: _("Diese Person steht nicht mehr im Ratsinformationssystem"),
    RecordKind.BODY: _("Dieser Rat ist nicht mehr öffentlich"),
    RecordKind.FILE: _("Diese Datei ist nicht mehr öffentlich"),
}

_DELETED: dict[str, Promise] = {
    RecordKind.PAPER: _("Diese Vorlage wurde am %(date)s von der Quelle gelöscht."),
    RecordKind.MEETING: _("Diese Sitzung wurde am %(date)s von der Quelle gelöscht."),
    RecordKind.ORGANIZATION: _("Dieses Gremium wurde am %(date)s von der Quelle gelöscht."),
    RecordKind.PERSON: _("Diese Person wurde am %(date)s von der Quelle gelöscht."),
}

# Nobody said when it went, only when we found it gone: "seit dem" is true of both.
_WITHDRAWN: dict[str, Promise] = {
    RecordKind.PAPER: _("Seit dem %(date)s veröffentlicht die Quelle diese Vorlage nicht mehr."),
    RecordKind.MEETING: _("Seit dem %(date)s veröffentlicht die Quelle diese Sitzung nicht mehr."),
    RecordKind.ORGANIZATION: _("Seit dem %(date)s veröffentlicht die Quelle dieses Gremium nicht mehr."),
    RecordKind.PERSON: _("Seit dem %(date)s veröffentlicht die Quelle diese Person nicht mehr."),
}


# What a harvest finds, in its own words (ingest.html.disappeared). Any other reason may hold words of the
# source and stays unsaid.
_REASONS: dict[str, Promise] = {
    "Die Quelle findet die Seite nicht mehr.": _("Die Quelle findet die Seite nicht mehr."),
    "Die Quelle zeigt die Seite nicht mehr öffentlich.": _("Die Quelle zeigt die Seite nicht mehr öffentlich."),
    "Die Quelle führt die geplante Sitzung nicht mehr in ihrem Kalender.": _(
        "Die Quelle führt die geplante Sitzung nicht mehr in ihrem Kalender."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GonePage:
    """``reason`` is what the harvest found, if that is known; ``why`` what it means. ``body`` is the council whose
    it was, with its page, if that one is public."""

    title: str
    sentence: str
    reason: str
    why: str
    body: tuple[str, str] | None


def gone_page(record: Record, *, body: Body | None) -> GonePage:
    title = str(_TITLES.get(RecordKind(record.kind), _("Dieser Inhalt ist nicht mehr öffentlich")))
    if record.state == RecordState.DELETED:
        why = gettext("Die Quelle hat mitgeteilt, dass sie den Inhalt gelöscht hat. Einen Grund hat sie nicht genannt.")
    else:
        why = gettext(
            "Ob der Inhalt dort gelöscht wurde, wissen wir nicht; die Quelle sagt nichts dazu. "
            "Erscheint er dort wieder, zeigen wir ihn auch hier, mit seiner Geschichte."
        )
    return GonePage(
        title=title,
        sentence=_sentence(record),
        reason=str(_REASONS.get(record.state_reason, "")),
        why=why,
        body=(body.name, body.get_absolute_url()) if body else None,
    )


def _sentence(record: Record) -> str:
    kind = RecordKind(record.kind)
    if record.state == RecordState.DELETED:
        words = _DELETED.get(kind, _("Der Inhalt wurde am %(date)s von der Quelle gelöscht."))
    else:
        words = _WITHDRAWN.get(kind, _("Seit dem %(date)s veröffentlicht die Quelle den Inhalt nicht mehr."))
    return str(words) % {"date": moments.written(record.state_since, weekday=False)}
