"""What lists with filters have in common: choices, the address of a list with one more or one less, rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.formats import number_format

PAGE = "seite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a filter; ``count`` is None where counting would cost too much."""

    value: str
    label: str
    count: int | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """``lang`` is that of the choices where they are a council's words."""

    name: str
    title: str
    options: tuple[Option, ...]
    as_menu: bool = False
    type: str = "checkbox"
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One to three words; ``state`` picks shape and colour: ok, run, ask, no, wait or open."""

    text: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item of ``<c-rows>``: ``meta`` are short remarks in one line, ``day`` is shown as a big number, ``when`` as
    short words; ``lang`` is that of the title: a council's words are German on every page; ``text_lang`` is that of the
    text where it is not the reader's."""

    title: str
    url: str
    text: str = ""
    word: Word | None = None
    day: datetime | None = None
    when: str = ""
    meta: tuple[str, ...] = ()
    lang: str = "de"
    text_lang: str = ""


def without(asked: QueryDict, name: str, value: str = "") -> str:
    """This list's address without one choice, on its first page."""
    kept = [
        (key, one)
        for key, values in asked.lists()
        for one in values
        if one and key != PAGE and not (key == name and value in ("", one))
    ]
    return "?" + urlencode(kept)


def with_choice(asked: QueryDict, name: str, value: str) -> str:
    """This list's address with ``name`` set to ``value``, on its first page."""
    kept = [(key, one) for key, values in asked.lists() for one in values if one and key not in (PAGE, name)]
    return "?" + urlencode([*kept, (name, value)])


def grouped(number: int) -> str:
    """12.345: the way the page's language groups digits."""
    return number_format(number, use_l10n=True, force_grouping=True)
