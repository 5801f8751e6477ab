"""Texts as they are compared, and the pieces of text by which the forms of a word are found in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..question.nodes import Term


@dataclass(frozen=True, slots=True)
class Sought:
    term: Term
    place: int
    needles: tuple[str, ...]
    number: re.Pattern[str] | None
    synonym: str = ""


# Letters that the analysis takes for the same; each stays one character, so that places stay what they are.
UNACCENTED = str.maketrans(
    "àáâãåāăąçćčďèéêëēęěğìíîïīıłñńňòóôõøōőŕřśşšșťţțùúûūůűýÿźżž\u0623\u0625\u0622\u0671\u0649\u06cc\u06a9\u0629\u0624\u0626",
    "aaaaaaaacccdeeeeeeegiiiiiilnnnooooooorrsssstttuuuuuuyyzzz\u0627\u0627\u0627\u0627\u064a\u064a\u0643\u0647\u0648\u064a",
)


def compared(text: str) -> str:
    """Lower case, umlauts without their dots; every character stays where it was."""
    return text.lower().replace("ä", "a").replace("ö", "o").replace("ü", "u")


def sought_for(term: Term, place: int, synonym: str = "") -> Sought:
    if term.exact.startswith("#"):
        return Sought(term, place, (), _number(term.exact), synonym)
    said = compared(term.said.strip())
    forms = [said, term.exact]
    if not term.prefix and not term.only_exact:
        for stem in term.stems:
            # The forms of a word share the beginning of its stem ("studi": study, studies).
            shared = _shared(stem, said.replace("ß", "ss"))
            forms += [stem, shared] if len(shared) >= max(3, len(stem) - 2) else [stem]
            if stem.endswith("i") and len(stem) > 4:
                forms.append(stem[:-1])
    spelled = [spelling for form in forms if form for spelling in (form, _sharp(form), _dotless(form))]
    return Sought(term, place, _shortest([*spelled, *(one.translate(UNACCENTED) for one in spelled)]), None, synonym)


def _shortest(needles: Iterable[str]) -> tuple[str, ...]:
    """Each once, without those that hold another one: it finds all they would find."""
    kept: list[str] = []
    for one in sorted(set(needles), key=lambda needle: (len(needle), needle)):
        if not any(other in one for other in kept):
            kept.append(one)
    return tuple(kept)


def _shared(one: str, other: str) -> str:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return one[:length]


def _sharp(needle: str) -> str:
    return needle.replace("ss", "ß")


def _dotless(needle: str) -> str:
    """ "foerder" as it stands in ``compared``: "forder"."""
    return needle.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _number(exact: str) -> re.Pattern[str]:
    """A canonical reference number ("#2019.465", "#vo.2019.465") in any spelling."""
    parts = [rf"0*{re.escape(one)}" if one.isdigit() else re.escape(one) for one in exact[1:].split(".") if one]
    return re.compile(r"(?<![\w/])" + r"[\s/.\-–_]{0,3}".join(parts) + r"(?!\w)")


# Signs inside words that are no letters: the joiners of Persian, the vowels of Arabic.
_JOINING = frozenset("\u200c\u200d" + "".join(map(chr, range(0x064B, 0x0653))))


def word_around(text: str, start: int, end: int) -> tuple[int, int]:
    while start and ((before := text[start - 1]).isalnum() or before in _JOINING):
        start -= 1
    size = len(text)
    while end < size and ((after := text[end]).isalnum() or after in _JOINING):
        end += 1
    return start, end


def visible(text: str) -> str:
    """Without the signs that divide words at the ends of lines and that nobody sees."""
    for sign in ("\u00ad", "\u200b", "\ufffe"):
        if sign in text:
            text = text.replace(sign, "")
    return text
