"""Rosa writes an offer for her organisation, from the first draft to the archive, without the back office."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from teilhabe.accounts.models import User
from teilhabe.catalogue.actions import change_offer, publish_offer, return_offer, submit_offer, take_offer
from teilhabe.catalogue.actions.reach import count_reach
from teilhabe.catalogue.models import Offer, State
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.directory.actions import load_demo

from .. import people, rows
from .offers import COMPLETE, a_draft, an_offer

pytestmark = pytest.mark.django_db

Budget = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def rosa() -> User:
    return people.a_provider()


@pytest.fixture
def desk(rosa: User) -> Client:
    """Rosa's browser."""
    client = Client()
    client.force_login(rosa)
    return client


def form_of(page: str) -> dict[str, Any]:
    """What a browser would send of the form as it stands on the page."""
    found: dict[str, Any] = {}
    main = page.split('<form class="t-form t-form--long"')[1].partition("</form>")[0]
    for tag in re.findall(r"<input[^>]*>", main):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        found.setdefault(given["name"], []).append(given.get("value", "on" if given.get("type") == "checkbox" else ""))
    for name, words in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', main, re.S):
        found[name] = [words]
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = [chosen[1] if chosen else re.findall(r'<option value="([^"]*)"', options)[0]]
    return found


def edit(desk: Client, offer: Offer, do: str = "speichern", **changes: Any) -> Any:
    """Open the form, change something, send it."""
    path = f"/anbieter/angebot/{offer.pk}/bearbeiten"
    sent = {**form_of(desk.get(path).content.decode()), **changes}
    return desk.post(path, {**sent, "tun": do})


def last(offer: Offer) -> Offer:
    draft: Offer = Offer.objects.get(pk=offer.pk).get_latest_revision_as_object()
    return draft


def test_rosa_begins_with_a_template_and_hands_in(desk: Client, rosa: User) -> None:
    answer = desk.post("/anbieter/neu", {"template": "kurs", "title": "Deutsch am Abend", "organisation": _own().pk})
    offer = Offer.objects.get()
    assert answer.headers["Location"] == f"/anbieter/angebot/{offer.pk}/bearbeiten"
    assert (offer.access, offer.organisation, offer.created_by) == ("registration", _own(), rosa)
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "Wählen Sie mindestens eine Zielgruppe." in page

    edit(desk, offer, "einreichen", summary="Kurs für Eltern.")
    assert Offer.objects.get().state == State.DRAFT, "something is missing, but what was typed is kept"
    assert last(offer).summary == "Kurs für Eltern."
    answer = edit(desk, offer, "einreichen", audience=["parents"], themes=["language"], phone="02403 123")
    assert answer.headers["Location"] == f"/anbieter/angebot/{offer.pk}/"
    offer = Offer.objects.get()
    assert offer.state == State.SUBMITTED
    assert (last(offer).assured_on, last(offer).assured_by) == (timezone.localdate(), "Lernwerkstatt Talheim")


def test_saving_without_a_change_makes_no_version(desk: Client) -> None:
    offer = a_draft(body="<p>Wir <b>lernen</b> zusammen.</p><ul><li>lesen</li></ul>")
    before = offer.revisions.count()
    edit(desk, offer)
    assert offer.revisions.count() == before
    assert last(offer).body == "<p>Wir <b>lernen</b> zusammen.</p><ul><li>lesen</li></ul>"


def test_plain_words_become_paragraphs_and_lists_and_nothing_else(desk: Client) -> None:
    offer = a_draft()
    edit(desk, offer, body="Wir lernen:\r\n- lesen\r\n- schreiben\r\n\r\n<script>x()</script> & mehr")
    assert last(offer).body == (
        "<p>Wir lernen:</p><ul><li>lesen</li><li>schreiben</li></ul><p>&lt;script&gt;x()&lt;/script&gt; &amp; mehr</p>"
    )


