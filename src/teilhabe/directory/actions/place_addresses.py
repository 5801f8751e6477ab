"""What tells places of a town apart: by name for lists, by address for pages."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain

from teilhabe.core.text import slug

from ..models import District, Municipality, Place, School
from ..place_names import same_name

_MOST_NAMESAKES = 1000


def identity_of(kind: str, name: str) -> tuple[str, str]:
    """What two entries of the same place in a town have in common. Squares stand in lists of streets, too: as one
    class, both mean the same place."""
    return Place.Kind.STREET.value if kind == Place.Kind.SQUARE else str(kind), same_name(name)


def taken_addresses(town: Municipality) -> set[str]:
    """The parts of addresses below a town that are in use: of districts, places and schools."""
    return {
        address
        for model in (District, Place, School)
        for address in model.objects.filter(municipality=town).values_list("slug", flat=True)
    }


def free_address(name: str, *, kind: str, district: str = "", taken: Collection[str]) -> str:
    """An address for a new place: its name; with its district, its kind, then a number where that is taken."""
    base = slug(name, limit=60) or kind
    first = (base, slug(f"{base} {district}") if district else base, f"{base}-{kind}")
    numbered = (f"{base}-{number}" for number in range(2, _MOST_NAMESAKES))
    return next(candidate for candidate in chain(first, numbered) if candidate not in taken)
