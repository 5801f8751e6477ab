"""Offers in other languages: text by text, by people or a machine, and never behind the back of a second person."""

from __future__ import annotations

import pytest
from wagtail_localize.models import StringSegment

from teilhabe.catalogue.actions import (
    change_offer,
    confirm_offer,
    publish_offer,
    return_offer,
    submit_offer,
    withdraw_offer,
)
from teilhabe.catalogue.actions.life import outdate_offer
from teilhabe.catalogue.actions.translations import (
    NotReadable,
    TranslationIncomplete,
    begin_translation,
    hand_in_translation,
    say_in_other_words,
    translation_of,
)
from teilhabe.catalogue.models import NotReviewed, Offer, State
from teilhabe.catalogue.queries.translations import Standing, standings
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.search.models import Entry

from .. import people
from .offers import a_draft, a_translation, an_offer

pytestmark = pytest.mark.django_db

ARABIC = {
    "Deutsch am Vormittag": "الألمانية صباحا",
    "Deutschkurs für Mütter und Väter, mit Betreuung der Kinder.": "دورة ألمانية للأمهات والآباء",
    "Wir lernen zusammen, was man im Alltag braucht.": "نتعلم معا",
}


def texts(row: Offer) -> dict[int, str]:
    """German texts of a translation by key."""
    segments = StringSegment.objects.filter(source=translation_of(row).source).select_related("string")
    return {one.pk: one.string.data for one in segments}


def translate(row: Offer, by: object) -> None:
    said = {key: ARABIC.get(text, f"ar:{text}") for key, text in texts(row).items()}
    say_in_other_words(row, said, by=by)  # type: ignore[arg-type]  # one of the cast


def standing(offer: Offer, language: str = "ar") -> Standing:
    return standings([Offer.objects.get(pk=offer.pk)])[offer.pk][language]


def test_a_translation_is_written_text_by_text_and_published_by_a_second_person() -> None:
    offer = an_offer()
    tarek, katrin = people.a_translator(), people.a_reviewer()
    assert standing(offer) == Standing.MISSING
    row = begin_translation(offer, "ar", by=tarek)
    assert begin_translation(offer, "ar", by=tarek) == row
    assert (row.state, row.live, row.slug) == (State.DRAFT, False, offer.slug)
    assert standing(offer) == Standing.BEGUN
    assert set(texts(row).values()) == set(ARABIC)
    with pytest.raises(TranslationIncomplete) as raised:
        hand_in_translation(row, by=tarek)
    assert raised.value.missing == 3
    translate(row, tarek)
    row = hand_in_translation(row, by=tarek)
    assert standing(offer) == Standing.IN_REVIEW
    assert "ar" not in Entry.objects.get(kind="offer").facts["texts"]
    with pytest.raises(NotReviewed):
        publish_offer(row, by=tarek)
    row = publish_offer(row, by=katrin)
    assert (row.title, row.body, row.live) == ("الألمانية صباحا", "<p>نتعلم معا</p>", True)
    assert row.themes == offer.themes
    assert standing(offer) == Standing.CURRENT
    entry = Entry.objects.get(kind="offer")
    assert entry.facts["texts"]["ar"]["title"] == "الألمانية صباحا"
    assert entry.title == "Deutsch am Vormittag"


def test_who_translated_does_not_publish_though_somebody_else_handed_it_in() -> None:
    katrin, jonas = people.a_reviewer(), people.an_editor()
    row = begin_translation(an_offer(), "tr", by=jonas)
    translate(row, katrin)
    row = hand_in_translation(row, by=jonas)
    with pytest.raises(NotReviewed):
        publish_offer(row, by=katrin)
    assert publish_offer(row, by=people.an_administrator()).live


