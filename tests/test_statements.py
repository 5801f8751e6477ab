"""What is left out on PostgreSQL says nothing of its own."""

from __future__ import annotations

import json
from pathlib import Path

from tests.statements import known, needed, shape


def test_a_plain_statement_is_its_verb_its_tables_and_its_order() -> None:
    by_number = 'SELECT "a"."x" FROM "a" WHERE "a"."number" = %s LIMIT 21'
    assert shape(by_number) == shape('SELECT "a"."y" FROM "a" WHERE ("a"."day" >= %s AND "a"."x" IN (%s, %s))')
    assert shape(by_number) != shape('SELECT "a"."x" FROM "a" WHERE "a"."number" = %s ORDER BY "a"."x" ASC')
    assert shape(by_number) != shape('SELECT "b"."x" FROM "b" WHERE "b"."number" = %s LIMIT 21')
    assert shape(by_number) != shape('DELETE FROM "a" WHERE "a"."number" = %s')


def test_what_databases_may_take_differently_counts_by_its_whole_text() -> None:
    said = 'SELECT "a"."x", SUM("a"."n") FROM "a" WHERE "a"."x" LIKE %s GROUP BY "a"."x"'
    assert shape(said) != shape(said.replace("SUM", "MAX"))
    assert shape(said) != shape(said.replace("LIKE", "="))
    assert shape(f"{said} LIMIT 3") == shape(f"{said} LIMIT 400")
    assert shape("SAVEPOINT s1") == ""


def test_as_few_stories_are_needed_as_together_say_everything(tmp_path: Path) -> None:
    told = [("cheap", 0.1, ["1", "2"]), ("dear", 9.0, ["1", "2", "3"]), ("alone", 5.0, ["4"]), ("silent", 0.1, [])]
    (tmp_path / "gw0.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in told))
    everybody = known(tmp_path)
    assert everybody == {"cheap", "dear", "alone", "silent"}
    assert needed(tmp_path, everybody) == {"dear", "alone"}
    assert needed(tmp_path, everybody - {"dear"}) == {"cheap", "alone"}
