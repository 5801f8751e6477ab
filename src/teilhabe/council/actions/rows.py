"""Saving many rows at once with one statement for all of them.

``bulk_update`` builds a CASE for every row and field, and building takes longer than everything else here together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

_AT_ONCE = 5_000  # values, where the database sets no limit


def save_fields(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write the named fields of saved objects of one model; an object that was deleted meanwhile is passed over."""
    if not rows:
        return
    quote = connection.ops.quote_name
    table = quote(rows[0]._meta.db_table)
    fields = [field for field in rows[0]._meta.concrete_fields if field.name in names]
    columns = [quote(str(field.column)) for field in fields]
    others = f"({', '.join(['%s'] * (len(fields) + 1))})"
    first = others
    if connection.features.requires_casted_case_in_updates:
        # PostgreSQL takes the types of a list from its first row, and NULL has none.
        first = f"(%s, {', '.join(f'CAST(%s AS {_type_of(field)})' for field in fields)})"
    settings = ", ".join(f"{column} = new.{column}" for column in columns)
    # The only texts put in are names of our own tables and columns.
    update = f"UPDATE {table} SET {settings} FROM new WHERE {table}.id = new.id"  # nosec B608
    at_once = (connection.features.max_query_params or _AT_ONCE) // (len(fields) + 1)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            places = ", ".join([first, *[others] * (len(part) - 1)])
            values = [value for row in part for value in (row.pk, *_prepared(row, fields))]
            cursor.execute(f"WITH new (id, {', '.join(columns)}) AS (VALUES {places}) {update}", values)


def _type_of(field: Field[Any, Any]) -> str:
    """The type to cast to. A cast to varchar(n) would cut a text that is too long instead of refusing it."""
    name = str(field.db_type(connection))
    return "text" if name.startswith("varchar") else name


def _prepared(row: Model, fields: Sequence[Field[Any, Any]]) -> Iterator[object]:
    return (field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields)
