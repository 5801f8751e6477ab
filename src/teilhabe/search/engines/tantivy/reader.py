"""Answers questions from one index."""

from __future__ import annotations

import threading
from collections import Counter
from time import perf_counter

import tantivy
from tantivy import Occur, Query

from ...question.nodes import Term
from ..backend import EngineFailed, Order, Result, Search
from ..cursors import Place, read, written
from ..ordering import order_of
from .facets import counted
from .faults import translated
from .files import Watch
from .schema import KEY, NEWEST, OLDEST, PARTS, SCHEMA, STANDING, STEMS, opened
from .state import State
from .translate import Translation, filtered

# Nobody reads further than this by fit; lists by moment have no end.
_DEEPEST = 10_000
# Hits with the same number or score are put in order by their keys: some more than asked for, so that all are there.
_MORE = 12
# Below, a frequency is counted without what was deleted and still lies there.
_RARE = 64

Hits = list[tuple[float, tantivy.DocAddress]]


class TantivyReader:
    def __init__(self, folder: str) -> None:
        self._reloading = threading.Lock()
        with translated():
            self._watch = Watch(folder)
            self._watch.look()
            self._index: tantivy.Index | None = opened(folder, make=False)
            self._index.config_reader("manual")
            self._state = State(self._index.searcher())

    def search(self, wanted: Search) -> Result:
        began = perf_counter()
        place = read(wanted.cursor, order_of(wanted)) if wanted.cursor else None
        state = self._current()
        searcher = state.searcher
        with translated():
            by_fit = order_of(wanted) is Order.FIT
            holding = Translation(state, scored=False).query(wanted.question)
            query = Translation(state).query(wanted.question) if by_fit else holding
            ranked = filtered(query, state, filters=wanted.filters, since=wanted.since, until=wanted.until)
            keys, total, following = (_by_fit if by_fit else _by_moment)(searcher, ranked, wanted, place)
            facets = counted(state, holding, wanted, total)
        return Result(keys, total, facets, following, (perf_counter() - began) * 1000)

    def frequency(self, stem: str) -> int:
        state = self._current()
        searcher = state.searcher
        with translated():
            fields = [*STEMS.values(), *PARTS.values()]
            most = max(searcher.doc_freq(field, stem) for field in fields)
            if not 0 < most <= _RARE:
                return most
            question = Translation(state, scored=False).query(Term(said=stem, exact="", stems=(stem,)))
            return _total(searcher.search(question, limit=1, count=True))

    def size(self) -> int:
        return self._current().searcher.num_docs

    def refresh(self) -> None:
        with self._reloading, translated():
            if self._index is None:
                raise EngineFailed("Dieser Suchindex wurde geschlossen.")
            if self._watch.look():
                self._index.reload()
                self._state = State(self._index.searcher())

    def close(self) -> None:
        with self._reloading:
            self._index = None

    def _current(self) -> State:
        if self._index is None:
            raise EngineFailed("Dieser Suchindex wurde geschlossen.")
        with translated():
            self._watch.check()
        return self._state


def _by_fit(
    searcher: tantivy.Searcher, query: Query, wanted: Search, place: Place | None
) -> tuple[tuple[str, ...], int, str]:
    skip = place.given if place else wanted.skip
    limit = min(skip + wanted.limit + _MORE, _DEEPEST)
    while True:
        found = searcher.search(query, limit=limit, count=True, weight_by_field=STANDING)
        hits, total = found.hits, _total(found)
        end = min(skip + wanted.limit, len(hits))
        # Hits as good as the last one of the page have to be there all of them: which of them are on it, keys decide.
        if len(hits) < limit or limit == _DEEPEST or not end or hits[end - 1][0] > hits[-1][0]:
            break
        limit = min(4 * limit, _DEEPEST)
    ranked = _Ranked(searcher, hits)
    begin = ranked.after(place) if place else skip
    end = min(begin + wanted.limit, len(hits))
    keys = tuple(ranked.key(at) for at in range(begin, end))
    if not keys or end >= min(total, _DEEPEST):
        return keys, total, ""
    last = Place(order=Order.FIT, key=keys[-1], number=ranked.number(end - 1), score=ranked.score(end - 1), given=end)
    return keys, total, written(last)


