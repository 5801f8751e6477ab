"""Every message of the portal is there in English, those for readers of the catalogue in every language: complete,
sound and compiled.

Reads the whole source as ``script/messages`` does; what is missing is mended by running it and translating.
"""

from __future__ import annotations

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils import translation

SCRIPT = Path(__file__).resolve().parents[2] / "script/messages"


def _script() -> ModuleType:
    """``script/messages`` as a module; it has no suffix, because it is a command."""
    loader = SourceFileLoader("script_messages", str(SCRIPT))
    specification = importlib.util.spec_from_loader(loader.name, loader)
    assert specification is not None
    module = importlib.util.module_from_spec(specification)
    loader.exec_module(module)
    return module


script: Any = _script()
LANGUAGES = script.languages()


@pytest.fixture(scope="module")
def found() -> dict[tuple[str | None, str], Message]:
    messages: dict[tuple[str | None, str], Message] = script.messages()
    return messages


@pytest.fixture(scope="module")
def for_readers() -> dict[tuple[str | None, str], Message]:
    messages: dict[tuple[str | None, str], Message] = script.messages_for_readers()
    return messages


@pytest.fixture
def wanted(
    language: str,
    found: dict[tuple[str | None, str], Message],
    for_readers: dict[tuple[str | None, str], Message],
) -> dict[tuple[str | None, str], Message]:
    return found if language in script.COMPLETE else for_readers


def test_every_language_of_the_portal_has_a_catalogue() -> None:
    assert {"de", *LANGUAGES} == {code for code, _name in settings.LANGUAGES}
    assert {"de", *script.COMPLETE} == set(settings.WHOLE_LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str, wanted: dict[tuple[str | None, str], Message]) -> None:
    assert list(script.problems(script.read(language), wanted)) == [], "run script/messages, then translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_catalogue_says(language: str) -> None:
    folder = script.LOCALE / language / "LC_MESSAGES"
    po, mo = (folder / "django.po").read_bytes(), (folder / "django.mo").read_bytes()
    assert mo == script.compiled(po, language), "run script/messages"


def test_the_words_an_app_says_differently_are_compiled() -> None:
    assert script.overrides()
    for po in script.overrides():
        assert po.with_suffix(".mo").read_bytes() == script.compiled(po.read_bytes(), po.parent.parent.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_written_as_the_script_writes_it(
    language: str, wanted: dict[tuple[str | None, str], Message]
) -> None:
    """So the next run changes only what someone changed in the words."""
    po = (script.LOCALE / language / "LC_MESSAGES/django.po").read_bytes()
    assert po == script.as_text(script.brought_up_to_date(script.read(language), wanted)), "run script/messages"


def test_messages_come_from_modules_templates_and_components(found: dict[tuple[str | None, str], Message]) -> None:
    assert (None, "Beschlossen") in found  # a table in Python
    assert (None, "Aktive Filter") in found  # a component
    assert found[None, "eine Vorlage"].id == ("eine Vorlage", "%(count)s Vorlagen")  # a block with a plural


def test_an_english_reader_gets_singular_and_plural() -> None:
    with translation.override("en"):
        assert translation.ngettext("eine Vorlage", "%(count)s Vorlagen", 1) == "one paper"
        assert translation.ngettext("eine Vorlage", "%(count)s Vorlagen", 2) == "%(count)s papers"
        assert translation.gettext("Beschlossen") == "Decided"


def test_numbers_are_counted_as_each_language_does() -> None:
    """Arabic has a form for three to ten, Russian one for two to four; what Django itself says is still there."""
    said = {}
    for language in ("ar", "ru"):
        with translation.override(language):
            said[language] = [translation.ngettext("%(n)s Termin", "%(n)s Termine", n) for n in (1, 3, 11)]
            assert translation.gettext("This field is required.") != "This field is required."
    assert len(set(said["ar"])) == 3
    assert said["ru"] == ["%(n)s дата", "%(n)s даты", "%(n)s дат"]


def test_what_only_editors_read_is_in_no_list_for_readers(
    found: dict[tuple[str | None, str], Message], for_readers: dict[tuple[str | None, str], Message]
) -> None:
    assert set(for_readers) < set(found)
    assert (None, "Auf die Merkliste") in for_readers
    assert (None, "Entwurf") in found  # a state of an offer, beside its kinds in the same module
    assert (None, "Entwurf") not in for_readers


@pytest.mark.parametrize(
    ("ids", "string", "wrong"),
    [
        ("Quelle: %(name)s", "Source: %(name)s", []),
        ("Quelle: %(name)s", "Source: %(nome)s", ["placeholders differ (%(nome)s for %(name)s): Quelle: %(name)s"]),
        ("Der Server {host}", "The server", ["placeholders differ (none for {host}): Der Server {host}"]),
        ("Mehr <b>hier</b>", "More here", ["placeholders differ (none for </b>, <b>): Mehr <b>hier</b>"]),
        (("ein Tag", "%(n)s Tage"), ("one day", "%(n)s days"), []),
        (("%(n)s Tag", "%(n)s Tage"), ("one day", "%(n)s days"), []),
        (("ein Tag", "%(n)s Tage"), ("one day", "days"), ["placeholders differ (none for %(n)s): ein Tag"]),
        (("ein Tag", "%(n)s Tage"), ("one day", ""), ["not translated: ein Tag"]),
        ("Guten Tag", "", ["not translated: Guten Tag"]),
        ("Guten Tag", "Hello ", ["white space at an end differs: Guten Tag"]),
    ],
)
def test_a_translation_that_would_break_a_page_is_named(
    ids: str | tuple[str, str], string: str | tuple[str, str], wrong: list[str]
) -> None:
    catalog = Catalog(locale="en", fuzzy=False)
    message = catalog.add(ids, string)
    key = (None, ids if isinstance(ids, str) else ids[0])
    assert list(script.problems(catalog, {key: message})) == wrong


def test_a_guess_and_a_message_nobody_uses_are_named() -> None:
    catalog = Catalog(locale="en", fuzzy=False)
    guess = catalog.add("Rat", "Advice", flags=["fuzzy"])
    catalog.add("Früher", "Earlier")
    assert list(script.problems(catalog, {(None, "Rat"): guess})) == ["no longer used: Früher", "fuzzy: Rat"]


def test_german_words_stay_as_they_were_written(found: dict[tuple[str | None, str], Message]) -> None:
    """A library whose source has the same word would answer with its own German one: "Tag" was "Schlagwort"."""
    with translation.override("de"):
        plain = [singular for context, singular in found if context is None]
        assert [word for word in plain if translation.gettext(word) != word] == []
