"""Entries of offers as rows of a list, in the reader's language where there is a translation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext

from teilhabe.core import moments
from teilhabe.core.addresses import in_language
from teilhabe.core.languages import german, reading
from teilhabe.core.listing import Row, Word
from teilhabe.search.models import Entry

from .words import kind_label, labels, next_date, where


def offer_rows(
    entries: Iterable[Entry],
    *,
    now: datetime,
    towns: Mapping[str, str],
    with_provider: bool = True,
    by_date: bool = False,
    noted: str = "",
) -> tuple[Row, ...]:
    """``towns`` are names by AGS; ``by_date`` puts the next date before the title. ``noted`` are the slugs of a list
    of notes in the address, which a reader without script takes from page to page."""
    return tuple(_row(entry, now, towns, with_provider, by_date, noted) for entry in entries)


def _row(entry: Entry, now: datetime, towns: Mapping[str, str], with_provider: bool, by_date: bool, noted: str) -> Row:
    facts = entry.facts
    title, summary, language = said(entry)
    coming = next_date(facts, now)
    meta = [
        kind_label(facts.get("kind", "")) if facts.get("kind") != "offer" else "",
        german(str(facts.get("provider", ""))) if with_provider else "",
        where(_towns_of(entry), towns, online=bool(facts.get("online"))) if facts.get("kind") != "material" else "",
        moments.clock(coming) if coming and by_date and (coming.hour or coming.minute) else "",
        _coming(coming) if coming and not by_date else "",
        gettext("nur nach Termin") if facts.get("appointment_only") else "",
        gettext("kostenlos") if facts.get("cost") == "free" else "",
        _languages(facts.get("languages") or []),
        gettext("auf Deutsch") if language != reading() else "",
    ]
    return Row(
        title=title,
        url=in_language(entry.url) + (f"?{urlencode({'e': noted})}" if noted else ""),
        text=summary,
        word=_word(facts),
        day=coming if by_date else None,
        meta=tuple(part for part in meta if part),
        lang=language,
        text_lang="" if language == reading() else language,
    )


def said(entry: Entry) -> tuple[str, str, str]:
    """Title, summary and their language: the reader's if there is a translation, else German."""
    reader = reading()
    text = (entry.facts.get("texts") or {}).get(reader)
    if text and text.get("title"):
        return str(text["title"]), str(text.get("summary", "")), reader
    return entry.title, entry.summary, "de"


def _towns_of(entry: Entry) -> list[str]:
    towns = entry.facts.get("towns")
    if isinstance(towns, list):
        return [str(one) for one in towns]
    return [entry.municipality] if entry.municipality else []


def _coming(moment: datetime) -> str:
    return gettext("nächster Termin: %(day)s") % {"day": moments.written(moment)}


def _languages(keys: list[str]) -> str:
    others = [key for key in keys if key != "de"]
    if not others:
        return ""
    shown = labels("language", others[:3])
    return gettext("auch auf %(languages)s") % {"languages": f"{shown} …" if len(others) > 3 else shown}


def _word(facts: Mapping[str, object]) -> Word | None:
    if facts.get("state") == "archived":
        return Word(gettext("beendet"), "open")
    free = facts.get("places_free")
    if isinstance(free, int):
        return Word(gettext("Plätze frei"), "ok") if free else Word(gettext("zurzeit keine Plätze frei"), "wait")
    return None
