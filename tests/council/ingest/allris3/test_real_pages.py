"""The saved pages of five installations say what they say, and as kept they say the same."""

from __future__ import annotations

import pytest

from tests.sources import allris3_expected as expected
from tests.sources.allris3_pages import FAMILY, FOLDER, all_names, pages, recognised

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="../shared/data/allris3-hamburg is not here: saved pages are not read"
)


def test_every_saved_page_says_what_people_read_on_it() -> None:
    for page in pages():
        assert page.told() == page.wanted, page.name


def test_no_letter_of_a_saved_page_is_broken() -> None:
    for page in pages():
        said = repr(page.facts())
        assert "Ã" not in said, page.name
        assert "\ufffd" not in said, page.name


def test_a_kept_page_says_the_same_without_mail_telephone_scripts_and_sessions() -> None:
    for page in pages():
        kept = FAMILY.redact(page.kind, page.text, page.url)
        assert getattr(FAMILY, page.kind.value)(kept, page.url) == page.facts(), page.name
        for mark in ("<script", "<!--", "sid=", "___tmp", "mailto", "Verfasser", "images/telefon", "onclick", "NAVM_"):
            assert mark not in kept, (page.name, mark)


def test_every_saved_page_is_recognised() -> None:
    names = all_names()
    assert len(names) == 31
    for name in names:
        assert recognised(name) == (expected.VERSION, "classic", expected.CALENDAR), name


def test_the_table_covers_every_page_that_has_a_reader() -> None:
    assert {page.name for page in pages()} | set(expected.UNREAD) == set(all_names())
