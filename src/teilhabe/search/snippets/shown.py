"""What a reader is shown of an entry that was found: pieces of text, marked or not, and a reason."""

from __future__ import annotations

import html
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Part(NamedTuple):
    """A piece of text, marked or not."""

    text: str
    marked: bool = False


Parts = tuple[Part, ...]


class Why(StrEnum):
    """How an entry was found where its marked words alone do not tell."""

    WORD = "word"  # the word itself or a form of it: nothing to explain
    PART = "part"  # only as part of a longer word
    SYNONYM = "synonym"  # only by another word for it
    NUMBER = "number"  # by the reference number


@dataclass(frozen=True, slots=True)
class Reason:
    """``word`` is the longer word, the synonym or the number; ``in_annex`` says that only an attachment holds it."""

    why: Why = Why.WORD
    word: str = ""
    in_annex: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    title: Parts
    text: Parts
    reason: Reason


def as_html(parts: Parts) -> str:
    """Escaped, the marked words inside ``<mark>``."""
    return "".join(f"<mark>{html.escape(text)}</mark>" if marked else html.escape(text) for text, marked in parts)


def as_text(parts: Parts) -> str:
    return "".join(part.text for part in parts)
