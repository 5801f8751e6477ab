"""Entries of the index as rows of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from teilhabe.search.models import Entry

from .addresses import in_language
from .words import Word, standing_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``meta`` are short remarks in one line; ``moment`` is the last consultation or the meeting's start."""

    title: str
    url: str
    text: str = ""
    word: Word | None = None
    moment: datetime | None = None
    meta: tuple[str, ...] = ()


def paper_rows(found: Iterable[Entry]) -> tuple[Row, ...]:
    return tuple(_paper(entry) for entry in found)


def meeting_rows(found: Iterable[Entry], *, now: datetime) -> tuple[Row, ...]:
    return tuple(_meeting(entry, now) for entry in found)


def _paper(entry: Entry) -> Row:
    facts = entry.facts
    meta = [facts.get("body", ""), facts.get("kind", ""), facts.get("reference", "")]
    return Row(
        title=entry.title,
        url=in_language(entry.url),
        word=standing_word(facts.get("standing", ""), facts.get("unanimous")) if facts.get("standing") else None,
        moment=entry.starts,
        meta=tuple(one for one in meta if one),
    )


def _meeting(entry: Entry, now: datetime) -> Row:
    facts = entry.facts
    word = None
    if facts.get("cancelled"):
        word = Word(gettext("Sitzung fällt aus"), "no")
    elif entry.starts and entry.starts > now:
        word = Word(gettext("Geplant"), "open")
    meta = [facts.get("body", ""), facts.get("room", "")]
    return Row(
        title=entry.title,
        url=in_language(entry.url),
        word=word,
        moment=entry.starts,
        meta=tuple(one for one in meta if one),
    )
