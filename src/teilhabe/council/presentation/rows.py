"""Entries of the index as rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext

from teilhabe.core import moments
from teilhabe.core.addresses import in_language
from teilhabe.core.listing import Row, Word
from teilhabe.core.templatetags.display import short, written
from teilhabe.search.models import Entry

from ..indexing.frame import iso
from ..models import Paper
from .words import UNKNOWN, all_cancelled, in_german, standing_word

# Within this time day and month leave no doubt about the year.
NEAR = timedelta(days=270)


def paper_rows(found: Iterable[Entry], *, with_body: bool = True) -> tuple[Row, ...]:
    """With what the last date means; ``with_body`` is left out where the page itself is about the body."""
    return tuple(
        _paper(entry, with_body=with_body, last=_when(entry.facts) or written(entry.starts, "plain")) for entry in found
    )


def paper_rows_by_day(found: Iterable[Entry], *, days: Mapping[int, datetime]) -> tuple[Row, ...]:
    """With the date before the title. ``days`` are entries (their keys) of one week with the moment that counts there:
    of these the weekday says most."""
    return tuple(_paper(entry, when=_short(days.get(entry.pk, entry.starts), entry.pk in days)) for entry in found)


def meeting_rows(found: Iterable[Entry], *, now: datetime, with_body: bool = True) -> tuple[Row, ...]:
    return tuple(_meeting(entry, now, with_body) for entry in found)


def _paper(entry: Entry, *, with_body: bool = True, when: str = "", last: str = "") -> Row:
    facts = entry.facts
    standing, body = facts.get("standing", ""), facts.get("body", "") if with_body else ""
    meta = [body, in_german(facts.get("type", "")), facts.get("reference", ""), last]
    return Row(
        title=entry.title,
        url=in_language(entry.url),
        word=_standing(standing, facts),
        when=when,
        meta=tuple(one for one in meta if one),
    )


def _short(moment: datetime | None, of_week: bool) -> str:
    """ "16.11.2026", of the week "Mo 16.11."."""
    if moment is None or not of_week:
        return short(moment)
    return format_html("<b>{}</b> {}", moments.weekday(moment), short(moment, "day"))


def row_of_paper(paper: Paper, *, cancelled: bool) -> Row:
    """A paper that was asked for itself, as ``paper_rows`` shows its entry; needs its ``body``."""
    facts = {
        "last": iso(paper.last_discussed),
        "last_public": paper.last_discussed_public,
        "next": iso(paper.next_discussed),
        "date": paper.date.isoformat() if paper.date else None,
    }
    last = _when(facts) or written(paper.last_discussed, "plain")
    return Row(
        title=paper.name or paper.reference,
        url=paper.get_absolute_url(),
        word=_standing(paper.standing, {"unanimous": paper.standing_unanimous, "cancelled": cancelled}),
        meta=tuple(part for part in (in_german(paper.kind_raw), paper.reference, last) if part),
    )


def _standing(kind: str, facts: Mapping[str, Any]) -> Word | None:
    if kind not in ("", UNKNOWN):
        return standing_word(kind, facts.get("unanimous"))
    return all_cancelled() if facts.get("cancelled") else None


def _when(facts: Mapping[str, Any]) -> str:
    """What the date of a paper means; empty if the index knows none by its meaning."""
    if last := parse_datetime(facts.get("last") or ""):
        # Whether a closed point was talked about, nobody outside knows.
        words = gettext("auf nichtöffentlicher Tagesordnung am %(day)s")
        if facts.get("last_public") is not False:
            words = gettext("beraten am %(day)s")
        return words % {"day": moments.short(last)}
    if following := parse_datetime(facts.get("next") or ""):
        return gettext("wird beraten am %(day)s") % {"day": moments.short(following)}
    if day := parse_date(facts.get("date") or ""):
        return gettext("eingebracht am %(day)s") % {"day": moments.short(day)}
    return ""


def once(place: str) -> str:
    """A place without the parts that another part says already: "E 101, Raum E 101" is "Raum E 101".

    Sources give room and address together and apart, so the same words often come twice.
    """
    parts = list(dict.fromkeys(part.strip() for part in place.split(",") if part.strip()))
    return ", ".join(part for part in parts if not any(part != other and part in other for other in parts))


def _meeting(entry: Entry, now: datetime, with_body: bool) -> Row:
    facts = entry.facts
    ahead = entry.starts is not None and now < entry.starts < now + NEAR
    when = (moments.clock(entry.starts) if ahead else moments.written(entry.starts)) if entry.starts else ""
    meta = [when, facts.get("body", "") if with_body else "", in_german(once(facts.get("place", "")))]
    return Row(
        title=", ".join(facts.get("committees", ())) or entry.title,
        url=in_language(entry.url),
        word=Word(gettext("Sitzung fällt aus"), "no") if facts.get("cancelled") else None,
        day=entry.starts,
        meta=tuple(one for one in meta if one),
    )
