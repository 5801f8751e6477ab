"""Rows saved at once are held to the same limits as rows saved one by one."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction
from django.utils import timezone

from teilhabe.council.actions.rows import save_fields
from teilhabe.council.models import RawAnswer, Source

pytestmark = pytest.mark.django_db


def _answers() -> list[RawAnswer]:
    source = Source.objects.create(name="Rat", slug="rat", url="https://rat.example/oparl")
    return [
        RawAnswer.objects.create(source=source, url=f"https://rat.example/{one}", status=200, sha256=str(one), size=1)
        for one in range(3)
    ]


def test_every_row_gets_its_own_values() -> None:
    rows = _answers()
    for row in rows:
        row.etag, row.size, row.last_fetched = f'"{row.pk}"', row.pk, timezone.now()
    save_fields(rows, ["etag", "size", "last_fetched"])
    assert set(RawAnswer.objects.values_list("etag", "size", "last_fetched")) == {
        (f'"{row.pk}"', row.pk, row.last_fetched) for row in rows
    }


@pytest.mark.parametrize("place", [0, 1])
def test_a_text_that_is_too_long_is_refused_in_the_first_row_as_in_the_others_and_never_cut(place: int) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL knows how long a text may be")
    rows = _answers()
    rows[place].content_type = "x" * 201
    with pytest.raises(DataError), transaction.atomic():
        save_fields(rows, ["content_type"])
    assert set(RawAnswer.objects.values_list("content_type", flat=True)) == {""}
