"""How many hits each value of a facet has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tantivy import Occur, Query

from ..backend import Search
from .schema import value_in
from .state import State
from .translate import filtered

_MOST_VALUES = 200
_COUNTED_VALUES = 2_000
# Of the entries: when more are found, it is quicker to count those that are not, and to subtract.
_MANY = 0.6

Counts = dict[str, dict[str, int]]


def counted(state: State, query: Query, wanted: Search, total: int) -> Mapping[str, Mapping[str, int]]:
    """The most frequent values of the facets to be counted among the ``total`` hits. A facet that is itself filtered is
    counted among what the other filters let through."""
    if not wanted.count:
        return {}
    counts: Counts = {}
    free = [name for name in wanted.count if name not in wanted.filters]
    if free:
        narrowed = wanted.filters or wanted.since is not None or wanted.until is not None
        if not narrowed and total > _MANY * state.entries:
            counts |= _by_subtraction(state, query, free)
        else:
            held = filtered(query, state, filters=wanted.filters, since=wanted.since, until=wanted.until)
            counts |= _counts(state, held, free)
    for name in wanted.count:
        if name in wanted.filters:
            others = {other: values for other, values in wanted.filters.items() if other != name}
            without = filtered(query, state, filters=others, since=wanted.since, until=wanted.until)
            counts |= _counts(state, without, [name])
    return {name: _most_frequent(counts[name]) for name in wanted.count}


def _by_subtraction(state: State, query: Query, names: Sequence[str]) -> Counts:
    missing = [name for name in names if name not in state.all_counts]
    if missing:
        state.all_counts.update(_counts(state, Query.all_query(), missing))
    others = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])
    less = _counts(state, others, names)
    return {
        name: {
            value: left
            for value, number in state.all_counts[name].items()
            if (left := number - less[name].get(value, 0))
        }
        for name in names
    }


def _counts(state: State, query: Query, names: Sequence[str]) -> Counts:
    columns = {name: state.columns(name) for name in names}
    asked = {path: {"terms": {"field": path, "size": _COUNTED_VALUES}} for paths in columns.values() for path in paths}
    answer = state.searcher.aggregate(query, asked) if asked else {}
    counts: Counts = {}
    for name, paths in columns.items():
        sums = counts[name] = {}
        for path in paths:
            for bucket in answer[path]["buckets"]:
                if value := value_in(bucket["key"]):
                    sums[value] = sums.get(value, 0) + bucket["doc_count"]
    return counts


def _most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_VALUES])