class _Ranked:
    """Hits by score, those of the same score by moment and key; looks up only what is asked for."""

    def __init__(self, searcher: tantivy.Searcher, hits: Hits) -> None:
        self._searcher, self._hits = searcher, list(hits)
        self._settled: set[int] = set()

    def score(self, at: int) -> float:
        return self._hits[at][0]

    def number(self, at: int) -> int:
        self._settle(at)
        return _numbers(self._searcher, [self._hits[at][1]])[0]

    def key(self, at: int) -> str:
        self._settle(at)
        return _key(self._searcher, self._hits[at][1])

    def after(self, place: Place) -> int:
        """Where to go on: behind the last hit itself if it is still near, else behind whatever was as good.

        A commit in between changes every score a little and may put hits before it: none is shown twice or left out.
        """
        near = sorted(range(len(self._hits)), key=lambda at: abs(at - place.given + 1))
        for at in near[: 4 * _MORE]:
            if self.key(at) == place.key:
                return at + 1
        for at, (score, _) in enumerate(self._hits):
            if score < place.score or (score == place.score and self._is_behind(at, place)):
                return at
        return len(self._hits)

    def _is_behind(self, at: int, place: Place) -> bool:
        return (-self.number(at), self.key(at)) > (-place.number, place.key)

    def _settle(self, at: int) -> None:
        if at in self._settled:
            return
        score, first, last = self._hits[at][0], at, at + 1
        while first and self._hits[first - 1][0] == score:
            first -= 1
        while last < len(self._hits) and self._hits[last][0] == score:
            last += 1
        if last - first > 1:
            same = [address for _, address in self._hits[first:last]]
            rows = list(zip(_numbers(self._searcher, same), same, strict=True))
            self._hits[first:last] = [(score, address) for _, address in _in_order(self._searcher, rows)]
        self._settled.update(range(first, last))


def _by_moment(
    searcher: tantivy.Searcher, query: Query, wanted: Search, place: Place | None
) -> tuple[tuple[str, ...], int, str]:
    order = order_of(wanted)
    field = NEWEST if order is Order.NEWEST else OLDEST
    skip, asked = wanted.skip, query
    if place:
        rest = Query.range_query(SCHEMA, field, tantivy.FieldType.Integer, upper_bound=place.number)
        skip, asked = 0, Query.boolean_query([(Occur.Must, query), (Occur.Must, rest)])
    found = searcher.search(asked, limit=wanted.limit + _MORE, offset=skip, count=True, order_by_field=field)
    total = _total(searcher.search(query, limit=1, count=True)) if place else _total(found)
    rows = found.hits
    if place:
        rows = [
            (number, address)
            for number, address in rows
            if number < place.number or _key(searcher, address) > place.key
        ]
    cut = min(wanted.limit, len(rows))
    while 0 < cut < len(rows) and rows[cut][0] == rows[cut - 1][0]:
        cut += 1
    page = _in_order(searcher, rows[:cut])[: wanted.limit]
    keys = tuple(_key(searcher, address) for _, address in page)
    if not page or len(rows) <= len(page):
        return keys, total, ""
    given = (place.given if place else skip) + len(page)
    return keys, total, written(Place(order=order, key=keys[-1], number=page[-1][0], given=given))


def _in_order(
    searcher: tantivy.Searcher, rows: list[tuple[int, tantivy.DocAddress]]
) -> list[tuple[int, tantivy.DocAddress]]:
    """By their numbers, descending; the few that share one by their keys."""
    often = Counter(number for number, _ in rows)
    return sorted(rows, key=lambda row: (-row[0], _key(searcher, row[1]) if often[row[0]] > 1 else ""))


def _key(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
    return str(searcher.doc(address)[KEY][0])


def _numbers(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    return [int(number or 0) for number in searcher.fast_field_values(NEWEST, addresses)]


def _total(found: tantivy.SearchResult) -> int:
    return int(found.count or 0)  # type: ignore[attr-defined]  # the stub of the library does not name it