def test_dates_are_entered_line_by_line(desk: Client) -> None:
    offer = a_draft()
    edit(
        desk,
        offer,
        **{
            "termin-0-day": "2026-11-24",
            "termin-0-begins": "16:00",
            "termin-0-ends": "17:30",
            "termin-0-repeats": "weekly",
            "termin-0-until": "2027-06-29",
            "termin-0-leaves_out": "22.12.2026, 29.12.2026",
        },
    )
    assert last(offer).schedule == [
        {
            "start": "2026-11-24T16:00",
            "end": "2026-11-24T17:30",
            "rule": "FREQ=WEEKLY;UNTIL=20270629T235959",
            "except": ["2026-12-22", "2026-12-29"],
        }
    ]
    before = offer.revisions.count()
    edit(desk, offer)
    assert offer.revisions.count() == before, "the lines say the same again"
    edit(desk, offer, **{"termin-1-day": "2026-12-08", "termin-1-repeats": "weekday"})
    assert last(offer).schedule[1] == {"start": "2026-12-08", "rule": "FREQ=MONTHLY;BYDAY=2TU"}
    edit(desk, offer, **{"termin-0-DELETE": "on"})
    assert [one["start"] for one in last(offer).schedule] == ["2026-12-08"]


def test_one_more_line_needs_no_script_and_keeps_what_was_typed(desk: Client) -> None:
    offer = a_draft()
    page = edit(desk, offer, "termin", summary="Noch nicht gespeichert").content.decode()
    assert 'name="termin-1-day"' in page
    assert "Noch nicht gespeichert" in page
    assert last(offer).summary == COMPLETE["summary"]


def test_a_wrong_date_is_told_beside_its_field(desk: Client) -> None:
    answer = edit(desk, a_draft(), **{"termin-0-begins": "18:00", "termin-0-ends": "17:00"})
    assert answer.status_code == 422
    assert "Bitte nennen Sie den Tag." in answer.content.decode()
    assert "Das Ende liegt vor dem Beginn." in answer.content.decode()


def test_a_rule_made_elsewhere_stays(desk: Client) -> None:
    rule = "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270629T235959"
    offer = a_draft(schedule=[{"start": "2026-11-24T16:00", "rule": rule}])
    edit(desk, offer, hours="dienstags und donnerstags")
    assert last(offer).schedule[0]["rule"] == rule
    edit(desk, offer, **{"termin-0-until": "2027-03-30"})
    assert last(offer).schedule[0]["rule"] == "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270330T235959"


