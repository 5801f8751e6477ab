"""The history of a page: which field changed when, word by word where it is text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teilhabe.core import moments

from ..models import RecordState, Version
from .sections import LABELS

# Fields that readers know, in their words; a change of any other field is no news for them.
FIELDS: dict[str, Promise] = {
    "name": _("Titel"),
    "reference": _("Vorlagennummer"),
    "date": _("Datum"),
    "kind_raw": _("Art"),
    "originators": _("Eingebracht von"),
    "keywords": _("Schlagwörter"),
    "result_raw": _("Ergebnis"),
    "resolution_text": _("Beschlusstext"),
    "minutes_text": _("Aus der Niederschrift"),
    "number": _("Nummer auf der Tagesordnung"),
    "role_raw": _("Rolle in der Beratung"),
    "authoritative": _("Entscheidende Beratung"),
    "start": _("Beginn"),
    "end": _("Ende"),
    "room": _("Raum"),
    "cancelled": _("Abgesagt"),
    "state_raw": _("Zustand"),
    "kind": _("Art"),
    "short_name": _("Kurzname"),
    "file_name": _("Dateiname"),
    "text": _("Text"),
    # The text of a section goes by the section's kind.
    **LABELS,
    "state": _("Zustand bei der Quelle"),
    "public": _("Öffentlich"),
}
# Words around a change that stay visible, and the longest text that is compared word by word.
CONTEXT = 9
MOST_WORDS = 6000
LONG_TEXT = 60
# A paper is stored in several steps; what was seen so shortly one after the other was one look.
ONE_LOOK = timedelta(minutes=1)
# Fields of which the title of a change says all there is.
SAID_BY_TITLE = ("cancelled", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One changed field: ``html`` holds ``<del>`` and ``<ins>``."""

    label: str
    html: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed at one moment, or, without it, the first find. ``lines`` are empty where the title says all."""

    title: str
    moment: datetime | None = None
    lines: tuple[Line, ...] = ()
    note: str = ""
    is_latest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What one version has to tell: ``pairs`` are its fields before and after, ``name`` the step, point or file."""

    at: datetime
    record: int
    name: str
    pairs: dict[str, Any]


def history(
    versions: Iterable[Version], *, names: dict[int, str], first_seen: datetime, source: str
) -> tuple[Change, ...]:
    """Newest first. ``names`` says of a record other than the page's own which step or file it is."""
    changes = [_change(news) for news in _joined(_told_once(_news(versions, names)))]
    changes[:1] = [replace(change, is_latest=True) for change in changes[:1]]
    changes.append(
        Change(
            title=gettext("Seit %(day)s im Portal") % {"day": moments.written(first_seen, weekday=False)},
            note=gettext("Abgerufen bei: %(source)s") % {"source": source},
        )
    )
    return tuple(changes)


def difference(before: Any, after: Any) -> SafeString:
    """``before`` and ``after`` as one text with ``<del>`` and ``<ins>``; long texts show only what is near a change."""
    old, new = _words(before), _words(after)
    if len(old) + len(new) > MOST_WORDS:
        return format_html("<p>{}</p>", gettext("Der Text wurde in weiten Teilen neu gefasst."))
    if not old or not new or max(len(old), len(new)) <= 3:
        return _replaced(" ".join(old), " ".join(new))
    pieces: list[SafeString] = []
    codes = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for position, (what, a, b, c, d) in enumerate(codes):
        if what == "equal":
            pieces.append(_context(old[a:b], first=position == 0, last=position == len(codes) - 1))
            continue
        pieces.append(_replaced(" ".join(old[a:b]), " ".join(new[c:d])))
    return format_html_join(" ", "{}", ((piece,) for piece in pieces if piece))


def _news(versions: Iterable[Version], names: dict[int, str]) -> list[_News]:
    told = list(versions)
    # Every point that speaks of a paper bears its title: a new title is told once, by the paper itself.
    own = [version.changes["name"] for version in told if version.record_id not in names and "name" in version.changes]
    found = []
    for version in told:
        name = names.get(version.record_id, "")
        pairs = {
            field: pair
            for field, pair in version.changes.items()
            if field in FIELDS
            and _is_pair(pair)
            and _shown(pair[0]) != _shown(pair[1])
            and not (name and field == "name" and pair in own)
        }
        found.append(_News(at=version.at, record=version.record_id, name=name, pairs=pairs))
    return found


