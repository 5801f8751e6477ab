"""Reference numbers of councils, in any spelling: "2019/0465", "VO 2019-465", "0465/2019"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .folding import fold_word

_GROUP = r"[A-Za-zÄÖÜäöü]{0,4}\d{1,8}"
# Letters first ("VO", "FB 45", "V/"), then at least two groups with digits, joined by slash or hyphen.
_REFERENCE = re.compile(
    rf"(?<![\w/-])(?:(?P<letters>[A-Za-zÄÖÜäöü]{{1,6}})[./-]?\s?)?(?P<numbers>\d{{1,8}}(?:[/-]{_GROUP}){{1,4}})(?![\w])"
)
_NUMBERS = re.compile(rf"\d{{1,8}}(?:[/-]{_GROUP}){{1,4}}")
# The same inside one unit, where letters are joined to the number ("VO/2019/0465") and "KI-2" is none.
_UNIT = re.compile(rf"(?:(?P<letters>[A-Za-zÄÖÜäöü]{{1,6}})[./-])?(?P<numbers>{_NUMBERS.pattern})")
# Short words of sentences that are no letters of a register.
_NO_REGISTER = frozenset(
    {
        *("ab", "am", "an", "auf", "aus", "bei", "bis", "das", "der", "die", "für", "im", "in", "mit", "nach", "nicht"),
        *("nr", "oder", "ohne", "seit", "um", "und", "vom", "von", "vor", "zu", "zum", "zur"),
    }
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"0*(?=\d)(\d+)")


@dataclass(frozen=True, slots=True)
class Reference:
    """``text[start:end]``; ``token`` is canonical ("#2019.465"), ``letters`` folded and empty where none stand
    before."""

    start: int
    end: int
    token: str
    letters: str = ""


def find_references(text: str) -> Iterator[Reference]:
    """Everything in a question that may be a reference number, with the letters before it.

    >>> [(r.token, r.letters) for r in find_references("vo 2019-465 und 26-0790")]
    [('#2019.465', 'vo'), ('#26.790', '')]
    """
    for found in _REFERENCE.finditer(text):
        letters = found["letters"] or ""
        is_register = letters.lower() not in _NO_REGISTER
        start = found.start() if is_register else found.start("numbers")
        yield Reference(start, found.end(), canonical(found["numbers"]), fold_word(letters) if is_register else "")


def tokens(unit: str, before: str = "") -> tuple[str, ...]:
    """The canonical tokens of a unit that is a reference number, else none. ``before`` is the unit before it, which
    counts if it is capital letters. A number with more than two groups can be found by its first two, too.

    >>> tokens("2019/0465", before="VO")
    ('#2019.465', '#vo.2019.465')
    >>> tokens("2019/0465-E1")
    ('#2019.465.e1', '#2019.465')
    >>> tokens("Eltern-Kind")
    ()
    """
    if not 3 <= len(unit) <= 40 or not (found := _UNIT.fullmatch(unit)):
        return ()
    whole = canonical(found["numbers"])
    letters = found["letters"] or (before if 1 <= len(before) <= 6 and before.isalpha() and before.isupper() else "")
    groups = whole.split(".")
    made = [whole]
    if len(groups) > 2:
        made.append(".".join(groups[:2]))
    if letters:
        made.append(f"#{fold_word(letters)}.{whole[1:]}")
    return tuple(made)


def canonical(numbers: str) -> str:
    """``numbers`` without leading zeros, a year that stands second put first, as other councils write it.

    >>> canonical("2019-465"), canonical("0465/2019"), canonical("26-0790")
    ('#2019.465', '#2019.465', '#26.790')
    """
    groups = re.split("[/-]", numbers)
    if _YEAR.fullmatch(groups[1]) and not _YEAR.fullmatch(groups[0]):
        groups[:2] = groups[1], groups[0]
    return "#" + ".".join(_DIGITS.sub(r"\1", fold_word(group)) for group in groups)
