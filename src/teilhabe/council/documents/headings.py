"""The heading table: which line opens which section of a paper. The table itself is data, in
headings.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

SectionKind = Literal[
    "letterhead",
    "resolution",
    "matter",
    "reasons",
    "staff",
    "finance",
    "social",
    "climate",
    "alternatives",
    "law",
    "attachments",
    "signature",
    "other",
]
_FOLD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "–": "-", "—": "-", "\xa0": " ", "\xad": "", "’": "'"}
)
_NUMBERING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[ivx]{1,4}[.)]|[a-h][.)])\s+(?=[a-z])")
_REMARK = re.compile(r"\s*\([^()]{0,80}\)\s*$")
_LONGEST_HEADING = 120
_LONGEST_CONTACT = 1000


@dataclass(frozen=True, slots=True)
class Heading:
    """A recognised heading: its section's kind, the words as printed (no colon), and text after it in the
    same line."""

    kind: SectionKind
    raw: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    phrases: dict[str, SectionKind]
    patterns: tuple[tuple[re.Pattern[str], SectionKind], ...]
    # All of them in one: most lines fit none.
    any_pattern: re.Pattern[str]
    labels: re.Pattern[str]
    traces: re.Pattern[str]


@cache
def _table() -> _Table:
    data = tomllib.loads(files(__package__).joinpath("headings.toml").read_text(encoding="utf-8"))
    phrases: dict[str, SectionKind] = {}
    patterns: list[tuple[re.Pattern[str], SectionKind]] = []
    for section in data["section"]:
        for phrase in section["phrases"]:
            phrases.setdefault(phrase, section["kind"])
        patterns += [(re.compile(pattern), section["kind"]) for pattern in section.get("patterns", ())]
    privacy = data["privacy"]
    labels = "|".join(privacy["labels"])
    return _Table(
        phrases,
        tuple(patterns),
        re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in patterns) or r"(?!)"),
        re.compile(rf"(?:^|\s)(?:{labels})\.?\s*:|^(?:{labels})\.?$"),
        re.compile("|".join(privacy["traces"])),
    )


_SLASH = re.compile(r"\s*/\s*")


def fold(text: str) -> str:
    """Text as the table compares it: lower case, umlauts written out, single blanks, none around slash and
    hyphen."""
    folded = " ".join(text.lower().translate(_FOLD).split())
    return _SLASH.sub("/", folded) if "/" in folded else folded


# A text is asked for line by line, and once more block by block: as many lines as the longest has.
@lru_cache(maxsize=16_384)
def _kind(words: str) -> SectionKind | None:
    """The kind of a heading's words without colon, or None."""
    table = _table()
    folded = fold(words).rstrip(" .:,")
    without_remark = _REMARK.sub("", folded) if folded.endswith(")") else folded
    for candidate in dict.fromkeys((folded, without_remark)):
        numbered = _NUMBERING.match(candidate)
        bare = (candidate[numbered.end() :] if numbered else candidate).rstrip(" .:,")
        for variant in dict.fromkeys((candidate.rstrip(" .:,"), bare)):
            if kind := table.phrases.get(variant):
                return kind
            if table.any_pattern.fullmatch(variant) is None:
                continue
            for pattern, kind in table.patterns:
                if pattern.fullmatch(variant):
                    return kind
    return None


def match_heading(line: str, *, inline: bool = True) -> Heading | None:
    """The heading that a line is or begins with, or None. Only the beginning of the line counts.

    "Sachlage:", "2. Sachlage", "SACHLAGE" are headings; "Beschlussvorschlag: Der Rat beschließt …" is one
    with a rest (unless `inline` is False); "Die Sachlage hat sich geändert" and "sachlage" are none.
    """
    # Blanks in front of it apart, whatever is longer than this has no heading in its first letters either.
    begin = line.lstrip()[: 4 * _LONGEST_HEADING]
    if ":" not in begin and len(" ".join(begin.split())) > _LONGEST_HEADING:
        return None
    text = " ".join(line.split())
    if len(text) > _LONGEST_HEADING and ":" not in text[: _LONGEST_HEADING + 1]:
        return None
    first_letter = next((c for c in text if c.isalpha()), "")
    if not first_letter.isupper() and not text.startswith(("gez", "i.")):
        return None
    if len(text) <= _LONGEST_HEADING and (kind := _kind(text)):
        ends_as_sentence = text.endswith(".") and kind != "signature"
        return None if ends_as_sentence else Heading(kind, text.rstrip(" :"))
    if inline and ":" in text[: _LONGEST_HEADING + 1]:
        words, _, rest = text.partition(":")
        kind = _kind(words)
        if kind and rest.strip():
            return Heading(kind, words.strip(), rest.strip())
    return None


def is_known_heading(line: str) -> bool:
    """Is this whole line, or its part before a colon, a heading of the table?"""
    return match_heading(line) is not None


def is_contact_line(line: str) -> bool:
    """Does this line name a clerk, a telephone, a mail address or a room? What is longer than a line is none."""
    if len(line) > _LONGEST_CONTACT:
        return False
    folded = fold(line)
    return _table().labels.search(folded) is not None or _table().traces.search(folded) is not None
