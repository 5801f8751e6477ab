"""Suggestions as options of a list: a word to search for, or a place to go to."""

from __future__ import annotations

from dataclasses import dataclass

from teilhabe.core.addresses import in_language
from teilhabe.search.models import Entry
from teilhabe.search.suggesting import Suggestions

from .kinds import kind_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """``url`` is gone to; without one ``value`` is searched for. ``lang`` is the label's."""

    label: str
    value: str = ""
    url: str = ""
    kind: str = ""
    lang: str = ""


def suggestions_shown(found: Suggestions) -> tuple[Option, ...]:
    return (
        *(Option(label=words, value=words) for words in found.words),
        *(_entry(entry) for entry in found.entries),
    )


def _entry(entry: Entry) -> Option:
    reference, body = str(entry.facts.get("reference", "")), str(entry.facts.get("body", ""))
    kind = ", ".join(part for part in (kind_words(entry.kind).one, body) if part)
    label = f"{reference} {entry.title}" if reference and reference not in entry.title else entry.title
    return Option(label=label, url=in_language(entry.url), kind=kind, lang=entry.language)
