"""Where a typed address lies: asked of the gazetteer, never of a service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Located:
    """A place that an address means; ``sure``: nothing else can be meant."""

    label: str
    latitude: float
    longitude: float
    sure: bool = True


def located(text: str) -> list[Located]:
    return []
