"""A shelf of papers in an index of each engine: what holds for one has to hold for all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from teilhabe.search.analysis.tokens import EntryTokens, Tokens, Zone
from teilhabe.search.engines.backend import IndexDoc, Reader, Result, Search, SearchBackend, Writer
from teilhabe.search.engines.fts5 import Fts5Backend
from teilhabe.search.engines.tantivy import TantivyBackend
from teilhabe.search.question.nodes import Node, Phrase, Term

ENGINES: list[SearchBackend] = [TantivyBackend(), Fts5Backend()]

_COMPOUNDS = {"grundschulentwicklung": ("grundschul", "schul", "entwicklung"), "schulweg": ("schul", "weg")}


def stem(word: str) -> str:
    return re.sub(r"(en|n|e|s)$", "", word.lower())


def tokens(text: str) -> Tokens:
    """A stand-in for the analysis: what it gives out is all that an engine knows of it."""
    words = text.lower().split()
    parts = [part for word in words for part in _COMPOUNDS.get(stem(word), ())]
    return Tokens(stems=tuple(map(stem, words)), parts=tuple(parts), exact=tuple(dict.fromkeys(words)))


def paper(
    key: str,
    title: str = "",
    text: str = "",
    annex: str = "",
    *,
    facets: Mapping[str, Sequence[str]] | None = None,
    marks: Mapping[str, Sequence[str]] | None = None,
    on: str | None = "2024-05-14",
    weight: float = 1.0,
) -> IndexDoc:
    return IndexDoc(
        key=key,
        tokens=EntryTokens.of({Zone.TITLE: tokens(title), Zone.TEXT: tokens(text), Zone.ANNEX: tokens(annex)}),
        facets=facets or {},
        marks=marks or {},
        starts=datetime.fromisoformat(on).replace(tzinfo=UTC) if on else None,
        weight=weight,
    )


def word(said: str, *, prefix: bool = False, weight: float = 1.0, only_exact: bool = False) -> Term:
    stems = () if only_exact else (stem(said),)
    return Term(said=said, exact=said.lower(), stems=stems, prefix=prefix, weight=weight, only_exact=only_exact)


def phrase(said: str) -> Phrase:
    return Phrase(tuple(word(one) for one in said.split()))


class Shelf:
    """An index with one writer and one reader."""

    def __init__(self, backend: SearchBackend, folder: Path) -> None:
        self.backend, self.folder = backend, folder
        self.writer: Writer = backend.writer(str(folder))
        self.writer.commit()
        self.reader: Reader = backend.reader(str(folder))

    def holds(self, *papers: IndexDoc) -> None:
        self.writer.put(papers)
        self.writer.commit()
        self.reader.refresh()

    def loses(self, *keys: str) -> None:
        self.writer.drop(keys)
        self.writer.commit()
        self.reader.refresh()

    def keys(self, question: Node) -> list[str]:
        return list(self.reader.search(Search(question=question, limit=100)).keys)

    def ask(self, wanted: Search) -> Result:
        return self.reader.search(wanted)

    def pages(self, ask: Callable[[str], Search]) -> Iterator[Result]:
        """All pages by their cursors; ``ask`` makes a search of a cursor."""
        cursor = ""
        while True:
            page = self.ask(ask(cursor))
            yield page
            cursor = page.next
            if not cursor:
                return

    def close(self) -> None:
        self.reader.close()
        self.writer.close()


def all_keys(pages: Iterable[Result]) -> list[str]:
    return [key for page in pages for key in page.keys]


@pytest.fixture(params=ENGINES, ids=lambda backend: backend.name)
def backend(request: pytest.FixtureRequest) -> SearchBackend:
    found: SearchBackend = request.param
    return found


@pytest.fixture
def shelf(backend: SearchBackend, tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(backend, tmp_path / "index")
    yield made
    made.close()
