"""A taste of ``python -m tests.sources.fuzz``: every family finds its pages, and none of its readers breaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from teilhabe.council.bench_pages import NAMES, RenderedPage, rendered_family
from teilhabe.council.ingest.html.errors import PageError
from teilhabe.council.ingest.html.family import PageKind

from .fuzz import fuzz


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_page_is_found_and_no_broken_one_breaks_a_reader(name: str) -> None:
    family = rendered_family(name)
    xml = {PageKind.CALENDAR, PageKind.MEETING, PageKind.ITEM}
    assert {page.kind for page in family.pages} == (xml if family.xml else set(PageKind))
    found = fuzz(family, 30)
    assert found.inputs == 30
    assert found.facts > 0
    assert found.failures == []


def test_a_reader_that_breaks_is_told_with_what_makes_it_break_again() -> None:
    class Breaks:
        """As a family whose every page is too much for its reader."""

        def redact(self, kind: PageKind, page: str, url: str) -> str:
            raise PageError if kind is PageKind.PAPER else IndexError("row 7")

    page = RenderedPage(kind=PageKind.PERSON, url="https://rat.example/kp020", text="<p>Aylin</p>")
    broken = replace(rendered_family("ALLRIS 4"), family=Breaks(), pages=(page,))  # type: ignore[arg-type]  # stand-in
    assert fuzz(broken, 1, seed=5).failures[0].startswith("--seed 5, ALLRIS 4 0: person ")
