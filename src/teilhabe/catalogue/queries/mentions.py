"""Where council papers speak of an offer, and of which offers a paper speaks: by its names, word by word.

The catalogue knows no council; it asks the index for entries of the kind "paper".
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Left
from django.utils.html import format_html
from django.utils.safestring import SafeString

from teilhabe.search.finding import SearchUnavailable, Wanted, find
from teilhabe.search.models import Entry

from ..models import Offer
from ..rules.names import pattern_of, telling_names

PAPER = "paper"
LOOKED_AT = 12
"""Papers in which the names are looked for, the best first."""
SHOWN = 5
MOST_TEXT = 200_000
"""Characters of a text and of its attachments in which a name is looked for."""
MOST_NAMED = 12
AROUND = 90
"""Characters shown on either side of a name."""
KEPT_SECONDS = 600
_NAMES = "catalogue.mentions.names"

Names = tuple[tuple[int, str], ...]
"""(key, name) of offers."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A paper that names the offer, and the words around the name, marked."""

    title: str
    url: str
    meta: tuple[str, ...]
    snippet: SafeString


def papers_that_mention(offer: Offer) -> tuple[Mention, ...]:
    """Council papers that speak of ``offer`` by name, those that fit best first; kept for ten minutes. None while the
    search is being built."""
    names = telling_names(offer.title, offer.aliases)
    if not names:
        return ()
    kept = f"catalogue.mentions.{offer.pk}.{hash(names)}"
    known: tuple[Mention, ...] | None = cache.get(kept)
    if known is None:
        try:
            known = _papers(names)
        except SearchUnavailable:
            return ()
        cache.set(kept, known, KEPT_SECONDS)
    return known


def _papers(names: Sequence[str]) -> tuple[Mention, ...]:
    question = " ODER ".join(f'"{name.replace(chr(34), " ")}"' for name in names)
    found = find(Wanted(text=question, filters={"kind": (PAPER,)}, literal=True), limit=LOOKED_AT)
    keys = [hit.entry.pk for hit in found.hits]
    texts = {
        key: (summary, body, annex, title)
        for key, title, summary, body, annex in Entry.objects.filter(pk__in=keys).values_list(
            "pk", "title", "summary", Left("body", MOST_TEXT), Left("annex", MOST_TEXT)
        )
    }
    # The engine folds and stems; a name has to stand there as it is.
    patterns = [pattern_of(name) for name in names]
    mentions = []
    for hit in found.hits:
        parts = texts.get(hit.entry.pk, ())
        where = next(
            ((text, at) for text in parts for pattern in patterns if (at := pattern.search(text)) is not None), None
        )
        if where:
            mentions.append(_mention(hit.entry, *where))
    return tuple(mentions[:SHOWN])


def _mention(entry: Entry, text: str, at: re.Match[str]) -> Mention:
    meta = (entry.facts.get("body", ""), entry.facts.get("reference", ""))
    # Where only the title names it, the title says so already.
    around = SafeString("") if text == entry.title else snippet(text, at)
    return Mention(entry.title, entry.url, tuple(str(part) for part in meta if part), around)


def snippet(text: str, at: re.Match[str]) -> SafeString:
    """The words around a name, cut at blanks, the name marked; safe HTML."""
    before, after = text[max(0, at.start() - AROUND) : at.start()], text[at.end() : at.end() + AROUND]
    if at.start() > AROUND:
        before = "… " + before.partition(" ")[2]
    if at.end() + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return format_html("{}<mark>{}</mark>{}", _flat(before), _flat(at.group()), _flat(after))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


# --- The other way round -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """An offer as a text names it: ``key`` is that of its row, ``name`` the one that stood there."""

    key: int
    name: str
    snippet: SafeString


def offers_named_in(texts: Sequence[str], names: Names) -> tuple[Named, ...]:
    """The offers that the texts speak of by one of ``names``, each once, in the order of the names."""
    found: dict[int, Named] = {}
    squeezed = re.sub(r"\s+", " ", " ".join(texts).casefold())
    for key, name in names:
        # Most names are in no text: a plain look says so a hundred times faster than the pattern.
        if key in found or name.casefold() not in squeezed:
            continue
        at = next(((text, m) for text in texts if (m := pattern_of(name).search(text)) is not None), None)
        if at:
            found[key] = Named(key, name, snippet(*at))
    return tuple(found.values())


def offers_in_entry(kind: str, ref: str) -> tuple[tuple[Named, Entry], ...]:
    """The offers that an entry of another app names, with their own entries; two queries, one where there are none."""
    texts, names = _texts_and_names(kind, ref)
    named = offers_named_in(texts, names)
    if not named:
        return ()
    rows = Entry.objects.of_kind("offer").filter(ref__in=[str(one.key) for one in named[:MOST_NAMED]])
    found = {int(entry.ref): entry for entry in rows.defer("body", "annex")}
    return tuple((one, found[one.key]) for one in named if one.key in found)


def _texts_and_names(kind: str, ref: str) -> tuple[tuple[str, ...], Names]:
    """The texts of the entry, and the names of every readable offer, which are kept for ten minutes; one query."""
    names: Names | None = cache.get(_NAMES)
    rows = (
        Entry.objects.filter(kind=kind, ref=ref)
        .order_by()
        .values_list(Value(0), "title", "summary", Left("body", MOST_TEXT), Left("annex", MOST_TEXT))
    )
    if names is not None:
        if not names:
            return (), ()
        first = rows.first()
        return (tuple(first[1:]) if first else (), names)
    offers = (
        Offer.objects.source()
        .readable()
        .order_by()
        .values_list("pk", "title", Value(""), Cast("aliases", TextField()), Value(""))
    )
    texts: tuple[str, ...] = ()
    found: list[tuple[int, str]] = []
    for key, title, summary, aliases, annex in rows.union(offers, all=True):
        if key == 0:
            texts = (title, summary, aliases, annex)
        else:
            found += [(key, name) for name in telling_names(title, json.loads(aliases))]
    names = tuple(sorted(found, key=lambda one: one[1]))
    cache.set(_NAMES, names, KEPT_SECONDS)
    return texts, names
