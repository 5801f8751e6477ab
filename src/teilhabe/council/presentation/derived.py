"""The sentence on where a paper stands, in the reader's language.

German is stored (``council/summaries.py``, which also feeds the index); every other language is made here from the same
events, in sentences that need no article or case of a committee's name. Names stay German and are marked as such.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from teilhabe.core import moments

from .. import rules
from ..models import Consultation, Paper
from ..outcomes import Standing, consultation_words, standing
from ..outcomes.standing import WordKind
from ..summaries import Event
from .timeline import in_order
from .words import counted, in_german

_SAID: dict[WordKind, Promise] = {
    "decided": _("%(committee)s hat der Vorlage %(when)s zugestimmt."),
    "decided_with_changes": _("%(committee)s hat der Vorlage %(when)s mit Änderungen zugestimmt."),
    "recommended": _("%(committee)s hat die Vorlage %(when)s empfohlen."),
    "recommended_with_changes": _("%(committee)s hat die Vorlage %(when)s mit Änderungen empfohlen."),
    "noted": _("%(committee)s hat die Vorlage %(when)s zur Kenntnis genommen."),
    "rejected": _("%(committee)s hat die Vorlage %(when)s abgelehnt."),
    "not_recommended": _("%(committee)s hat die Vorlage %(when)s abgelehnt."),
    "discussed": _("%(committee)s hat die Vorlage %(when)s beraten."),
    "passed_on": _("%(committee)s hat die Vorlage %(when)s ohne Empfehlung weitergegeben."),
    "referred": _("%(committee)s hat die Vorlage %(when)s verwiesen."),
    "elected": _("Dazu fand %(when)s eine Wahl statt (%(committee)s)."),
    "postponed": _("Die Beratung wurde %(when)s verschoben (%(committee)s)."),
    "withdrawn": _("Die Vorlage wurde %(when)s zurückgezogen (%(committee)s)."),
    "settled": _("Die Vorlage wurde %(when)s als erledigt vermerkt (%(committee)s)."),
}
_CLOSED = _("Die Vorlage stand %(when)s auf der nichtöffentlichen Tagesordnung (%(committee)s).")
_NO_RESULT = _(
    "Die Vorlage stand %(when)s auf der Tagesordnung (%(committee)s); ein Ergebnis ist nicht veröffentlicht."
)
_VOTES: dict[bool, Promise] = {
    True: _("Die Abstimmung war einstimmig."),
    False: _("Die Abstimmung ergab eine Mehrheit."),
}
_RECOMMENDED = ("recommended", "recommended_with_changes")
_REJECTED = ("rejected", "not_recommended")


def derived_sentence(paper: Paper, consultations: Sequence[Consultation], *, now: datetime) -> SafeString:
    """One to three sentences, safe to show; ``as_words`` takes the markup out of them."""
    if (get_language() or "de").startswith("de"):
        return escape(paper.summary)
    today = timezone.localdate(now)
    ordered = in_order(consultations)
    hearings = [rules.hearing_of(one) for one in ordered]
    events = [
        Event(one.pk, hearing.day, _name(one), word, closed=not hearing.public)
        for one, hearing, word in zip(ordered, hearings, consultation_words(hearings, today), strict=True)
    ]
    # The sentences are ours, their values are escaped where they enter.
    return mark_safe(" ".join(_sentences(events, standing(hearings, today))))  # nosec B308 B703


def as_words(sentence: SafeString) -> str:
    """Without markup: for descriptions."""
    return html.unescape(strip_tags(sentence))


def _sentences(events: Sequence[Event], now_at: Standing) -> list[str]:
    said_by = next((event for event in events if event.key == now_at.consultation_key), None)
    following = next((event for event in events if event.key == now_at.next_key), None)
    if said_by is None:
        return [_nothing_known(events)]
    if now_at.kind == "planned":
        return [_planned(said_by)]
    first = _happened(said_by)
    if following is not None:
        return [*first, _planned_next(following)]
    return [*first, *_before(events[: events.index(said_by)])]


def _happened(event: Event) -> list[str]:
    pattern = _SAID.get(event.word.kind, _NO_RESULT)
    if event.closed and event.word.kind not in ("elected", "postponed", "withdrawn", "settled"):
        return [_filled(_CLOSED, event)]
    sentences = [_filled(pattern, event)]
    if event.word.unanimous is not None and pattern is not _NO_RESULT:
        sentences.append(escape(str(_VOTES[event.word.unanimous])))
    if event.word.kind == "referred" and event.word.target:
        target = in_german(event.word.target)
        sentences.append(escape(gettext("Ziel laut Quelle: %(target)s.")) % {"target": conditional_escape(target)})
    return sentences


def _planned(event: Event) -> str:
    if event.day is None:
        return _filled(_("Die Beratung ist vorgesehen (%(committee)s); ein Termin steht noch nicht fest."), event)
    return _filled(_("Die Beratung ist für den %(day)s geplant (%(committee)s)."), event)


def _planned_next(event: Event) -> str:
    if event.day is None:
        return _filled(
            _("Die nächste Beratung ist vorgesehen (%(committee)s); ein Termin steht noch nicht fest."), event
        )
    return _filled(_("Die nächste Beratung ist für den %(day)s geplant (%(committee)s)."), event)


def _before(events: Sequence[Event]) -> list[str]:
    """Who recommended or rejected it before; who noted it, if nobody did."""
    sentences = []
    if names := _committees(events, _RECOMMENDED):
        pattern = ngettext(
            "Vorher hat %(committee)s die Vorlage empfohlen.",
            "Vorher haben %(count)s Gremien die Vorlage empfohlen.",
            len(names),
        )
        sentences.append(_counting(pattern, names))
    if names := _committees(events, _REJECTED):
        pattern = ngettext(
            "Vorher hat %(committee)s die Vorlage abgelehnt.",
            "Vorher haben %(count)s Gremien die Vorlage abgelehnt.",
            len(names),
        )
        sentences.append(_counting(pattern, names))
    if not sentences and (names := _committees(events, ("noted",))):
        pattern = ngettext(
            "Vorher hat %(committee)s die Vorlage zur Kenntnis genommen.",
            "Vorher haben %(count)s Gremien die Vorlage zur Kenntnis genommen.",
            len(names),
        )
        sentences.append(_counting(pattern, names))
    return sentences


def _nothing_known(events: Sequence[Event]) -> str:
    if not events:
        return escape(gettext("Die Quelle nennt noch keine Beratung dieser Vorlage."))
    last = events[-1]
    if last.word.kind != "cancelled":
        return escape(gettext("Die Quelle nennt zu den Beratungen dieser Vorlage noch nichts Näheres."))
    if last.day is None:
        return _filled(_("Die vorgesehene Sitzung fällt aus (%(committee)s)."), last)
    return _filled(_("Die Sitzung am %(day)s fällt aus (%(committee)s)."), last)


def _filled(pattern: Promise, event: Event) -> str:
    return escape(str(pattern)) % {
        "committee": _committee(event.committee),
        "when": _when(event.day),
        "day": escape(moments.written(event.day, weekday=False)) if event.day else "",
    }


def _counting(pattern: str, names: Sequence[str]) -> str:
    return escape(pattern) % {"committee": _committee(names[0]), "count": escape(counted(len(names)))}


def _when(day: date | None) -> str:
    if day is None:
        return escape(gettext("zu einem unbekannten Zeitpunkt"))
    return escape(gettext("am %(day)s") % {"day": moments.written(day, weekday=False)})


def _committee(name: str) -> str:
    return conditional_escape(in_german(name)) if name else escape(gettext("nicht genanntes Gremium"))


def _committees(events: Sequence[Event], kinds: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(event.committee for event in events if event.word.kind in kinds and not event.closed))


def _name(consultation: Consultation) -> str:
    return consultation.organization.name if consultation.organization else consultation.organization_text
