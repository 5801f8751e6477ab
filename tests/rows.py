"""Rows that many stories begin with: written once in each process by what writes them, then put back as they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

Keys = dict[type[Model], set[Any]]
Rows = dict[type[Model], list[tuple[Any, ...]]]
_remembered: dict[Hashable, Rows] = {}


def once(key: Hashable, write: Callable[[], object]) -> None:
    """Let ``write`` write its rows, or put them back when it did so in this process before.

    It only adds rows to tables that hold none with the same keys.
    """
    if key in _remembered:
        put_back(_remembered[key])
        return
    before = keys()
    write()
    _remembered[key] = since(before)


def demonstration_places() -> None:
    """The demonstration's municipalities, places, schools and organisations; for a story that begins with them."""
    from teilhabe.core.audit import COMMAND_LINE
    from teilhabe.directory.actions import load_demo

    once("demonstration places", lambda: load_demo(by=COMMAND_LINE))


def keys() -> Keys:
    """The keys of all rows there are, by model."""
    return {model: {key for (key,) in _select(model, _key_of(model))} for model in _models()}


def since(before: Keys) -> Rows:
    """The rows that came after ``before``, as the database writes them: what a model does when saved is done."""
    found: Rows = {}
    for model, known in before.items():
        rows = _select(model, f"{_key_of(model)}, {_columns(model)}")
        if new := [row[1:] for row in rows if row[0] not in known]:
            found[model] = new
    return found


def put_back(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for model, those in rows.items():
            places = ", ".join(["%s"] * len(those[0]))
            cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({_columns(model)}) VALUES ({places})', those)
        for sql in connection.ops.sequence_reset_sql(no_style(), list(rows)):
            cursor.execute(sql)


def _models() -> list[type[Model]]:
    return [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]


def _columns(model: type[Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields if not field.generated)


def _select(model: type[Model], columns: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {columns} FROM "{model._meta.db_table}"')
        return list(cursor.fetchall())


def _key_of(model: type[Model]) -> str:
    return f'"{model._meta.pk.column}"'