def _told_once(news: Sequence[_News]) -> list[_News]:
    """A result stands in the paper's sequence and on the agenda, in two records: whoever had it first tells it."""
    seen: dict[tuple[str, str, str, str], int] = {}
    kept: list[_News] = []
    for one in reversed(news):
        pairs = {}
        for field, pair in one.pairs.items():
            key = (one.name, field, _shown(pair[0]), _shown(pair[1]))
            if not one.name or seen.setdefault(key, one.record) == one.record:
                pairs[field] = pair
        if pairs:
            kept.append(replace(one, pairs=pairs))
    return kept[::-1]


def _joined(news: Sequence[_News]) -> list[_News]:
    """What was seen of one thing in one look, whatever it was stored as: title and text of a paper are one change."""
    joined: list[_News] = []
    for one in news:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.name == one.name
            and last.at - one.at < ONE_LOOK
            and not last.pairs.keys() & one.pairs.keys()
        ):
            joined[-1] = replace(last, pairs=one.pairs | last.pairs)
        else:
            joined.append(one)
    return joined


def _change(news: _News) -> Change:
    lines = [
        Line(label=str(FIELDS[field]), html=difference(*pair))
        for field, pair in news.pairs.items()
        if field not in SAID_BY_TITLE
    ]
    title = _title(news.pairs)
    return Change(
        moment=news.at,
        title=f"{title} ({news.name})" if news.name else title,
        lines=tuple(lines),
        note=gettext("Bemerkt beim Abruf am %(day)s, %(clock)s.")
        % {"day": moments.written(news.at, weekday=False), "clock": moments.clock(news.at)},
    )


def _title(pairs: dict[str, Any]) -> str:
    """What happened, in a few words: "Neu: Ergebnis", "Geändert: Titel, Raum", "Die Sitzung wurde abgesagt"."""
    said: list[str] = []
    new: list[str] = []
    changed: list[str] = []
    gone: list[str] = []
    for field, (before, after) in pairs.items():
        if field == "cancelled":
            said.append(gettext("Die Sitzung wurde abgesagt") if after else gettext("Die Absage wurde zurückgenommen"))
        elif field == "state":
            back = after == RecordState.LIVE
            said.append(gettext("Bei der Quelle wieder zu finden") if back else gettext("Bei der Quelle nicht mehr da"))
        else:
            heap = new if not _shown(before) else gone if not _shown(after) else changed
            heap.append(str(FIELDS[field]))
    for words, labels in (
        (gettext("Neu: %(fields)s"), new),
        (gettext("Geändert: %(fields)s"), changed),
        (gettext("Entfallen: %(fields)s"), gone),
    ):
        if labels:
            said.append(words % {"fields": ", ".join(labels)})
    return "; ".join(said)


def _is_pair(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2


def _replaced(before: str, after: str) -> SafeString:
    if before and after:
        return format_html("<del>{}</del> <ins>{}</ins>", before, after)
    if before:
        return format_html("<del>{}</del>", before)
    return format_html("<ins>{}</ins>", after) if after else SafeString("")


def _context(words: list[str], *, first: bool, last: bool) -> SafeString:
    if len(words) <= 2 * CONTEXT:
        return format_html("{}", " ".join(words))
    head = [] if first else words[:CONTEXT]
    tail = [] if last else words[-CONTEXT:]
    return format_html("{}", " ".join([*head, "…", *tail]))


def _words(value: Any) -> list[str]:
    return _shown(value).split()


def _shown(value: Any) -> str:
    """A JSON value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value)
    if isinstance(value, str):
        if value in RecordState.values:
            return str(RecordState(value).label)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) and (day := parse_date(value)):
            return moments.written(day)
        if re.match(r"\d{4}-\d{2}-\d{2}T", value) and (moment := parse_datetime(value)):
            return f"{moments.written(moment)}, {moments.clock(moment)}"
        return strip_tags(value) if "<" in value else value
    return str(value)
