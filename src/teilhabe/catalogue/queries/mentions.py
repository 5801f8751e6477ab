"""Where council papers speak of an offer, and of which offers a paper speaks: by its names, word by word.

The catalogue knows no council; it asks the index for entries of the kind "paper".
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Left
from django.utils.html import format_html
from django.utils.safestring import SafeString

from teilhabe.directory.models import District, Municipality
from teilhabe.search.finding import SearchUnavailable, Wanted, find
from teilhabe.search.models import Entry
from teilhabe.search.queries import EntryQuerySet

from ..models import Offer
from ..rules.names import pattern_of, telling_names, words_of

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
_VERSION = "catalogue.mentions.version"
_PLACES = "catalogue.mentions.places"
_WORD = re.compile(r"\w+")

Names = Mapping[str, Sequence[tuple[str, int]]]
"""First word of a name, folded → (name, key of its offer), by name."""


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
    kept = f"catalogue.mentions.{offer.pk}.{_digest(names)}"
    known: tuple[_Kept, ...] | None = cache.get(kept)
    if known is None:
        try:
            known = _papers(telling_names(offer.title, offer.aliases, places=_places()))
        except SearchUnavailable:
            return ()
        cache.set(kept, known, KEPT_SECONDS)
    if not known:
        return ()
    # What is public no more, or says something else by now, is not shown out of memory.
    standing = set(Entry.objects.filter(pk__in=[one.entry for one in known]).order_by().values_list("pk", "digest"))
    return tuple(one.mention for one in known if (one.entry, one.digest) in standing)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A mention, and the entry that it was read in as it was then."""

    entry: int
    digest: str
    mention: Mention


def _digest(names: Iterable[str]) -> str:
    """The same in every process."""
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:24]


def _places() -> frozenset[str]:
    """Words of the names of municipalities and their parts, kept for ten minutes: no offer is named by them alone."""
    kept: frozenset[str] | None = cache.get(_PLACES)
    if kept is None:
        first, second = _place_rows()
        kept = words_of(row[2] for row in first.union(second, all=True))
        cache.set(_PLACES, kept, KEPT_SECONDS)
    return kept


def _place_rows() -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """In the shape of what is asked together with the names of offers: -1 and the name among empty texts."""
    shape = (Value(-1), Value(""), "name", Value(""), Value(""), Value(""))
    towns, parts = Municipality.objects.order_by(), District.objects.filter(hidden=False).order_by()
    return towns.values_list(*shape), parts.values_list(*shape)


def _papers(names: Sequence[str]) -> tuple[_Kept, ...]:
    if not names:
        return ()
    question = " ODER ".join(f'"{name.replace(chr(34), " ")}"' for name in names)
    found = find(Wanted(text=question, filters={"kind": (PAPER,)}, literal=True), limit=LOOKED_AT)
    keys = [hit.entry.pk for hit in found.hits]
    texts = {
        key: (digest, (summary, body, annex, title))
        for key, digest, title, summary, body, annex in Entry.objects.filter(pk__in=keys).values_list(
            "pk", "digest", "title", "summary", Left("body", MOST_TEXT), Left("annex", MOST_TEXT)
        )
    }
    # The engine folds and stems; a name has to stand there as it is.
    patterns = [pattern_of(name) for name in names]
    mentions = []
    for hit in found.hits:
        digest, parts = texts.get(hit.entry.pk, ("", ()))
        where = next(
            ((text, at) for text in parts for pattern in patterns if (at := pattern.search(text)) is not None), None
        )
        if where:
            mentions.append(_Kept(hit.entry.pk, digest, _mention(hit.entry, *where)))
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