def test_a_translation_grows_outdated_with_the_german_words_and_is_mended_where_they_changed() -> None:
    rosa, tarek, katrin = people.a_provider(), people.a_translator(), people.a_reviewer()
    offer = publish_offer(submit_offer(a_draft(by=rosa), by=rosa), by=katrin)
    row = begin_translation(offer, "ar", by=tarek)
    translate(row, tarek)
    publish_offer(hand_in_translation(row, by=tarek), by=katrin)
    change_offer(offer, {"phone": "02405 555-100"}, by=rosa)
    publish_offer(submit_offer(Offer.objects.get(pk=offer.pk), by=rosa), by=katrin)
    assert standing(offer) == Standing.CURRENT
    offer = change_offer(offer, {"title": "Deutsch am Nachmittag"}, by=rosa)
    assert standing(offer) == Standing.CURRENT
    publish_offer(submit_offer(offer, by=rosa), by=katrin)
    assert standing(offer) == Standing.OUTDATED
    row.refresh_from_db()
    assert (row.live, row.title) == (True, "الألمانية صباحا")
    with pytest.raises(TranslationIncomplete) as raised:
        hand_in_translation(row, by=tarek)
    assert raised.value.missing == 1
    new = next(key for key, text in texts(row).items() if text == "Deutsch am Nachmittag")
    say_in_other_words(row, {new: "الألمانية مساء"}, by=tarek)
    row = hand_in_translation(row, by=tarek)
    assert (row.live, row.title) == (True, "الألمانية صباحا")
    row = return_offer(row, "Bitte die Uhrzeit prüfen.", by=katrin)
    assert standing(offer) == Standing.OUTDATED
    row = publish_offer(hand_in_translation(row, by=tarek), by=katrin)
    assert (row.title, row.phone) == ("الألمانية مساء", "02405 555-100")
    assert standing(offer) == Standing.CURRENT


def test_words_of_a_row_that_came_by_other_means_are_taken_over() -> None:
    offer = an_offer()
    row = begin_translation(offer, "uk", by=COMMAND_LINE)
    translation_of(row).delete()
    Offer.objects.filter(pk=row.pk).update(title="Німецька вранці")
    row = begin_translation(offer, "uk", by=COMMAND_LINE)
    assert translation_of(row).get_progress() == (3, 3)


def test_only_what_is_public_is_translated() -> None:
    with pytest.raises(NotReadable):
        begin_translation(a_draft(), "ar", by=COMMAND_LINE)


@pytest.mark.parametrize(("hide", "show"), [("outdate", "confirm"), ("withdraw", "publish")])
def test_readers_lose_a_translation_with_its_german_row_and_get_both_back(hide: str, show: str) -> None:
    rosa = people.a_provider()
    offer = an_offer()
    a_translation(offer, "ar", title="الألمانية صباحًا")
    withdrawn = a_translation(offer, "fr", title="L'allemand le matin")
    withdraw_offer(withdrawn, by=COMMAND_LINE)
    row = Offer.objects.get(locale__language_code="ar")
    (outdate_offer if hide == "outdate" else withdraw_offer)(offer, by=COMMAND_LINE)
    row.refresh_from_db()
    assert (row.live, row.state) == (False, State.OUTDATED)
    assert not Offer.objects.readable().exists()
    if show == "confirm":
        confirm_offer(offer, by=rosa, name="Lernwerkstatt")
    else:
        publish_offer(submit_offer(offer, by=rosa), by=people.a_reviewer())
    row.refresh_from_db()
    assert (row.live, row.state) == (True, State.PUBLISHED)
    # What somebody took out of the catalogue by itself stays out.
    assert set(Offer.objects.readable().values_list("locale__language_code", flat=True)) == {"de", "ar"}
    entry = Entry.objects.get(ref=str(offer.pk))
    assert set(entry.facts["texts"]) == {"ar"}


def test_a_translation_published_while_its_german_row_is_hidden_waits_for_it() -> None:
    offer, tarek = an_offer(), people.a_translator()
    row = begin_translation(offer, "ar", by=tarek)
    translate(row, tarek)
    hand_in_translation(row, by=tarek)
    outdate_offer(offer, by=COMMAND_LINE)
    publish_offer(Offer.objects.get(pk=row.pk), by=people.a_reviewer())
    row.refresh_from_db()
    assert (row.live, row.state) == (False, State.OUTDATED)
    confirm_offer(offer, by=COMMAND_LINE, name="Lernwerkstatt")
    row.refresh_from_db()
    assert (row.live, row.state) == (True, State.PUBLISHED)