def test_what_contradicts_itself_is_told_and_not_saved(desk: Client) -> None:
    offer = a_draft()
    answer = edit(
        desk,
        offer,
        age_from="12",
        age_to="6",
        valid_from="2027-02-01",
        valid_to="2027-01-01",
        places="5",
        places_free="6",
        links="Anmeldeformular ohne Adresse",
        districts="Atlantis",
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in (
        "Das höchste Alter liegt unter dem niedrigsten.",
        "Das Ende liegt vor dem Anfang.",
        "Es können nicht mehr Plätze frei sein, als es gibt.",
        "endet nicht mit einer Adresse",
        "kennt das Verzeichnis nicht als Ortsteil",
    ):
        assert sentence in page
    assert last(offer).age_from is None


def test_who_saves_later_is_told_that_somebody_was_faster(desk: Client) -> None:
    offer = a_draft()
    path = f"/anbieter/angebot/{offer.pk}/bearbeiten"
    old = form_of(desk.get(path).content.decode())
    change_offer(offer, {"hours": "morgens"}, by=people.a_provider(name="Deniz Kurt"))
    answer = desk.post(path, {**old, "hours": "abends", "tun": "speichern"})
    assert "Inzwischen hat jemand anderes" in answer.content.decode()
    assert last(offer).hours == "morgens"
    desk.post(path, {**{name: value for name, value in old.items() if name != "seen"}, "tun": "speichern"})
    assert last(offer).hours == "morgens"
    again = form_of(answer.content.decode())
    assert again["audience"] == ["parents"]
    desk.post(path, {**again, "tun": "speichern"})
    assert last(offer).hours == "abends"


def test_what_is_under_review_is_taken_back_before_it_is_changed(desk: Client, rosa: User) -> None:
    offer = submit_offer(a_draft(by=rosa), by=rosa)
    path = f"/anbieter/angebot/{offer.pk}"
    assert desk.get(f"{path}/bearbeiten").status_code == 302
    assert desk.post(f"{path}/bearbeiten", {"title": "Neu"}).status_code == 302
    desk.post(f"{path}/zuruecknehmen")
    assert Offer.objects.get().state == State.DRAFT
    edit(desk, offer, hours="abends")
    assert last(offer).hours == "abends"
    desk.post(f"{path}/einreichen")
    assert Offer.objects.get().state == State.SUBMITTED


def test_what_was_returned_comes_first_with_its_reason(desk: Client, rosa: User) -> None:
    katrin = people.a_reviewer()
    an_offer(title="Lesekreis")
    offer = submit_offer(a_draft(by=rosa, title="Schreibwerkstatt"), by=rosa)
    return_offer(take_offer(offer, by=katrin), "Bitte die Uhrzeit nennen.", by=katrin)
    page = desk.get("/anbieter/").content.decode()
    assert page.index("Hier werden Sie gebraucht") < page.index("Schreibwerkstatt") < page.index("Lesekreis")
    assert "Die Redaktion schreibt: Bitte die Uhrzeit nennen." in page


def test_an_offer_is_confirmed_ended_and_withdrawn(desk: Client) -> None:
    first, second, third = an_offer(title="Eins"), an_offer(title="Zwei"), an_offer(title="Drei")
    Offer.objects.filter(pk=first.pk).update(review_due=timezone.localdate() + timedelta(days=3))
    desk.post(f"/anbieter/angebot/{first.pk}/bestaetigen")
    first.refresh_from_db()
    assert (first.assured_by, first.review_due) == (_own().name, timezone.localdate() + timedelta(days=180))
    desk.post(f"/anbieter/angebot/{second.pk}/beenden", {"ended": "2999-01-01"})
    desk.post(f"/anbieter/angebot/{second.pk}/beenden", {"ended": "Unsinn"})
    second.refresh_from_db()
    assert second.state == State.PUBLISHED
    desk.post(f"/anbieter/angebot/{second.pk}/beenden", {"ended": "2026-06-30"})
    second.refresh_from_db()
    assert (second.state, second.ended_on) == (State.ARCHIVED, date(2026, 6, 30))
    desk.post(f"/anbieter/angebot/{third.pk}/zurueckziehen", {"reason": ""})
    third.refresh_from_db()
    assert third.state == State.PUBLISHED
    desk.post(f"/anbieter/angebot/{third.pk}/zurueckziehen", {"reason": "Der Raum fehlt."})
    third.refresh_from_db()
    assert (third.state, third.state_note) == (State.WITHDRAWN, "Der Raum fehlt.")
    answer = desk.post(f"/anbieter/angebot/{third.pk}/zurueckziehen", {"reason": "Noch einmal."}, follow=True)
    assert "Das geht gerade nicht" in answer.content.decode()


def test_what_was_withdrawn_can_be_handed_in_again(desk: Client, rosa: User) -> None:
    offer = an_offer()
    desk.post(f"/anbieter/angebot/{offer.pk}/zurueckziehen", {"reason": "Der Raum fehlt."})
    desk.post(f"/anbieter/angebot/{offer.pk}/einreichen")
    offer = publish_offer(Offer.objects.get(), by=people.a_reviewer())
    assert offer.state == State.PUBLISHED


def test_a_copy_is_a_new_draft_with_the_same_words(desk: Client) -> None:
    offer = an_offer(hours="abends", funding="Landesmittel")
    answer = desk.post(f"/anbieter/angebot/{offer.pk}/kopieren")
    copy = Offer.objects.exclude(pk=offer.pk).get()
    assert answer.headers["Location"] == f"/anbieter/angebot/{copy.pk}/bearbeiten"
    assert (copy.title, copy.hours, copy.funding) == ("Deutsch am Vormittag (Kopie)", "abends", "Landesmittel")
    assert (copy.state, copy.first_published_at, copy.review_due) == (State.DRAFT, None, None)
    assert copy.translation_key != offer.translation_key


def test_the_preview_shows_the_draft_and_not_what_is_public(desk: Client) -> None:
    offer = an_offer()
    edit(desk, offer, title="Deutsch am Nachmittag")
    assert "Deutsch am Nachmittag" in desk.get(f"/anbieter/angebot/{offer.pk}/vorschau").content.decode()


def test_the_history_says_who_changed_what(desk: Client, rosa: User) -> None:
    offer = a_draft(by=rosa)
    change_offer(offer, {"hours": "abends"}, by=rosa)
    change_offer(offer, {"hours": "morgens"}, by=people.an_editor())
    page = desk.get(f"/anbieter/angebot/{offer.pk}/verlauf").content.decode()
    assert page.index("<ins>morgens</ins>") < page.index("<ins>abends</ins>")
    assert "Rosa Demir" in page
    assert "Redaktion" in page
    assert "Jonas Overath" not in page


def test_reach_is_a_number_of_the_last_weeks(desk: Client) -> None:
    offer, today = an_offer(), timezone.localdate()
    for days in (0, 1, 83, 84):
        count_reach(offer, "views", day=today - timedelta(days=days))
    count_reach(offer, "views", day=today)
    count_reach(offer, "steps", day=today)
    page = desk.get("/anbieter/").content.decode()
    assert "in zwölf Wochen 4-mal aufgerufen, 1-mal zur Anmeldung oder Internetseite" in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_little_for_many_as_for_one(desk: Client, assert_max_queries: Budget, many: int) -> None:
    for number in range(many):
        an_offer(title=f"Kurs {number}")
    desk.get("/anbieter/")
    with assert_max_queries(14):
        assert desk.get("/anbieter/").content.decode().count("Kurs ") >= many


def test_an_editor_without_an_organisation_comes_to_what_is_to_review() -> None:
    jonas = Client()
    jonas.force_login(people.an_editor())
    assert jonas.get("/anbieter/").headers["Location"] == "/anbieter/pruefen"
    other = people.an_organisation("Nachbarschaftstreff")
    jonas.post("/anbieter/neu", {"template": "treff", "title": "Offener Treff", "organisation": other.pk})
    assert Offer.objects.get().organisation == other


def test_a_provider_writes_only_for_the_own_organisation(desk: Client) -> None:
    other = people.an_organisation("Nachbarschaftstreff")
    answer = desk.post("/anbieter/neu", {"template": "treff", "title": "Fremd", "organisation": other.pk})
    assert answer.status_code == 422
    assert not Offer.objects.exists()


def _own() -> Any:
    return people.an_organisation()


def test_what_is_hidden_comes_back_although_a_change_of_the_same_person_waits(desk: Client, rosa: User) -> None:
    from teilhabe.catalogue.actions import confirm_offer
    from teilhabe.catalogue.actions.life import outdate_offer

    offer = an_offer()
    change_offer(offer, {"title": "Ungeprüft"}, by=rosa)
    outdate_offer(Offer.objects.get(), by=COMMAND_LINE)
    offer = confirm_offer(Offer.objects.get(), by=rosa, name=_own().name)
    assert (offer.state, offer.live, offer.title) == (State.PUBLISHED, True, "Deutsch am Vormittag")
    assert last(offer).title == "Ungeprüft"


def test_a_public_offer_leads_to_its_public_page_and_a_draft_does_not(desk: Client) -> None:
    public, draft = an_offer(), a_draft(title="Entwurf")
    assert f'href="/angebote/{public.slug}"' in desk.get(f"/anbieter/angebot/{public.pk}/").content.decode()
    assert f'href="/angebote/{draft.slug}"' not in desk.get(f"/anbieter/angebot/{draft.pk}/").content.decode()


def test_dates_that_nobody_can_read_are_shown_and_mended(desk: Client) -> None:
    offer = a_draft()
    offer.schedule = [{"start": "übermorgen", "note": "im Saal"}]
    offer.save_revision(clean=False)
    page = desk.get(f"/anbieter/angebot/{offer.pk}/bearbeiten")
    assert page.status_code == 200
    assert "übermorgen im Saal" in page.content.decode()
    edit(desk, offer, **{"termin-0-day": "2026-12-08", "termin-0-note": "im Saal"})
    assert last(offer).schedule == [{"start": "2026-12-08", "note": "im Saal"}]


def test_a_date_that_ends_before_it_begins_is_said_at_the_top_and_nothing_is_saved(client: Client, rosa: User) -> None:
    offer = a_draft(by=rosa)
    client.force_login(rosa)
    path = f"/anbieter/angebot/{offer.pk}/bearbeiten"
    said = {"title": "Deutsch am Abend", "kind": "offer", "seen": str(offer.latest_revision_id), "phone": "null zwei"}
    said |= {"termin-TOTAL_FORMS": "1", "termin-INITIAL_FORMS": "0", "termin-0-day": "2027-01-12"}
    said |= {"termin-0-begins": "19:00", "termin-0-ends": "18:00", "postcode": "522"}
    answer = client.post(path, said)
    page = answer.content.decode()
    assert answer.status_code == 422
    top = page[page.index('role="alert"') : page.index("</ul>", page.index('role="alert"'))]
    assert "Bei einem Termin stimmt etwas nicht" in top
    assert "Eine Postleitzahl hat fünf Ziffern." in top
    assert "Bitte geben Sie eine Telefonnummer an" in top
    assert Offer.objects.get().title == "Deutsch am Vormittag"


@pytest.fixture
def region() -> None:
    rows.once("demonstration places", lambda: load_demo(by=COMMAND_LINE))


ONE_ROOM: dict[str, Any] = {"on_site": "on", "venue": "Kupferhof, Raum 2"}


@pytest.mark.usefixtures("region")
def test_a_course_in_one_room_is_for_the_town_of_its_postcode_and_not_for_the_whole_region(desk: Client) -> None:
    offer = a_draft()
    edit(desk, offer, "einreichen", **ONE_ROOM, postcode="52222", municipalities=[])
    offer = publish_offer(Offer.objects.get(), by=people.a_reviewer())
    assert offer.municipalities == ["05334032"]
    page = desk.get(f"/angebote/{offer.slug}").content.decode()
    assert "Gilt in: Stolberg" in page
    assert "Gilt in der ganzen Region" not in page


@pytest.mark.usefixtures("region")
def test_an_address_that_could_be_anywhere_is_asked_for_its_town_before_it_is_handed_in(desk: Client) -> None:
    offer = a_draft()
    answer = edit(desk, offer, "einreichen", **ONE_ROOM, municipalities=[])
    page = desk.get(answer.headers["Location"]).content.decode()
    assert 'href="#id_municipalities_group">Wählen Sie die Kommune, in der das Angebot stattfindet' in page
    assert Offer.objects.get().state == State.DRAFT
    assert "Gilt in der ganzen Region" not in desk.get(f"/anbieter/angebot/{offer.pk}/vorschau").content.decode()
    edit(desk, offer, "einreichen", municipalities=["05334004", "05334032"])
    assert Offer.objects.get().state == State.SUBMITTED


def test_what_comes_to_people_is_for_the_whole_region_whatever_its_office(desk: Client) -> None:
    edit(desk, a_draft(), "einreichen", **ONE_ROOM, mobile="on", municipalities=[])
    assert Offer.objects.get().state == State.SUBMITTED


def test_who_mends_what_came_back_reads_why_on_the_same_page(client: Client, rosa: User) -> None:
    katrin = people.a_reviewer()
    offer = return_offer(submit_offer(a_draft(by=rosa), by=rosa), "Bitte die Uhrzeit nennen.", by=katrin)
    client.force_login(rosa)
    assert "Bitte die Uhrzeit nennen." in client.get(f"/anbieter/angebot/{offer.pk}/bearbeiten").content.decode()