def names_by_word(named: Iterable[tuple[int, str]]) -> Names:
    """(key of an offer, name) as they are looked for."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for key, name in sorted(named, key=lambda one: one[1]):
        found[_WORD.findall(name.casefold())[0]].append((name, key))
    return dict(found)


def offers_named_in(texts: Sequence[str], names: Names) -> tuple[Named, ...]:
    """The first ``MOST_NAMED`` offers that the texts speak of by one of ``names``, each once, by name."""
    squeezed = re.sub(r"\s+", " ", " ".join(texts).casefold())
    words = set(_WORD.findall(squeezed))
    # Most names are in no text, and one pass over its words says so; the pattern is for those that may be.
    near = [pair for first in words.intersection(names) for pair in names[first] if _may_be_in(pair[0], words)]
    found: dict[int, Named] = {}
    for name, key in sorted(near):
        if key in found or name.casefold() not in squeezed:
            continue
        pattern = pattern_of(name)
        at = next(((text, m) for text in texts if (m := pattern.search(text)) is not None), None)
        if at:
            found[key] = Named(key, name, snippet(*at))
            if len(found) == MOST_NAMED:
                break
    return tuple(found.values())


def _may_be_in(name: str, words: set[str]) -> bool:
    return words.issuperset(_WORD.findall(name.casefold()))


def offers_in_entry(kind: str, ref: str) -> tuple[tuple[Named, Entry], ...]:
    """The offers that an entry of another app names, with their own entries. What an entry names is kept for ten
    minutes, as long as neither it nor the name of an offer changes; then one query, before that two."""
    kept = f"catalogue.mentions.in.{hashlib.sha256(f'{kind}:{ref}'.encode()).hexdigest()[:24]}"
    version: str | None = cache.get(_VERSION)
    if version == "":
        return ()
    known: tuple[str, str, tuple[Named, ...]] | None = cache.get(kept) if version else None
    if known and known[0] == version:
        # The entry itself is asked for together with those of its offers: it says whether it is what it was.
        entries = _entries(known[2], Q(kind=kind, ref=ref))
        if (asked := entries.get((kind, ref))) is not None and asked.digest == known[1]:
            return _with_entries(known[2], entries)
    version, names, digest, texts = _texts_and_names(Entry.objects.filter(kind=kind, ref=ref).order_by())
    named = offers_named_in(texts, names)
    if texts:
        cache.set(kept, (version, digest, named), KEPT_SECONDS)
    return _with_entries(named, _entries(named)) if named else ()


def _entries(named: Sequence[Named], *others: Q) -> dict[tuple[str, str], Entry]:
    wanted = [Q(kind="offer", ref__in=[str(one.key) for one in named]), *others]
    rows = Entry.objects.filter(reduce(or_, wanted)).defer("body", "annex")
    return {(entry.kind, entry.ref): entry for entry in rows}


def _with_entries(named: Sequence[Named], entries: Mapping[tuple[str, str], Entry]) -> tuple[tuple[Named, Entry], ...]:
    pairs = [(one, entries.get(("offer", str(one.key)))) for one in named]
    return tuple((one, entry) for one, entry in pairs if entry is not None)


def _texts_and_names(rows: EntryQuerySet) -> tuple[str, Names, str, tuple[str, ...]]:
    """The names of every readable offer with their version, which are kept for ten minutes; digest and texts of the
    one entry, if there is one. One query."""
    asked = rows.values_list(Value(0), "digest", "title", "summary", Left("body", MOST_TEXT), Left("annex", MOST_TEXT))
    kept: tuple[str, Names] | None = cache.get(_NAMES)
    if kept is not None:
        first = asked.first()
        return (*kept, first[1] if first else "", tuple(first[2:]) if first else ())
    offers = (
        Offer.objects.source()
        .readable()
        .order_by()
        .values_list("pk", Value(""), "title", Value(""), Cast("aliases", TextField()), Value(""))
    )
    digest = ""
    texts: tuple[str, ...] = ()
    places: set[str] = set()
    rows_of: list[tuple[int, str, list[str]]] = []
    for key, stamp, title, summary, body, annex in asked.union(offers, *_place_rows(), all=True):
        if key == 0:
            digest, texts = stamp, (title, summary, body, annex)
        elif key < 0:
            places.add(title)
        else:
            rows_of.append((key, title, json.loads(body)))
    words = words_of(places)
    found = [(key, name) for key, title, aliases in rows_of for name in telling_names(title, aliases, places=words)]
    names = names_by_word(found)
    version = _digest(f"{key} {name}" for key, name in sorted(found)) if found else ""
    cache.set_many({_NAMES: (version, names), _VERSION: version, _PLACES: words}, KEPT_SECONDS)
    return version, names, digest, texts
