"""The one call of who looks for something: what was typed, understood, with corrections for what nobody wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..analysis.analyzer import Analyzer
from ..vocabulary import Vocabulary
from .corrections import Corrector
from .nodes import Node
from .notes import Note
from .parser import parse
from .synonyms import field_synonyms


@dataclass(frozen=True, slots=True)
class Understood:
    """``corrected`` is the whole question with its mistakes mended ("Meinten Sie …"), ``corrected_node`` the same to
    be asked; both None where nothing seems wrong. ``sure``: a word was mended that no entry holds, so the question as
    typed finds little. ``put_in`` are the words that came in: they are the vocabulary's, which may still hold what was
    withdrawn; who shows the correction asks first whether each finds anything."""

    node: Node
    notes: tuple[Note, ...] = ()
    corrected: str | None = None
    corrected_node: Node | None = None
    sure: bool = False
    put_in: tuple[str, ...] = ()


def understand(
    text: str,
    analyzer: Analyzer,
    vocabulary: Vocabulary | None,
    languages: Sequence[str] = ("de",),
    *,
    literal: bool = False,
    typing: bool = False,
) -> Understood:
    """``literal``: as typed, without synonyms and corrections. Without a vocabulary nothing is corrected. Bad input
    never raises; ``EngineFailed`` comes from a vocabulary that is damaged or closed."""
    if literal:
        parsed = parse(text, analyzer, languages, typing=typing)
        return Understood(parsed.node, parsed.notes)
    synonyms = field_synonyms()
    parsed = parse(text, analyzer, languages, typing=typing, synonyms=synonyms)
    if vocabulary is None:
        return Understood(parsed.node, parsed.notes)
    mended = Corrector(analyzer, vocabulary, languages, synonyms).mend(parsed)
    node, notes = mended.node, (*parsed.notes, *mended.notes)
    if mended.line is None:
        return Understood(node, notes)
    again = parse(mended.line, analyzer, languages, typing=typing, synonyms=synonyms)
    return Understood(node, notes, mended.line, mended.complete(again.node), mended.sure, mended.put_in)
