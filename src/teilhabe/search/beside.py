"""What apps can say beside an entry that another app owns: neighbours that do not know each other meet at its ref.

An app registers a maker for a kind of entries when it is ready; whoever shows such an entry asks for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

Maker = Callable[[str], "Beside | None"]
_makers: dict[str, list[Maker]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that the entry has to do with. ``snippet`` is HTML, the words in the entry that say so."""

    title: str
    url: str
    lang: str = "de"
    meta: tuple[str, ...] = ()
    snippet: SafeString | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A section in the context of a page. ``section`` is its accent, ``note`` says how it came about."""

    id: str
    title: str
    section: str
    note: str
    lines: tuple[Line, ...]


def says_beside(kind: str, maker: Maker) -> None:
    """From now on ``maker`` is asked about every entry of ``kind``; it gets the ref, and gives nothing if it has
    nothing to say. Registering it again changes nothing."""
    known = _makers.setdefault(kind, [])
    if maker not in known:
        known.append(maker)


def beside(kind: str, ref: str) -> tuple[Beside, ...]:
    """All that is said beside the entry, in the order of registration."""
    return tuple(said for maker in _makers.get(kind, ()) if (said := maker(ref)) is not None)
