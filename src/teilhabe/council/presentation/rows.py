"""Entries of the index as rows of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext

from teilhabe.core import moments
from teilhabe.search.models import Entry

from .addresses import in_language
from .words import UNKNOWN, Word, in_german, standing_word

# Within this time day and month leave no doubt about the year.
NEAR = timedelta(days=270)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``meta`` are short remarks in one line; ``moment`` is the last consultation or the meeting's start; ``lang`` is
    that of the title: a council's words are German on every page."""

    title: str
    url: str
    text: str = ""
    word: Word | None = None
    moment: datetime | None = None
    meta: tuple[str, ...] = ()
    lang: str = "de"


def paper_rows(found: Iterable[Entry], *, with_body: bool = True) -> tuple[Row, ...]:
    """``with_body`` is left out where the page itself is about the body."""
    return tuple(_paper(entry, with_body) for entry in found)


def meeting_rows(found: Iterable[Entry], *, now: datetime, with_body: bool = True) -> tuple[Row, ...]:
    return tuple(_meeting(entry, now, with_body) for entry in found)


def _paper(entry: Entry, with_body: bool) -> Row:
    facts = entry.facts
    standing = facts.get("standing", "")
    meta = [facts.get("body", "") if with_body else "", in_german(facts.get("type", "")), facts.get("reference", "")]
    return Row(
        title=entry.title,
        url=in_language(entry.url),
        word=standing_word(standing, facts.get("unanimous")) if standing not in ("", UNKNOWN) else None,
        moment=entry.starts,
        meta=tuple(one for one in meta if one),
    )


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
        moment=entry.starts,
        meta=tuple(one for one in meta if one),
    )
