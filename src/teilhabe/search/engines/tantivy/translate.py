"""Nodes and filters as queries of the library."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import tantivy
from tantivy import Occur, Query

from ...analysis.tokens import Zone
from ...question.nodes import Both, Either, Everything, Node, Phrase, Term, Without
from .. import ranking
from .schema import ANYWHERE, EXACT, MARKS, PARTS, SCHEMA, STARTS, STEMS, TITLE_EXACT, as_mark, as_value
from .state import State

# A question of more words is answered by its first ones; nobody reads what a thousand words had in common.
_MOST_WORDS: Final = 128
# Phrases of words with several stems each are tried in so many combinations.
_MOST_READINGS: Final = 12
# What begins as asked is looked up among the most frequent words; a single letter begins too many of them.
_SHORTEST_PREFIX: Final = 2
_MOST_BEGINNINGS: Final = 200

Clause = tuple[Occur, Query]


class Translation:
    """One question for one state of the index: how rare a word is decides what it counts. Not ``scored``, it finds the
    same entries in a fraction of the time, in no order."""

    def __init__(self, state: State, *, scored: bool = True) -> None:
        self._state = state
        self._searcher = state.searcher
        self._scored = scored
        self._entries = max(state.entries, 1)
        self._words = 0

    def query(self, node: Node) -> Query:
        match node:
            case Everything():
                return _silent(Query.all_query())
            case Term():
                return self._term(node)
            case Phrase():
                return self._phrase(node)
            case Either(nodes):
                return _any([self.query(one) for one in nodes if not isinstance(one, Without) and self._more()])
            case Both(nodes):
                return self._both(nodes)
            case Without():
                return self._both((node,))

    def _more(self) -> bool:
        return self._words < _MOST_WORDS

    def _both(self, nodes: Sequence[Node]) -> Query:
        clauses: list[Clause] = []
        wanted = False
        for node in nodes:
            if not self._more():
                break
            if isinstance(node, Without):
                clauses.append((Occur.MustNot, self.query(node.node)))
            else:
                clauses.append((Occur.Must, self.query(node)))
                wanted = True
        if not wanted:
            clauses.append((Occur.Must, _silent(Query.all_query())))
        return clauses[0][1] if len(clauses) == 1 and wanted else Query.boolean_query(clauses)

    def _term(self, term: Term) -> Query:
        self._words += 1
        stems = () if term.only_exact else dict.fromkeys(term.stems)
        if not self._scored:
            return self._holding(term, stems)
        found: list[tuple[str, str, float, int]] = []
        for zone in Zone:
            weight = ranking.ZONES[zone]
            for stem in stems:
                found.append((STEMS[zone], stem, weight * ranking.STEM, 0))
                found.append((PARTS[zone], stem, weight * ranking.PART, 0))
        # A reference has no forms: all that it counts is in finding it as it is.
        exact = ranking.EXACT if stems else ranking.STEM + ranking.EXACT
        found.append((TITLE_EXACT, term.exact, ranking.ZONES[Zone.TITLE] * exact, 0))
        found.append((EXACT, term.exact, ranking.ZONES[Zone.TEXT] * exact, 0))
        found = [(field, value, w, self._searcher.doc_freq(field, value)) for field, value, w, _ in found if value]
        found = [one for one in found if one[3]]
        rarity = ranking.rarity(self._entries, max((one[3] for one in found), default=0))
        queries = []
        for field, value, weight, holding in found:
            # The library would take each field's own rarity: a part that is rare in titles would outdo the word itself.
            factor = term.weight * weight * rarity / ranking.rarity(self._entries, holding)
            queries.append(_weighted(Query.term_query(SCHEMA, field, value, "freq"), factor))
        if term.prefix and term.exact:
            queries += self._beginning(term)
        return _any(queries)

    def _holding(self, term: Term, stems: Iterable[str]) -> Query:
        places = [*((ANYWHERE, stem) for stem in stems), (EXACT, term.exact)]
        queries = [
            Query.term_query(SCHEMA, field, value, "basic")
            for field, value in places
            if value and self._searcher.doc_freq(field, value)
        ]
        if term.prefix and (words := self._words_beginning(term)):
            queries.append(Query.term_set_query(SCHEMA, EXACT, words))
        return _any(queries)

    def _beginning(self, term: Term) -> list[Query]:
        if not (words := self._words_beginning(term)):
            return []
        weight = term.weight * ranking.PREFIX
        return [
            Query.const_score_query(Query.term_set_query(SCHEMA, field, words), weight * ranking.ZONES[zone])
            for field, zone in ((TITLE_EXACT, Zone.TITLE), (EXACT, Zone.TEXT))
        ]

    def _words_beginning(self, term: Term) -> list[str]:
        if len(term.exact) < _SHORTEST_PREFIX:
            return []
        return self._state.words_beginning(term.exact, _MOST_BEGINNINGS)

    def _phrase(self, phrase: Phrase) -> Query:
        self._words += len(phrase.terms)
        choices = [tuple(dict.fromkeys(term.stems)) or (term.exact,) for term in phrase.terms]
        queries = []
        for reading in itertools.islice(itertools.product(*choices), _MOST_READINGS):
            words = [word for word in reading if word]
            if not words:
                continue
            for zone in Zone:
                field = STEMS[zone]
                if not all(self._searcher.doc_freq(field, word) for word in words):
                    continue
                if len(words) == 1:
                    query = Query.term_query(SCHEMA, field, words[0], "freq")
                else:
                    query = Query.phrase_query(SCHEMA, field, list(words))
                queries.append(_weighted(query, phrase.weight * ranking.ZONES[zone]))
        return _any(queries)


def filtered(
    query: Query,
    state: State,
    *,
    filters: Mapping[str, Sequence[str]],
    since: datetime | None,
    until: datetime | None,
) -> Query:
    """Only what the filters let through, with the scores it had."""
    clauses: list[Clause] = [(Occur.Must, query)]
    for name, values in filters.items():
        wanted = [value for value in dict.fromkeys(values) if value]
        places = [(column, as_value(value)) for value in wanted for column in state.columns(name)]
        places += [(MARKS, as_mark(name, value)) for value in wanted]
        holds = [
            Query.term_query(SCHEMA, field, value, "basic")
            for field, value in places
            if state.searcher.doc_freq(field, value)
        ]
        clauses.append((Occur.Must, _silent(_any(holds))))
    if since is not None or until is not None:
        # Moments are whole seconds, rounded down.
        period = Query.range_query(
            SCHEMA,
            STARTS,
            tantivy.FieldType.Integer,
            lower_bound=None if since is None else math.ceil(since.timestamp()),
            upper_bound=None if until is None else math.ceil(until.timestamp()),
            include_upper=until is None,
        )
        clauses.append((Occur.Must, _silent(period)))
    return query if len(clauses) == 1 else Query.boolean_query(clauses)


def _any(queries: list[Query]) -> Query:
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, one) for one in queries])


def _silent(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _weighted(query: Query, factor: float) -> Query:
    return Query.boost_query(query, factor)
