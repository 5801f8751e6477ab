"""Council, committee, parliamentary group or office? A table decides (``kinds.toml``), the same for all systems."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from teilhabe.core.text import fold

OTHER = "other"


class _Table(NamedTuple):
    types: dict[str, str]
    names: list[tuple[re.Pattern[str], str]]
    main: re.Pattern[str]


@cache
def _table() -> _Table:
    data = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))
    return _Table(
        data["types"],
        [(re.compile(entry["pattern"]), entry["kind"]) for entry in data["names"]],
        re.compile(data["main"]["pattern"]),
    )


@lru_cache(maxsize=2048)
def kind_of(name: str, organization_type: str = "", classification: str = "") -> str:
    """A value of models.Organization.Kind.

    "Gremium" covers the council itself as well as its committees, so the name may raise a committee to a council.

    >>> kind_of("Städteregionstag", "Gremium"), kind_of("A 46 Kommunales Integrationszentrum")
    ('council', 'office')
    """
    table = _table()
    by_name = next((kind for pattern, kind in table.names if pattern.search(fold(name))), OTHER)
    for said in (organization_type, classification):
        kind = table.types.get(fold(said))
        if kind == "committee" and by_name == "council":
            return by_name
        if kind and kind != OTHER:
            return kind
    return by_name


def is_main(name: str) -> bool:
    """Whether this is by its name a municipality's or county's highest council."""
    return bool(_table().main.match(fold(name)))
