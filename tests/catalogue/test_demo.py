"""The catalogue of the demonstration: complete, invented where it must be, and loaded once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from teilhabe.accounts.demo import create_cast
from teilhabe.catalogue.actions import publish_offer
from teilhabe.catalogue.actions.demo import key_of, load_demo_offers, rich
from teilhabe.catalogue.actions.settling import refresh
from teilhabe.catalogue.actions.time import let_time_pass
from teilhabe.catalogue.ingest.demo import load_demo_feed
from teilhabe.catalogue.models import LISTED, EasyText, ImportRun, Offer, Proposal, ProviderRequest, PublicRecord, State
from teilhabe.catalogue.queries.translations import Standing, standing_of
from teilhabe.catalogue.rules import gaps
from teilhabe.catalogue.rules.schedule import check, upcoming
from teilhabe.catalogue.rules.words import digest_of
from teilhabe.core.audit import COMMAND_LINE, SCHEDULER
from teilhabe.core.models import AuditEntry
from teilhabe.directory.actions.demo import load_demo
from teilhabe.directory.concepts import scheme
from teilhabe.directory.vocabulary import LICENCES
from teilhabe.search.models import Entry

from .. import people, rows


@dataclass
class Loaded:
    """What the first load leaves: plain rows, so that the stories that only look share one load."""

    offers: list[Offer]
    easy: list[EasyText]
    entries: dict[str, Entry]
    facets: set[tuple[str, str]]
    pinned: int

    @property
    def german(self) -> dict[str, Offer]:
        return {offer.slug: offer for offer in self.offers if offer.locale.language_code == "de"}


def load() -> None:
    def first_time() -> None:
        with override_settings(DEMO=True):
            load_demo(by=COMMAND_LINE)
            create_cast(by=COMMAND_LINE)
            load_demo_offers(by=COMMAND_LINE)

    rows.once("demonstration offers", first_time)


def the(name: str) -> Offer:
    return Offer.objects.source().get(translation_key=key_of(name))


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Loaded:
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        entries = Entry.objects.filter(kind="offer")
        found = Loaded(
            offers=list(Offer.objects.select_related("locale", "organisation")),
            easy=list(EasyText.objects.select_related("offer")),
            entries={entry.ref: entry for entry in entries},
            facets=set(entries.values_list("facets__name", "facets__value")),
            pinned=entries.filter(facets__name="pinned").distinct().count(),
        )
        transaction.set_rollback(True)
    return found


def test_every_state_of_an_offer_can_be_seen(loaded: Loaded) -> None:
    states = Counter(offer.state for offer in loaded.german.values())
    assert set(states) == set(State.values)
    assert states[State.PUBLISHED] >= 60
    assert states[State.ARCHIVED] == 9
    assert loaded.german["sprachcafe-wurmtal"].pending == State.SUBMITTED
    assert "Uhrzeit" in loaded.german["hausaufgabenhilfe"].state_note
    assert loaded.german["jugend-im-handwerk"].taken_by_id is not None
    assert loaded.german["durchstarten-f6"].ended_on == loaded.german["durchstarten-f6"].valid_to


def test_every_entry_is_complete_and_nothing_in_it_leads_to_anybody_real(loaded: Loaded) -> None:
    related = [field.name for field in Offer._meta.concrete_fields if field.is_relation]
    for offer in loaded.offers:
        assert (offer.slug, gaps(offer)) == (offer.slug, [])
        check(offer.schedule)
        offer.clean_fields(exclude=related)
        said = " ".join(str(getattr(offer, field.attname)) for field in Offer._meta.concrete_fields)
        hosts = set(re.findall(r"(?:https?://|[\w.-]+@)([\w.-]+)", said))
        if offer.material_licence:
            assert offer.material_licence in LICENCES
            hosts.remove(urlsplit(offer.material_licence).hostname)
        assert {host for host in hosts if not host.endswith(".example")} == set(), offer.slug
        assert offer.phone.startswith("0221 4710-"), offer.slug


def test_all_kinds_needs_audiences_levels_themes_and_blocks_have_something(loaded: Loaded) -> None:
    for name in ("need", "audience", "level", "theme"):
        assert [one.key for one in scheme(name).current() if (name, one.key) not in loaded.facets] == []
    assert [kind for kind in Offer.Kind.values if ("type", kind) not in loaded.facets] == []
    assert {value for name, value in loaded.facets if name == "town"} >= {f"053340{key:02}" for key in range(4, 37, 4)}
    assert {one.key for one in scheme("block").current() if ("block", one.key) not in loaded.facets} == {"portal"}


def test_the_coming_weeks_have_dates_and_none_lies_in_the_holidays_around_new_year(loaded: Loaded) -> None:
    now = timezone.now()
    dated = [offer for offer in loaded.german.values() if offer.state in LISTED and offer.schedule]
    assert len(dated) >= 20
    soon = [one for offer in dated for one in upcoming(offer.schedule, now=now, most=40)]
    assert sum(one.starts < now + timedelta(days=28) for one in soon) >= 40
    # As often as their words say, whatever falls into the holidays.
    for name, times in (("mieterfuehrerschein", 4), ("fortbildung-vorurteile", 5), ("fit-eschweiler", 8)):
        assert len(upcoming(loaded.german[name].schedule, now=now, most=40)) == times
    assert not [one for one in soon if (one.starts.month, one.starts.day) in {(12, 24), (12, 31), (1, 1), (1, 6)}]


def test_offers_with_an_address_are_on_the_map(loaded: Loaded) -> None:
    addressed = [offer for offer in loaded.german.values() if offer.live and offer.street]
    assert len(addressed) >= 30
    assert [offer.slug for offer in addressed if offer.point is None] == []
    assert loaded.pinned == len(addressed)


def test_three_entries_say_the_same_in_easy_language_and_are_up_to_date(loaded: Loaded) -> None:
    assert len(loaded.easy) == 3
    for text in loaded.easy:
        assert text.state == EasyText.State.CURRENT
        assert text.source_digest == digest_of(text.offer)


def test_eight_entries_speak_english_and_arabic_and_five_more_languages_have_two_or_more(loaded: Loaded) -> None:
    rows = [row for row in loaded.offers if row.locale.language_code != "de"]
    languages = Counter(row.locale.language_code for row in rows)
    assert (languages["en"], languages["ar"]) == (8, 8)
    assert {name for name, count in languages.items() if count >= 2} == {"en", "ar", "tr", "uk", "fa", "fr", "ru"}
    for row in rows:
        source = loaded.german[row.slug]
        assert standing_of(source, row) == Standing.CURRENT
        assert (row.translation_key, row.state, row.schedule, row.point) == (
            source.translation_key,
            State.PUBLISHED,
            source.schedule,
            source.point,
        )
        filled = {name for name in Offer.WORDS if getattr(source, name)}
        assert {name for name in Offer.WORDS if getattr(row, name)} == filled, (row.slug, row.locale)
        assert row.body.count("<li>") == source.body.count("<li>"), (row.slug, row.locale)
        assert len(row.documents.splitlines()) == len(source.documents.splitlines())
    texts = loaded.entries[str(loaded.german["seiteneinsteigerberatung"].pk)].facts["texts"]
    assert "طفلك" in texts["ar"]["title"]
    assert set(texts) == set(languages)


def test_text_becomes_paragraphs_headings_and_lists() -> None:
    assert rich("Eins\nzwei\n\n## Drei\n\n- vier\n- fünf & sechs\n\n1. sieben\n2. acht") == (
        "<p>Eins zwei</p><h3>Drei</h3><ul><li>vier</li><li>fünf &amp; sechs</li></ul>"
        "<ol><li>sieben</li><li>acht</li></ol>"
    )


@pytest.mark.django_db
def test_a_second_start_keeps_what_people_did_and_adds_only_what_is_new() -> None:
    load()
    # An editor renames an offer and deletes another, and the request of the association is decided and gone.
    Offer.objects.filter(pk=the("fahrradkurs-frauen").pk).update(title="Radfahren für Frauen", slug="radfahren")
    Offer.objects.filter(translation_key=key_of("nrweltoffen")).delete()
    ProviderRequest.objects.all().delete()
    before = [model.objects.count() for model in (Offer, AuditEntry, Entry, Proposal)]
    assert load_demo_offers(by=COMMAND_LINE) == 0
    assert [model.objects.count() for model in (Offer, AuditEntry, Entry, Proposal)] == before
    assert the("fahrradkurs-frauen").title == "Radfahren für Frauen"
    # As if a later version had brought it.
    Offer.objects.filter(translation_key=key_of("lernpaten")).delete()
    PublicRecord.objects.filter(key=key_of("lernpaten")).delete()
    assert load_demo_offers(by=COMMAND_LINE) == 1
    assert the("lernpaten").state == State.PUBLISHED
    assert (ProviderRequest.objects.count(), Proposal.objects.count()) == (0, 2)


@pytest.mark.django_db
def test_what_was_loaded_stands_as_the_actions_would_have_left_it_and_goes_on_living() -> None:
    load()
    entries = dict(Entry.objects.filter(kind="offer").values_list("ref", "digest"))
    records = dict(PublicRecord.objects.values_list("key", "digest"))
    for offer in Offer.objects.source().readable().filter(slug__in=["griffbereit", "durchstarten", "fahrradwerkstatt"]):
        refresh(offer)
        assert offer.live_revision == offer.latest_revision
        assert offer.get_latest_revision_as_object().title == offer.title
    assert dict(Entry.objects.filter(kind="offer").values_list("ref", "digest")) == entries
    assert dict(PublicRecord.objects.values_list("key", "digest")) == records
    assert let_time_pass(timezone.localdate(), by=SCHEDULER) == {"archived": 0, "outdated": 0, "due": 0}
    katrin = people.a_reviewer()
    for name in ("alphabetisierung-nachmittag", "jugend-im-handwerk", "sprachcafe-wurmtal"):
        offer = publish_offer(the(name), by=katrin)
        assert (offer.state, offer.pending) == (State.PUBLISHED, "")
    assert the("sprachcafe-wurmtal").hours == "mittwochs von 15:30 bis 17:30 Uhr"


@pytest.mark.django_db
def test_a_table_of_others_waits_to_be_looked_at() -> None:
    load_demo(by=COMMAND_LINE)
    assert load_demo_feed(by=COMMAND_LINE)
    assert not load_demo_feed(by=COMMAND_LINE), "a second start adds nothing"
    run = ImportRun.objects.get()
    assert (run.state, run.counts["new"], run.counts["unreadable"]) == (ImportRun.State.READY, 4, 2)
