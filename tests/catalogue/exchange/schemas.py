"""The published schemas of HSDS 3.0, read where they lie beside the repository."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "hsds"
needs_schemas = pytest.mark.skipif(
    not FOLDER.exists(), reason="../shared/data/hsds is not here: nothing is held against the published schemas"
)


@cache
def _registry() -> Any:
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    found = {
        path.name: Resource.from_contents(json.loads(path.read_text(encoding="utf-8")), DRAFT202012)
        for path in (FOLDER / "schema").glob("*.json")
    }
    return Registry().with_resources(found.items())


def problems(told: Any, name: str) -> list[str]:
    """What is wrong with ``told`` by the schema ``name``, formats (UUID, address, mail, date) included."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(
        {"$ref": f"{name}.json"}, registry=_registry(), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(told)]
