"""A harvest that many stories begin with: made once in each process, then its rows and its archive are put back.

A harvest takes a second or more, putting it back a few hundredths. Stories about the harvest itself make it themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from teilhabe.council.ingest import archive
from teilhabe.council.models import RawAnswer
from teilhabe.council.sample import Server

Rows = dict[type[Model], list[tuple[Any, ...]]]
Serve = Callable[[Any, int], AbstractContextManager[Server]]


@dataclass(frozen=True, slots=True)
class _Kept:
    port: int
    rows: Rows
    files: dict[str, bytes]


_kept: dict[Hashable, _Kept] = {}


@contextmanager
def harvested(
    key: Hashable, make: Callable[[], Any], serve: Serve, harvest: Callable[[Any, Server], object]
) -> Iterator[tuple[Any, Server]]:
    """What ``make`` gives (a council or a site, the same at every call), served and harvested.

    ``serve(stage, port)`` serves it, ``harvest(stage, server)`` fills the database, which holds nothing of it before.
    The addresses in the rows name the server's port: when somebody else has taken it, the harvest is made anew.
    """
    with ExitStack() as stack:
        kept, stage = _kept.get(key), make()
        try:
            server = stack.enter_context(serve(stage, kept.port if kept else 0))
        except OSError:
            kept, server = None, stack.enter_context(serve(stage, 0))
        if kept is None:
            before = _keys()
            harvest(stage, server)
            port = int(server.url.rpartition(":")[2])
            _kept[key] = _Kept(port, _rows_since(before), _archived())
            server.requests.clear()
        else:
            _put_back(kept)
        yield stage, server


def forget() -> None:
    """The next story makes its harvest itself."""
    _kept.clear()


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


def _keys() -> dict[type[Model], set[Any]]:
    return {model: {key for (key,) in _select(model, _key_of(model))} for model in _models()}


def _rows_since(before: dict[type[Model], set[Any]]) -> Rows:
    """Rows as the database writes them: nothing that a model does when it is saved happens again."""
    found: Rows = {}
    for model, known in before.items():
        rows = _select(model, f"{_key_of(model)}, {_columns(model)}")
        if new := [row[1:] for row in rows if row[0] not in known]:
            found[model] = new
    return found


def _archived() -> dict[str, bytes]:
    hashes = set(RawAnswer.objects.values_list("sha256", flat=True))
    return {sha256: archive.place(sha256).read_bytes() for sha256 in hashes}


def _put_back(kept: _Kept) -> None:
    with connection.cursor() as cursor:
        for model, rows in kept.rows.items():
            places = ", ".join(["%s"] * len(rows[0]))
            sql = f'INSERT INTO "{model._meta.db_table}" ({_columns(model)}) VALUES ({places})'
            cursor.executemany(sql, rows)
        for sql in connection.ops.sequence_reset_sql(no_style(), list(kept.rows)):
            cursor.execute(sql)
    for sha256, content in kept.files.items():
        place = archive.place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
