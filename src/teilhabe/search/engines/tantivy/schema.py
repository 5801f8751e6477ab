"""The fields of the index and its files.

Zones times levels: a stem has positions (phrases) in each zone, parts their frequency; surface forms are kept once for
the title and once for everything: whether a word stands there exactly matters, in which of the zones the stems say. A
third of the index would tell little more. Which entries hold a stem at all stands once more in one field: to count
hits, one list is read instead of six.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import tantivy

from ...analysis.tokens import Zone

KEY: Final = "key"
FACETS: Final = "facets"
COLUMNS: Final = "columns"
MARKS: Final = "marks"
STARTS: Final = "starts"
STANDING: Final = "standing"
NEWEST: Final = "newest"
OLDEST: Final = "oldest"

STEMS: Final = {zone: f"{zone.value}_stem" for zone in Zone}
PARTS: Final = {zone: f"{zone.value}_part" for zone in Zone}
TITLE_EXACT: Final = "title_exact"
EXACT: Final = "exact"
# Every stem and every stem of a part, in whichever zone.
ANYWHERE: Final = "anywhere"

# Tokens come ready, joined by blanks.
_TOKENS: Final = "tokens"
# A column of one value each is counted three to thirty times faster than one of several: the first values of a facet
# have their own, the rest shares the last one.
_SINGLE: Final = 3


def _built() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # Deleting by a number deletes nothing, without a word: the key is text.
    builder.add_text_field(KEY, stored=True, tokenizer_name="raw", index_option="basic")
    for zone in Zone:
        builder.add_text_field(STEMS[zone], tokenizer_name=_TOKENS, index_option="position")
        builder.add_text_field(PARTS[zone], tokenizer_name=_TOKENS, index_option="freq")
    builder.add_text_field(TITLE_EXACT, tokenizer_name=_TOKENS, index_option="basic")
    builder.add_text_field(EXACT, tokenizer_name=_TOKENS, index_option="basic")
    builder.add_text_field(ANYWHERE, tokenizer_name=_TOKENS, index_option="basic")
    builder.add_json_field(FACETS, fast=True, tokenizer_name="raw", index_option="basic")
    # Which columns hold a value: the others need not be counted.
    builder.add_text_field(COLUMNS, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(MARKS, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(STARTS, fast=True)
    builder.add_integer_field(NEWEST, fast=True)
    builder.add_integer_field(OLDEST, fast=True)
    builder.add_float_field(STANDING, fast=True)
    return builder.build()


SCHEMA: Final = _built()


def columns_of(name: str, searcher: tantivy.Searcher) -> list[str]:
    """The columns of a facet that hold a value in any entry, as paths of ``FACETS``."""
    return [f"{FACETS}.{column}" for column in _names(name) if searcher.doc_freq(COLUMNS, column)]


def columns_for(name: str, values: Sequence[str]) -> dict[str, str | list[str]]:
    """The values of a facet of one entry, column by column. The first ones are always there (empty: no value): a
    column without gaps is the fastest."""
    names = _names(name)
    single = list(dict.fromkeys(as_value(value) for value in values if value))
    row: dict[str, str | list[str]] = dict.fromkeys(names[:-1], "")
    row.update(zip(names[:-1], single, strict=False))
    if rest := single[_SINGLE:]:
        row[names[-1]] = rest
    return row


def as_value(value: str) -> str:
    """As it stands in a column: the library takes for a moment what looks like one, unless something is before it."""
    return f"={value}"


def as_mark(name: str, value: str) -> str:
    return f"{name}={value}"


def value_in(text: str) -> str:
    return text[1:]


def _names(name: str) -> list[str]:
    # A dot would lead into an object within.
    safe = name.replace("_", "_u").replace(".", "_d").replace("\\", "_b")
    return [f"{safe}~{number}" for number in range(_SINGLE + 1)]


def opened(folder: str, *, make: bool) -> tantivy.Index:
    """The index in ``folder``; with ``make`` it is made where there is none."""
    if make:
        Path(folder).mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(SCHEMA, folder)
    else:
        index = tantivy.Index.open(folder)
    index.register_tokenizer(_TOKENS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index
