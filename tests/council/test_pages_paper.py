"""A reader opens a paper."""

from __future__ import annotations

import pytest
from django.test import Client

from . import cast

pytestmark = pytest.mark.django_db
PAPER = "/rat/staedteregion-aachen/vorlage/2019-0465"


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_reader_sees_the_paper_with_its_answer_first(client: Client) -> None:
    cast.the_focus_paper()
    page = text_of(client, PAPER)
    assert "Beschlossen, einstimmig" in page
