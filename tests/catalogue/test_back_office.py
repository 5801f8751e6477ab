"""Offers in the back office: written, handed in, reviewed by a second person, compared, locked, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from teilhabe.accounts.models import User
from teilhabe.catalogue.actions import change_offer, publish_offer, submit_offer, take_back_offer
from teilhabe.catalogue.actions.translations import begin_translation
from teilhabe.catalogue.models import Offer, State
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.directory.actions import load_demo
from teilhabe.search.models import Entry

from .. import people, rows
from .offers import COMPLETE, a_draft, an_offer

pytestmark = pytest.mark.django_db

LIST = "/verwaltung/snippets/catalogue/offer/"


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def posted(offer: Offer | None = None, **said: Any) -> dict[str, Any]:
    """What the form of an offer sends: as ``offer`` stands, and as ``said``."""
    draft = offer.get_latest_revision_as_object() if offer else None
    names = [
        "kind", "title", "summary", "level_from", "level_to", "age_from", "age_to", "residence", "venue", "street",
        "postcode", "town", "online_url", "hours", "cost", "cost_note", "access", "registration", "registration_url",
        "documents", "accessibility_note", "contact", "phone", "email", "homepage", "funding", "creators",
        "material_url", "material_licence", "valid_from", "valid_to", "assured_by", "review_due", "themes", "audience",
        "needs", "levels", "languages", "municipalities", "blocks", "school_forms",
    ]  # fmt: skip
    data: dict[str, Any] = {"kind": "offer", "on_site": "on"}
    if draft is not None:
        data |= {name: value for name in names if (value := getattr(draft, name)) not in (None, "")}
        data["organisation"] = draft.organisation_id
        data["body"] = rich(draft.body)
        data["loaded_revision_id"] = draft.latest_revision_id
    return {**data, "schedule-TOTAL_FORMS": "0", "schedule-INITIAL_FORMS": "0", **said}


def rich(html: str) -> str:
    """As the text editor sends it."""
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

    converter = ContentstateConverter(features=["h3", "bold", "italic", "ol", "ul", "link"])
    return str(converter.from_database_format(html))


def draft_of(offer: Offer) -> Offer:
    """As the last version says."""
    draft: Offer = Offer.objects.get(pk=offer.pk).get_latest_revision_as_object()
    return draft


def edit(offer: Offer) -> str:
    return f"{LIST}edit/{offer.pk}/"


def test_an_editor_writes_an_offer_with_its_dates_and_it_is_placed_and_audited() -> None:
    jonas, organisation = people.an_editor(), people.an_organisation()
    client = as_user(jonas)
    assert client.get(f"{LIST}add/").status_code == 200
    said = {
        **{name: value for name, value in COMPLETE.items() if name != "body"},
        "body": rich("<p>Wir lernen zusammen.</p>"),
        "organisation": organisation.pk,
        "aliases": "Vormittagskurs, DaV",
        "links": "Anfahrt: https://lernwerkstatt.example/weg",
        "schedule-TOTAL_FORMS": "1",
        "schedule-0-day": "2026-12-01",
        "schedule-0-begins": "09:30",
        "schedule-0-ends": "11:00",
        "schedule-0-repeats": "weekly",
        "schedule-0-until": "2026-12-15",
    }
    answer = client.post(f"{LIST}add/", posted(**said))
    assert answer.status_code == 302, answer.content.decode()
    offer = Offer.objects.get()
    assert (offer.title, offer.slug, offer.state) == ("Deutsch am Vormittag", "deutsch-am-vormittag", State.DRAFT)
    assert offer.body == "<p>Wir lernen zusammen.</p>"
    assert offer.aliases == ["Vormittagskurs", "DaV"]
    assert offer.links == [{"label": "Anfahrt", "url": "https://lernwerkstatt.example/weg"}]
    assert offer.schedule == [
        {"start": "2026-12-01T09:30", "end": "2026-12-01T11:00", "rule": "FREQ=WEEKLY;UNTIL=20261215T235959"}
    ]
    assert offer.created_by == jonas
    assert AuditEntry.objects.filter(verb="create_offer", actor=jonas.audit_name).exists()
    assert not Entry.objects.filter(kind="offer").exists()


def test_what_cannot_be_is_said_beside_its_field() -> None:
    jonas, offer = people.an_editor(), a_draft()
    client = as_user(jonas)
    page = client.post(edit(offer), posted(offer, age_from="12", age_to="6", links="nur Wörter")).content.decode()
    assert "Das höchste Alter liegt unter dem niedrigsten." in page
    assert "endet nicht mit einer Adresse" in page
    dates = {"schedule-TOTAL_FORMS": "1", "schedule-0-begins": "09:30"}
    assert "Bitte nennen Sie den Tag." in client.post(edit(offer), posted(offer, **dates)).content.decode()
    assert offer.revisions.count() == 1


def test_an_offer_goes_from_editor_to_reviewer_and_back_and_is_published_by_the_second_person() -> None:
    jonas, katrin = people.an_editor(), people.a_reviewer()
    offer = a_draft(by=jonas)
    editor, reviewer = as_user(jonas), as_user(katrin)
    editor.post(edit(offer), posted(offer, hours="dienstags", **{"action-submit": "1"}))
    offer.refresh_from_db()
    assert (offer.state, draft_of(offer).hours) == (State.SUBMITTED, "dienstags")
    page = reviewer.get(edit(offer)).content.decode()
    assert "Freigeben" in page or "Approve" in page or "Genehmigen" in page
    returned = {
        "action-workflow-action": "1",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Um wie viel Uhr?"}',
    }
    reviewer.post(edit(offer), posted(offer, **returned))
    offer.refresh_from_db()
    assert (offer.state, offer.state_note) == (State.RETURNED, "Um wie viel Uhr?")
    editor.post(edit(offer), posted(offer, hours="dienstags um 9", **{"action-submit": "1"}))
    offer.refresh_from_db()
    assert offer.state == State.SUBMITTED
    approved = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    reviewer.post(edit(offer), posted(offer, **approved))
    offer.refresh_from_db()
    assert (offer.state, offer.hours, offer.live) == (State.PUBLISHED, "dienstags um 9", True)
    assert Entry.objects.get(kind="offer").title == "Deutsch am Vormittag"
    verbs = AuditEntry.objects.filter(subject_kind="catalogue.offer").order_by("pk").values_list("verb", "actor")
    assert list(verbs)[-2:] == [("submit_offer", jonas.audit_name), ("publish_offer", katrin.audit_name)]


def test_nobody_publishes_what_is_their_own_by_any_button() -> None:
    jonas = people.an_editor()
    offer = submit_offer(a_draft(by=jonas), by=jonas)
    client = as_user(jonas)
    for action in ({"action-publish": "1"}, {"action-workflow-action": "1", "workflow-action-name": "approve"}):
        assert client.post(edit(offer), posted(offer, **action)).status_code == 302
        offer.refresh_from_db()
        assert (offer.state, offer.live) == (State.SUBMITTED, False)
    task = offer.current_workflow_task_state
    assert task is not None
    answer = client.post(f"{LIST}workflow/action/{offer.pk}/approve/{task.pk}/")
    assert answer.status_code in {302, 403}
    offer.refresh_from_db()
    assert offer.state == State.SUBMITTED


def test_the_one_who_may_do_everything_does_not_publish_without_a_review_either() -> None:
    root = User.objects.create_superuser("leitung@example.org", None)
    offer = a_draft()
    client = as_user(root)
    assert "action-publish" not in client.get(edit(offer)).content.decode()
    client.post(edit(offer), posted(offer, hours="morgens", **{"action-publish": "1"}))
    offer.refresh_from_db()
    assert (offer.state, offer.live) == (State.DRAFT, False)
    assert client.get(f"{LIST}unpublish/{an_offer(title='Anderes').pk}/").status_code == 302
    assert client.post(f"{LIST}delete/{offer.pk}/").status_code == 302
    assert Offer.objects.filter(pk=offer.pk).exists()


def test_an_incomplete_offer_is_kept_but_not_handed_in_and_the_reasons_are_said() -> None:
    jonas = people.an_editor()
    offer = a_draft(by=jonas, themes=[])
    client = as_user(jonas)
    said = {**posted(offer, summary=""), "action-submit": "1"}
    page = client.post(edit(offer), said, follow=True).content.decode()
    assert "Gespeichert, aber noch nicht eingereicht. Sagen Sie in ein oder zwei Sätzen, worum es geht." in page
    assert "Wählen Sie mindestens ein Thema." in page
    offer.refresh_from_db()
    assert (offer.state, draft_of(offer).summary) == (State.DRAFT, "")


def test_what_is_under_review_is_not_changed_meanwhile() -> None:
    rosa, jonas = people.a_provider(), people.an_editor()
    offer = submit_offer(a_draft(by=rosa), by=rosa)
    client = as_user(jonas)
    page = client.post(edit(offer), posted(offer, title="Heimlich anders")).content.decode()
    assert "wird gerade geprüft" in page
    assert offer.revisions.count() == 1
    take_back_offer(offer, by=rosa)
    assert client.post(edit(offer), posted(offer, title="Offen anders")).status_code == 302
    assert draft_of(offer).title == "Offen anders"


def test_who_saves_later_does_not_undo_what_was_saved_meanwhile() -> None:
    rosa, jonas = people.a_provider(), people.an_editor()
    offer = a_draft(by=rosa, phone="02405 1")
    client = as_user(jonas)
    assert f'name="loaded_revision_id" value="{offer.latest_revision_id}"' in client.get(edit(offer)).content.decode()
    opened = posted(offer, summary="Ein Kurs für Eltern.")
    change_offer(offer, {"phone": "02405 2"}, by=rosa)
    for sent in (opened, {**opened, "loaded_revision_id": ""}):
        assert "Inzwischen hat jemand anderes" in client.post(edit(offer), sent).content.decode()
        assert draft_of(offer).phone == "02405 2"
    assert client.post(edit(offer), posted(draft_of(offer), summary="Ein Kurs für Eltern.")).status_code == 302
    assert (draft_of(offer).phone, draft_of(offer).summary) == ("02405 2", "Ein Kurs für Eltern.")


def test_what_is_approved_for_later_is_taken_back_by_a_button() -> None:
    katrin, jonas = people.a_reviewer(), people.an_editor()
    later = timezone.now() + timedelta(days=7)
    offer = publish_offer(submit_offer(a_draft(by=jonas, go_live_at=later), by=jonas), by=katrin)
    client = as_user(katrin)
    assert "Aus dem Katalog nehmen" in client.get(edit(offer)).content.decode()
    client.post(f"/verwaltung/katalog/{offer.pk}/zurueckziehen/", {"reason": "Der Raum fehlt."})
    offer.refresh_from_db()
    assert offer.scheduled_revision is None
    assert "Aus dem Katalog nehmen" not in client.get(edit(offer)).content.decode()


def test_versions_are_compared_in_words_and_an_earlier_one_comes_back() -> None:
    rosa, jonas, katrin = people.a_provider(), people.an_editor(), people.a_reviewer()
    offer = publish_offer(submit_offer(a_draft(by=rosa), by=rosa), by=katrin)
    client = as_user(jonas)
    client.post(edit(offer), posted(offer, themes=["language", "school"], hours="abends"))
    offer.refresh_from_db()
    first, second = offer.revisions.order_by("pk")
    page = client.get(f"{LIST}history/{offer.pk}/").content.decode()
    assert "Jonas Overath" in page
    page = client.get(f"{LIST}history/{offer.pk}/revisions/compare/{first.pk}...{second.pk}/").content.decode()
    assert "Schule" in page
    assert "&#x27;school&#x27;" not in page
    url = f"{LIST}history/{offer.pk}/revisions/{first.pk}/revert/"
    assert client.get(url).status_code == 200
    assert client.post(url, posted(offer, hours="", themes=["language"])).status_code == 302
    draft = draft_of(offer)
    assert (draft.hours, draft.themes) == ("", ["language"])
    assert AuditEntry.objects.filter(verb="change_offer").count() == 2


def test_the_list_is_narrowed_and_asks_few_questions(assert_max_queries: Any) -> None:
    jonas = people.an_editor()
    client = as_user(jonas)
    town = people.a_municipality()
    an_offer(title="Deutsch für Eltern", municipalities=[town.ags])
    a_draft(title="Lernpaten", themes=["school"], kind="programme")
    due = an_offer(title="Sprachcafé")
    Offer.objects.filter(pk=due.pk).update(review_due=timezone.localdate())

    def shown(query: str) -> set[str]:
        page = client.get(f"{LIST}?{query}").content.decode()
        return {title for title in ("Deutsch für Eltern", "Lernpaten", "Sprachcafé") if title in page}

    assert shown("") == {"Deutsch für Eltern", "Lernpaten", "Sprachcafé"}
    assert shown("state=draft") == {"Lernpaten"}
    assert shown("waiting=draft") == {"Lernpaten"}
    assert shown("kind=programme") == {"Lernpaten"}
    assert shown("theme=school") == {"Lernpaten"}
    assert shown(f"town={town.ags}") == {"Deutsch für Eltern"}
    assert shown("due=now") == {"Sprachcafé"}
    assert shown("q=Lernpat") == {"Lernpaten"}
    tarek = people.a_translator()
    begin_translation(due, "ar", by=tarek)
    page = client.get(LIST).content.decode()
    assert "ar (in Arbeit)" in page
    with assert_max_queries(30):
        client.get(LIST)


def test_a_draft_is_looked_at_before_anybody_else_sees_it() -> None:
    client, offer = as_user(people.an_editor()), a_draft(title="Stadtteilmütter")
    sent = client.post(f"{LIST}preview/{offer.pk}/", posted(offer, summary="Frauen helfen Frauen im Viertel."))
    assert sent.json()["is_valid"]
    page = client.get(f"{LIST}preview/{offer.pk}/?mode=").content.decode()
    assert "Diese Fassung sehen nur Sie." in page
    assert "Frauen helfen Frauen im Viertel." in page
    assert "Stadtteilm" in page
    sent = client.post(f"{LIST}preview/", {**posted(), "title": "Ganz neu"})
    assert sent.status_code == 200
    assert client.get(f"{LIST}preview/?mode=").status_code == 200


def test_an_editor_confirms_ends_and_withdraws_what_is_public() -> None:
    client = as_user(people.an_editor())
    first, second = an_offer(title="Endet"), an_offer(title="Geht")
    page = client.get(edit(first)).content.decode()
    assert "Angaben bestätigen" in page
    assert client.post(f"/verwaltung/katalog/{first.pk}/bestaetigen/", {"name": "KI Talheim"}).status_code == 302
    first.refresh_from_db()
    assert first.assured_by == "KI Talheim"
    client.post(f"/verwaltung/katalog/{first.pk}/archivieren/", {"ended": "2026-06-30"})
    first.refresh_from_db()
    assert first.state == State.ARCHIVED
    assert client.post(f"/verwaltung/katalog/{second.pk}/zurueckziehen/", {}).status_code == 422
    client.post(f"/verwaltung/katalog/{second.pk}/zurueckziehen/", {"reason": "Kein Raum mehr."})
    second.refresh_from_db()
    assert (second.state, second.state_note, second.live) == (State.WITHDRAWN, "Kein Raum mehr.", False)
    assert client.get(f"/verwaltung/katalog/{second.pk}/loeschen/").status_code == 404


def test_whoever_only_offers_or_coordinates_does_not_come_in() -> None:
    offer = a_draft()
    for user in (people.a_provider(), people.a_coordinator()):
        client = as_user(user)
        for address in (LIST, edit(offer), f"/verwaltung/katalog/{offer.pk}/zurueckziehen/"):
            assert client.get(address).status_code == 403


def test_the_back_office_takes_the_town_from_the_address_of_an_offer_on_site() -> None:
    rows.once("demonstration places", lambda: load_demo(by=COMMAND_LINE))
    offer = a_draft(by=people.an_editor())
    said = posted(offer, venue="Kupferhof, Raum 2", postcode="52222", municipalities=[])
    as_user(people.a_reviewer()).post(edit(offer), said)
    assert draft_of(offer).municipalities == ["05334032"]
