"""Municipalities and districts as feeds name them: by name, official key or ref."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from teilhabe.core.text import fold
from teilhabe.directory.models import District, Municipality

_KIND = re.compile(r"^(stadt|gemeinde|kreis|kreisfreie stadt)\s+")
_IN = re.compile(r"(.+?)\s*\((.+)\)")
TOWN, DISTRICT = "municipalities", "districts"
Found = tuple[str, str]
"""The field of an offer, and what belongs into it: an official key, or the ref of a district."""


class Areas:
    """What the directory knows, read once when somebody asks: two queries."""

    def find(self, said: str) -> Found | None:
        """None for what the directory does not know, and for a name that several districts have."""
        asked = fold(said)
        if not asked:
            return None
        if asked in self._refs:
            return self._refs[asked]
        if (town := self._towns.get(asked) or self._towns.get(_KIND.sub("", asked))) is not None:
            return TOWN, town
        same = self._districts.get(asked, [])
        if (part := _IN.fullmatch(asked)) is not None:
            town = self._towns.get(part[2], "")
            same = [ref for ref in self._districts.get(part[1], []) if ref.startswith(f"district:{town}/")]
        return (DISTRICT, same[0]) if len(same) == 1 else None

    @cached_property
    def _rows(self) -> list[tuple[str, str, str]]:
        return list(Municipality.objects.values_list("ags", "name", "official_name"))

    @cached_property
    def _towns(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for ags, name, official in self._rows:
            for said in (name, official):
                for form in (fold(said), _KIND.sub("", fold(said))):
                    if form:
                        found.setdefault(form, ags)
        return found

    @cached_property
    def _parts(self) -> list[tuple[str, str, str]]:
        rows = District.objects.filter(hidden=False).values_list("municipality__ags", "slug", "name")
        return [(ags, slug, name) for ags, slug, name in rows]

    @cached_property
    def _districts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for ags, slug, name in self._parts:
            found[fold(name)].append(f"district:{ags}/{slug}")
        return found

    @cached_property
    def _refs(self) -> dict[str, Found]:
        found: dict[str, Found] = {}
        for ags, _name, _official in self._rows:
            found[ags] = found[f"municipality:{ags}"] = (TOWN, ags)
        for ags, slug, _name in self._parts:
            found[f"district:{ags}/{slug}"] = (DISTRICT, f"district:{ags}/{slug}")
        return found
