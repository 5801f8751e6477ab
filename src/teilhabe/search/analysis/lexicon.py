"""The lexicon of German compounds, read from its file. Only the index worker loads it.

The file is made by script/lexicon; ``data/README.md`` says from what. It is text, compressed: sections that begin
with "# name", lines in order, each without the beginning that it shares with the line before (one letter says how
much: "a" none, "b" one letter, …), a number after a space where there is one.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from .compounds import CompoundSplitter, Lexicon

FILE: Final = Path(__file__).with_name("data") / "compounds.txt.xz"
_SHARED: Final = "abcdefghijklmnopqrstuvwxyz"


class LexiconDamaged(Exception):
    """The file is no lexicon; it is part of the program and comes with it."""


@cache
def load() -> CompoundSplitter:
    """The splitter of this process, made once."""
    return CompoundSplitter(read(FILE.read_bytes()))


def read(packed: bytes) -> Lexicon:
    """The lexicon in the bytes of its file."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    try:
        for line in lzma.decompress(packed).decode().splitlines():
            if line.startswith("# "):
                lines = sections.setdefault(line[2:], [])
            else:
                lines.append(line)
        return Lexicon(
            modifiers=dict(_numbered(sections["modifiers"])),
            heads=dict(_numbered(sections["heads"])),
            whole=frozenset(_unpacked(sections["whole"])),
            pairs=frozenset(_unpacked(sections["pairs"])),
        )
    except (lzma.LZMAError, UnicodeDecodeError, KeyError, ValueError, IndexError) as error:
        raise LexiconDamaged(f"{FILE.name}: {error}") from error


def packed(lexicon: Lexicon) -> bytes:
    """The bytes of a lexicon's file; the same for the same lexicon."""
    lines: list[str] = []
    for name, numbered in (("modifiers", lexicon.modifiers), ("heads", lexicon.heads)):
        lines += [f"# {name}", *_packed(numbered, numbered)]
    for name, words in (("whole", lexicon.whole), ("pairs", lexicon.pairs)):
        lines += [f"# {name}", *_packed(words)]
    text = "\n".join(lines) + "\n"
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def _packed(words: Iterable[str], numbers: Mapping[str, int] | None = None) -> Iterator[str]:
    before = ""
    for word in sorted(words):
        shared = 0
        while shared < min(len(before), len(word), len(_SHARED) - 1) and before[shared] == word[shared]:
            shared += 1
        yield f"{_SHARED[shared]}{word[shared:]}" + (f" {numbers[word]}" if numbers is not None else "")
        before = word


def _unpacked(lines: Iterable[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        before = before[: _SHARED.index(line[0])] + line[1:]
        yield before


def _numbered(lines: list[str]) -> Iterator[tuple[str, int]]:
    parted = [line.partition(" ") for line in lines]
    words = _unpacked(form for form, _, _ in parted)
    return ((word, int(number)) for word, (_, _, number) in zip(words, parted, strict=True))
