"""Which stories are told on PostgreSQL once more: as few as together say everything that is said to the database.

The main run writes down, story by story, the shape of every statement (``--statements FOLDER``): its SQL without
numbers and lengths of lists, whether the database refused it, and whether a value was long or odd. On PostgreSQL the
same option leaves out the stories whose statements are all said by another one. Whoever is not written down is told.
"""

from __future__ import annotations

import json
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

# SQLite keeps whatever it is given; PostgreSQL minds lengths and sizes and refuses some characters.
LONG = 200
LARGE = 2**31
_ODD = re.compile("[\x00\ud800-\udfff]")
_LISTS = re.compile(r"\((?:%s|NULL|, )+\)(?:, \((?:%s|NULL|, )+\))*")
_CASES = re.compile(r"(?:WHEN \([^()]*\) THEN \S+ ?)+")
_NUMBERS = re.compile(r"\b([TUVW]?)\d+\b")
# A statement of nothing but these means the same to every database, whatever columns it names.
_PLAIN = re.compile(
    r"\b(?:SELECT|FROM|WHERE|AND|OR|NOT|IN|IS|NULL|INNER|LEFT|OUTER|JOIN|ON|ORDER|BY|ASC|DESC|LIMIT|OFFSET|AS|UPDATE|SET"
    r"|DELETE|INSERT|INTO|VALUES|RETURNING|[TUVW]?0)\b|%s|[(),.=<>\s]"
)
_NAMES = re.compile(r'"\w+"')
_TABLES = re.compile(r'(?:FROM|JOIN|INTO|UPDATE) ("\w+")')
_ASIDE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "BEGIN", "COMMIT")
# A story that is told often may cost more than it says: none is free.
_LEAST = 0.02


@lru_cache(maxsize=50_000)
def shape(sql: str) -> str:
    """The statement without what changes from call to call, in eight characters; empty for those all stories say.

    Of a plain one only its verb, its tables and its order count.
    """
    if sql.startswith(_ASIDE):
        return ""
    short = _CASES.sub("WHEN ", _LISTS.sub("(%s)", _NUMBERS.sub(r"\g<1>0", sql).replace("= NULL", "= %s")))
    if short.count("SELECT") <= 1 and not _PLAIN.sub("", _NAMES.sub("", short)):
        short = " ".join([short[:6], *sorted(set(_TABLES.findall(short))), short.partition(" ORDER BY ")[2]])
    return f"{zlib.crc32(short.encode()):08x}"


class Recorder:
    """Writes one line for each story: its name, its processor time in seconds and its shapes."""

    def __init__(self, folder: Path, worker: str) -> None:
        from django.db.backends.signals import connection_created

        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"{worker}.jsonl"
        self._file.unlink(missing_ok=True)
        self._shapes: set[str] = set()
        self._began = 0.0
        connection_created.connect(self._over, dispatch_uid="statements")

    def _over(self, connection: Any, **_: Any) -> None:
        if self._listen not in connection.execute_wrappers:
            connection.execute_wrappers.insert(0, self._listen)

    def _listen(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        said = shape(str(sql))
        if said:
            rows = params if many else (params,)
            self._shapes.add(f"{said}{_kind_of(rows)}" if isinstance(rows, list | tuple) else said)
        try:
            return execute(sql, params, many, context)
        except Exception as refusal:
            self._shapes.add(f"{said}!{type(refusal).__name__}")
            raise

    def begin(self) -> None:
        self._shapes.clear()
        self._began = time.process_time()

    def write(self, name: str) -> None:
        """Write down what was said since the beginning."""
        taken = round(time.process_time() - self._began, 3)
        with self._file.open("a") as out:
            out.write(json.dumps([name, taken, sorted(self._shapes)]) + "\n")


def _kind_of(rows: Iterable[Any]) -> str:
    kind = ""
    for row in rows:
        for value in row.values() if isinstance(row, dict) else row or ():
            if isinstance(value, str):
                if len(value) >= LONG:
                    kind = "+" if kind != "?" else kind
                if _ODD.search(value):
                    kind = "?"
            elif isinstance(value, int) and abs(value) >= LARGE:
                kind = kind or "#"
    return kind


def needed(folder: Path, names: Container[str]) -> set[str]:
    """Of the stories ``names`` those that together say every shape any of them says, chosen by what each one costs.

    Stories that are not written down are not in it: the caller tells them.
    """
    costs: dict[str, float] = {}
    says: dict[str, set[str]] = {}
    for name, taken, shapes in _written(folder):
        if name in names:
            costs[name], says[name] = max(taken, _LEAST), set(shapes)
    sayers: dict[str, list[str]] = defaultdict(list)
    for name, said in says.items():
        for one in said:
            sayers[one].append(name)
    new = {name: len(its) for name, its in says.items()}
    chosen: set[str] = set()
    unsaid = set(sayers)
    while unsaid:
        best = max(new, key=lambda name: (new[name] / costs[name], name))
        chosen.add(best)
        for one in says[best] & unsaid:
            for name in sayers[one]:
                new[name] -= 1
        unsaid -= says[best]
    # Who came later may have said all that an earlier one said.
    sayings = Counter(one for name in chosen for one in says[name])
    for name in sorted(chosen, key=lambda name: (-costs[name], name)):
        if all(sayings[one] > 1 for one in says[name]):
            chosen.remove(name)
            sayings.subtract(says[name])
    return chosen


def known(folder: Path) -> set[str]:
    """The stories that are written down."""
    return {name for name, _, _ in _written(folder)}


def _written(folder: Path) -> Iterator[tuple[str, float, list[str]]]:
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            name, taken, shapes = json.loads(line)
            yield name, taken, shapes
