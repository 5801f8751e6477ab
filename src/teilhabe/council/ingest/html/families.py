"""Which family reads a source, and how its installation is kept with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from ...models import Source
from ..allris3 import Allris3
from ..allris4 import Allris4
from ..sessionnet import SessionNet
from .family import Family, Installation

FAMILIES: dict[str, Callable[[Installation], Family]] = {
    Source.System.ALLRIS3: Allris3,
    Source.System.ALLRIS4: Allris4,
    Source.System.SESSIONNET: SessionNet,
}


def family_of(source: Source) -> Family:
    """The family of a source's system, for its installation."""
    return FAMILIES[source.system](Installation(**source.installation))


def families_of(source: Source) -> list[Family]:
    """The family of a source's system, then the others: it may have been read by one of them before."""
    if not source.installation:
        return []
    systems = sorted(FAMILIES, key=lambda system: system != source.system)
    return [FAMILIES[system](Installation(**source.installation)) for system in systems]


def kept(installation: Installation) -> dict[str, object]:
    """The installation as ``Source.installation`` holds it."""
    return asdict(installation)
