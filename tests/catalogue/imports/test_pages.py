"""The pages of the back office on which entries of others come into the catalogue, over HTTP."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from teilhabe.catalogue import jobs
from teilhabe.catalogue.actions import change_offer, publish_offer
from teilhabe.catalogue.checkups import feeds as checkup
from teilhabe.catalogue.ingest import archive
from teilhabe.catalogue.models import Feed, ImportRow, ImportRun, Offer, State
from teilhabe.core.checkups import Outcome

from ... import people
from ..queue import queued
from ..test_back_office import as_user
from .trial import ADDRESS, Trial, a_feed, courses, document, offer_of

pytestmark = pytest.mark.django_db

HERE = "/verwaltung/katalog/uebernahmen/"
TASKS = "/verwaltung/katalog/aufgaben/"
HEAD = ["Schlüssel", "Titel", "Kurz gesagt", "Zielgruppen", "Themen", "Telefon", "E-Mail", "Geheim"]


def table(count: int, *, phone: str = "", bad: bool = False, head: list[str] | None = None) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(head or HEAD)
    for number in range(1, count + 1):
        said = phone if phone and number == 1 else f"0241 555{number:03}"
        title = "" if bad and number == count else f"Kurs {number}"
        writer.writerow(
            [f"k{number}", title, "Deutsch für Eltern.", "Eltern", "Sprache", said, "kurs@vhs.example", "x"]
        )
    return out.getvalue().encode("cp1252")


def file(content: bytes, name: str = "Kurse Frühling.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def new_feed(client: Client, upload: SimpleUploadedFile | None, **said: Any) -> Any:
    sent = {
        "name": "Kurse der Volkshochschule",
        "organisation": people.an_organisation().pk,
        "unknown": "default",
        "kind": "offer",
        "licence": "CC BY 4.0",
        **said,
    }
    return client.post(f"{HERE}neu/", {**sent, "file": upload} if upload else sent)


def mapped(client: Client, run: ImportRun, **other: str) -> None:
    """Say which column is what, as the page guesses it."""
    page = client.get(f"{HERE}lauf/{run.pk}/spalten/").content.decode()
    said = {}
    for select in re.findall(r'<select name="(column-\d+)".*?</select>', page, re.DOTALL):
        part = page.split(f'<select name="{select}"', 1)[1].split("</select>", 1)[0]
        chosen = re.search(r'<option value="([^"]*)" selected', part)
        said[select] = chosen[1] if chosen else "-"
    assert client.post(f"{HERE}lauf/{run.pk}/spalten/", {**said, **other}).status_code == 302


def work() -> None:
    """What waits in the queue, done."""
    for run in ImportRun.objects.filter(state=ImportRun.State.READING):
        jobs.read_import.func(run.pk)
    for run in ImportRun.objects.filter(state=ImportRun.State.APPLYING):
        jobs.apply_import.func(run.pk)


def last() -> ImportRun:
    return ImportRun.objects.order_by("pk").last()  # type: ignore[return-value]  # there is one


def step(client: Client, run: ImportRun, step: str, **said: str) -> str:
    return client.post(f"{HERE}lauf/{run.pk}/", {"step": step, **said}, follow=True).content.decode()


def test_an_editor_uploads_a_table_names_its_columns_looks_and_takes_it_over() -> None:
    client = as_user(people.an_editor())
    answer = new_feed(client, file(table(12)))
    run = last()
    assert answer.headers["Location"] == f"{HERE}lauf/{run.pk}/spalten/"
    assert "Geheim" in client.get(answer.headers["Location"]).content.decode()
    mapped(client, run)
    assert queued(jobs.read_import) == [[run.pk]]
    work()
    page = client.get(f"{HERE}lauf/{run.pk}/").content.decode()
    assert "Noch ist nichts übernommen" in page
    assert "neu (12)" in page
    assert "0241 555003" in page
    step(client, run, "apply")
    work()
    assert "12 Einträge sind übernommen." in client.get(f"{HERE}lauf/{run.pk}/").content.decode()
    assert Offer.objects.filter(state=State.SUBMITTED, organisation=people.an_organisation()).count() == 12
    # The next file needs no mapping any more, and doubles nothing.
    feed = Feed.objects.get()
    assert feed.columns["Geheim"] == "-"
    answer = client.post(f"{HERE}{feed.slug}/", {"file": file(table(12))})
    assert answer.headers["Location"] == f"{HERE}lauf/{last().pk}/"
    work()
    assert "unverändert (12)" in client.get(f"{HERE}lauf/{last().pk}/").content.decode()


def test_whoever_names_columns_sees_what_stands_in_them_and_that_only_a_title_is_needed() -> None:
    client = as_user(people.an_editor())
    cells = "7;Nähcafé;Nähen <b>und</b> reden.;Alsdorf\n8;Chor;Wir singen.;Kellersberg\n"
    head = "lfd. Nr.;Bezeichnung der Maßnahme;Was? (kurz);Stadtteil/Ort\n"
    new_feed(client, file((head + cells).encode("cp1252")))
    page = client.get(f"{HERE}lauf/{last().pk}/spalten/").content.decode()
    assert "Nähcafé · Chor" in page
    assert "Nähen &lt;b&gt;und&lt;/b&gt; reden." in page
    assert "w-required-mark" not in page
    assert "Nötig ist nur eine Spalte: der Titel." in page
    for field in ("title", "summary", "areas"):
        assert f'<option value="{field}" selected>' in page
    nothing = {f"column-{number}": "-" for number in range(4)}
    answer = client.post(f"{HERE}lauf/{last().pk}/spalten/", nothing)
    assert answer.status_code == 422
    assert "Eine Spalte muss der Titel sein." in answer.content.decode()


def test_a_preview_says_first_what_becomes_of_it_and_shows_fields_in_the_order_of_the_form() -> None:
    client = as_user(people.an_editor())
    head = "Bestätigt am;Themen;Zielgruppen;Titel;Kurz gesagt;Telefon\n"
    rows = "1.11.2026;Sprache;Eltern;Nähcafé;Wir nähen.;0241 1\n1.11.2026;;Eltern;Chor;Wir singen.;0241 2\n"
    new_feed(client, file((head + rows).encode("cp1252")))
    mapped(client, last())
    work()
    page = client.get(f"{HERE}lauf/{last().pk}/").content.decode()
    assert "1 neuer Eintrag geht danach in die Prüfung." in page
    assert "1 neuer Eintrag bleibt Entwurf." in page
    assert "Was ihnen am häufigsten fehlt: Themen (1)." in page
    table_of_first = page.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    names = re.findall(r'<th scope="row">([^<]+)</th>', table_of_first)
    assert names.index("Titel") < names.index("Themen") < names.index("Telefon") < names.index("bestätigt am")
    assert "1. November 2026" in table_of_first
    step(client, last(), "apply")
    work()
    client.post(f"{HERE}{last().feed.slug}/", {"file": file((head + rows).encode("cp1252"))})
    work()
    page = client.get(f"{HERE}lauf/{last().pk}/").content.decode()
    assert "Nichts ist neu oder geändert." in page
    assert "Bleibt Entwurf: Wählen Sie mindestens ein Thema." in page


def test_a_source_that_was_only_tried_says_so_and_goes_and_one_that_was_used_stays() -> None:
    client = as_user(people.an_editor())
    new_feed(client, file(b"\0\0\0;\0\0\n\0;\0\n"), name="Versehen")
    work()
    feed, run = Feed.objects.get(), last()
    assert "<td>gescheitert" in client.get(HERE).content.decode()
    assert "Quelle entfernen" in client.get(f"{HERE}{feed.slug}/").content.decode()
    client.post(f"{HERE}{feed.slug}/entfernen/")
    assert not Feed.objects.exists()
    assert not archive.folder_of(run).exists()
    new_feed(client, file(table(2)))
    mapped(client, last())
    work()
    used = Feed.objects.get()
    assert "<td>noch nichts übernommen" in client.get(HERE).content.decode()
    step(client, last(), "apply")
    work()
    assert "<td>in Ordnung" in client.get(HERE).content.decode()
    assert "Quelle entfernen" not in client.get(f"{HERE}{used.slug}/").content.decode()
    assert "Sie bleibt." in client.post(f"{HERE}{used.slug}/entfernen/", follow=True).content.decode()
    assert Feed.objects.get() == used


def test_what_was_taken_over_is_found_again_and_drafts_and_open_runs_are_among_the_tasks() -> None:
    client = as_user(people.an_editor())
    new_feed(client, file("Titel\nChor\nNähcafé\n".replace("\n", ";\n").encode("cp1252")))
    assert "Übernahmen, die begonnen sind" in client.get(TASKS).content.decode()
    mapped(client, last())
    work()
    step(client, last(), "apply")
    work()
    feed = Feed.objects.get()
    listed = f"/verwaltung/snippets/catalogue/offer/?feed={feed.pk}"
    assert f'<a href="{listed}">2</a>' in client.get(f"{HERE}{feed.slug}/").content.decode()
    page = client.get(listed).content.decode()
    assert "Chor" in page
    assert "Nähcafé" in page
    tasks = client.get(TASKS).content.decode()
    assert "Übernommene Entwürfe, denen noch etwas fehlt (2)" in tasks
    assert "Übernahmen, die begonnen sind" not in tasks


def test_all_or_nothing_and_the_report_says_which_row_is_wrong() -> None:
    client = as_user(people.an_editor())
    new_feed(client, file(table(12, bad=True)))
    mapped(client, last())
    work()
    page = client.get(f"{HERE}lauf/{last().pk}/").content.decode()
    assert 'value="apply-good"' in page
    assert 'value="apply"' not in page
    assert "Nichts ist übernommen" in step(client, last(), "apply")
    assert not Offer.objects.exists()
    answer = client.get(f"{HERE}lauf/{last().pk}/bericht.csv")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 13
    assert (rows[12][1], rows[12][4], rows[12][5]) == ("Zeile 13", "nicht lesbar", "nein")
    step(client, last(), "apply-good")
    work()
    assert Offer.objects.count() == 11


def test_a_report_holds_no_formulas() -> None:
    client = as_user(people.an_editor())
    new_feed(client, file(table(1).replace(b"Kurs 1", b"+1+1")))
    mapped(client, last())
    work()
    said = client.get(f"{HERE}lauf/{last().pk}/bericht.csv").getvalue().decode()
    assert "'+1+1" in said
    assert ";+1+1" not in said


def test_an_editor_sees_what_both_changed_chooses_and_finds_it_among_the_tasks() -> None:
    client = as_user(people.an_editor())
    new_feed(client, file(table(2)))
    mapped(client, last())
    work()
    step(client, last(), "apply")
    work()
    feed = Feed.objects.get()
    offer = publish_offer(feed.known.get(key__endswith="k1").offer, by=people.a_reviewer())
    change_offer(offer, {"phone": "0241 1"}, by=people.a_provider())
    client.post(f"{HERE}{feed.slug}/", {"file": file(table(2, phone="0241 2"))})
    work()
    assert "Übernahmen: hier und in der Quelle geändert" in client.get(TASKS).content.decode()
    page = client.get(f"{HERE}lauf/{last().pk}/?art=conflict").content.decode()
    for said in ("0241 555001", "0241 1<", "0241 2<"):
        assert said in page
    row = ImportRow.objects.get(verdict="conflict")
    step(client, last(), "choose", row=str(row.pk), **{"side-phone": "theirs"})
    step(client, last(), "apply")
    work()
    draft: Offer = Offer.objects.get(pk=offer.pk).get_latest_revision_as_object()
    assert draft.phone == "0241 2"
    assert "Übernahmen" not in client.get(TASKS).content.decode().split("<main", 1)[-1].split("Wartet")[0]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "kurse.png", "Den Inhalt dieser Datei kennt das Portal nicht."),
        (b"MZ\x90\0" + b"\0" * 2000, "kurse.exe", "Den Inhalt dieser Datei kennt das Portal nicht."),
        (b"PK\x03\x04" + b"\0" * 200, "kurse.csv", "der Name endet aber nicht auf"),
        (b"", "kurse.csv", "leer"),
    ],
)
def test_a_file_is_judged_by_its_content(content: bytes, name: str, sentence: str) -> None:
    answer = new_feed(as_user(people.an_editor()), file(content, name))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Feed.objects.exists()


def test_a_file_of_more_than_25_megabytes_is_turned_away() -> None:
    answer = new_feed(as_user(people.an_editor()), file(b"Titel;Ort\n" + b"x" * 25 * 1024 * 1024))
    assert answer.status_code == 422
    assert "größer als 25 MB" in answer.content.decode()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive_file:
        archive_file.writestr("[Content_Types].xml", "<Types/>")
        archive_file.writestr("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
        archive_file.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04" + b"\xff" * 500, "kurse.xlsx"),
        (bomb(), "kurse.xlsx"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:nie\r\nRRULE:FREQ=SECONDLY\r\n", "kurse.ics"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><OAI-PMH>&a;</OAI-PMH>', "x.xml"),
        (b'[{"type": "LearningResource", "id": ' + b"[" * 5000, "kurse.json"),
        (b"\0\0\0;\0\0\n\0;\0\n", "kurse.csv"),
    ],
)
def test_hostile_content_ends_in_one_sentence(content: bytes, name: str) -> None:
    client = as_user(people.an_editor())
    new_feed(client, file(content, name))
    work()
    if not ImportRun.objects.exists():
        return  # turned away at the door
    run = last()
    assert run.state in {ImportRun.State.FAILED, ImportRun.State.REFUSED}
    assert run.problem
    assert client.get(f"{HERE}{run.feed.slug}/").status_code == 200
    assert not Offer.objects.exists()


def test_a_name_of_a_file_is_shown_and_nothing_else() -> None:
    client = as_user(people.an_editor())
    new_feed(client, file(table(2), "../../etc/<b>Kurse</b>.csv"))
    run = last()
    page = client.get(f"{HERE}{run.feed.slug}/").content.decode()
    assert "&lt;b&gt;Kurse" in page or "Kurse" in page
    assert "<b>Kurse" not in page
    assert [path.name for path in archive.folder_of(run).iterdir()] == ["00000.part"]


def test_an_address_that_fails_changes_nothing_says_so_and_lasting_failures_reach_the_doctor(trial: Trial) -> None:
    client = as_user(people.an_editor())
    feed = a_feed(url=ADDRESS, every_hours=24, publishes=True)
    trial.answers = [document(courses(6)), *["Die Quelle antwortet mit Fehler 500."] * 3, document(courses(6))]
    for _time in range(4):
        Feed.objects.update(last_tried=None)
        assert jobs.read_due_feeds.func() == 1
        jobs.read_feed.func(feed.pk)
        work()
    assert Offer.objects.listed().count() == 6
    page = client.get(f"{HERE}{feed.slug}/").content.decode()
    assert "Die letzten 3 Abrufe sind gescheitert; der Katalog ist unverändert." in page
    assert "Fehler 500" in page
    assert [finding.outcome for finding in checkup()] == [Outcome.WARNING]
    jobs.read_feed.func(feed.pk)
    work()
    assert [finding.outcome for finding in checkup()] == [Outcome.OK]
    assert jobs.read_due_feeds.func() == 0  # not before its time


def test_a_planned_run_takes_over_what_nobody_has_to_decide_and_stops_when_the_feed_shrinks(trial: Trial) -> None:
    feed = a_feed(url=ADDRESS, every_hours=24, publishes=True)
    trial.answers = [document(courses(6)), document(courses(1))]
    for _time in range(2):
        jobs.read_feed.func(feed.pk)
        work()
    assert Offer.objects.listed().count() == 6
    client = as_user(people.an_editor())
    tasks = client.get(TASKS).content.decode()
    assert "Übernahmen, die angehalten sind" in tasks
    assert "Bisher waren es 6 Einträge, jetzt nur noch 1." in tasks
    step(client, last(), "go-on")
    step(client, last(), "apply")
    work()
    assert Offer.objects.listed().count() == 6
    assert Feed.objects.get().state == Feed.State.OK


def test_a_paused_feed_is_not_read(trial: Trial) -> None:
    feed = a_feed(url=ADDRESS, every_hours=24)
    client = as_user(people.an_editor())
    said = {"name": feed.name, "organisation": feed.organisation_id, "unknown": "default", "kind": "offer"}
    answer = client.post(
        f"{HERE}{feed.slug}/einstellungen/", {**said, "url": ADDRESS, "every_hours": 24, "paused": "on"}
    )
    assert answer.status_code == 302
    assert jobs.read_due_feeds.func() == 0


def test_whoever_saves_an_old_page_of_settings_takes_no_pause_of_a_colleague_back() -> None:
    feed, client = a_feed(url=ADDRESS, every_hours=24), as_user(people.an_editor())
    page = f"{HERE}{feed.slug}/einstellungen/"
    said = {"name": feed.name, "organisation": feed.organisation_id, "unknown": "default", "kind": "offer"}
    said |= {"url": ADDRESS, "every_hours": 24}
    client.post(page, {**said, "paused": "on"})
    client.post(page, said)  # the box was empty when this one was opened
    assert Feed.objects.get().state == Feed.State.PAUSED
    assert 'name="was_paused"' in client.get(page).content.decode()
    client.post(page, {**said, "was_paused": "1"})
    assert Feed.objects.get().state == Feed.State.OK
    Feed.objects.update(state=Feed.State.STOPPED)
    client.post(page, {**said, "was_paused": "1"})  # opened before it was set going and stopped
    assert Feed.objects.get().state == Feed.State.STOPPED


def test_a_report_speaks_the_language_of_whoever_asks_for_it() -> None:
    tarek = people.an_editor()
    UserProfile.objects.create(user=tarek, preferred_language="en")
    client = as_user(tarek)
    new_feed(client, file(table(2)))
    mapped(client, last())
    work()
    said = client.get(f"{HERE}lauf/{last().pk}/bericht.csv").getvalue().decode()
    assert ";new;no;" in said
    assert ";neu;" not in said


def test_what_is_gone_waits_among_the_tasks_and_an_editor_ends_it(trial: Trial) -> None:
    feed = a_feed(url=ADDRESS, every_hours=24, publishes=True)
    trial.answers = [document(courses(6)), document(courses(5)), document(courses(5))]
    for _time in range(3):
        jobs.read_feed.func(feed.pk)
        work()
    client = as_user(people.an_editor())
    assert "Übernahmen: nicht mehr in der Quelle" in client.get(TASKS).content.decode()
    entry = feed.known.get(key="kurs-6")
    assert f'name="entry" value="{entry.pk}"' in client.get(f"{HERE}{feed.slug}/").content.decode()
    client.post(f"{HERE}{feed.slug}/weg/", {"entry": entry.pk, "end": "1"})
    assert offer_of(feed, 6).state == State.ARCHIVED


def test_only_the_operator_sees_the_switch_that_publishes() -> None:
    assert 'name="publishes"' not in as_user(people.an_editor()).get(f"{HERE}neu/").content.decode()
    new_feed(as_user(people.an_editor()), file(table(2)), publishes="on")
    assert not Feed.objects.get().publishes
    assert 'name="publishes"' in as_user(people.an_administrator()).get(f"{HERE}neu/").content.decode()
    # Anybody could put anything into a file: there is nothing to be switched on.
    settings = f"{HERE}{Feed.objects.get().slug}/einstellungen/"
    assert 'name="publishes"' not in as_user(people.an_administrator()).get(settings).content.decode()
    answer = new_feed(as_user(people.an_administrator()), file(table(2)), name="Kurse", publishes="on")
    assert (answer.status_code, Feed.objects.count()) == (422, 1)


def test_an_editor_who_changes_the_address_hears_that_entries_are_reviewed_from_now_on() -> None:
    feed, client = a_feed(url=ADDRESS, publishes=True), as_user(people.an_editor())
    said = {"name": feed.name, "organisation": feed.organisation_id, "unknown": "default", "kind": "offer"}
    answer = client.post(
        f"{HERE}{feed.slug}/einstellungen/", {**said, "url": "https://anderswo.example/kurse"}, follow=True
    )
    assert "Was von nun an kommt, geht in die Prüfung." in answer.content.decode()


@pytest.mark.parametrize("make", [people.a_translator, people.a_provider, people.a_user])
def test_whoever_does_not_edit_the_catalogue_finds_no_door(make: Any) -> None:
    feed = a_feed()
    client = as_user(make())
    # Into the back office, but not here: Wagtail leads back to its start.
    for address in ("", "neu/", f"{feed.slug}/", f"{feed.slug}/einstellungen/", "vorlage/angebote.csv", "lauf/1/"):
        assert client.get(HERE + address).status_code in {302, 403}, address


def test_documents_and_rows_go_after_thirty_days_and_the_history_stays() -> None:
    client = as_user(people.an_editor())
    new_feed(client, file(table(2)))
    mapped(client, last())
    work()
    ImportRun.objects.update(created=timezone.now() - timedelta(days=31))
    run = last()
    assert jobs.forget_old_imports.func() == 1
    assert not archive.folder_of(run).exists()
    assert not run.rows.exists()
    assert "nach 30 Tagen gelöscht" in client.get(f"{HERE}lauf/{run.pk}/").content.decode()
    assert jobs.forget_old_imports.func() == 0


def test_the_page_of_an_offer_says_where_it_came_from_and_under_which_licence(trial: Trial) -> None:
    feed = a_feed(url=ADDRESS, every_hours=24, publishes=True)
    trial.answers = [document(courses(1))]
    jobs.read_feed.func(feed.pk)
    work()
    page = Client().get(f"/angebote/{offer_of(feed, 1).slug}").content.decode()
    assert "Kurse der Volkshochschule" in page
    assert "CC BY 4.0" in page
    assert 'href="https://kurse.example/1"' in page


def test_templates_to_fill_in_can_be_read_back() -> None:
    client = as_user(people.an_editor())
    assert client.get(f"{HERE}vorlage/angebote.xlsx").content.startswith(b"PK")
    head = client.get(f"{HERE}vorlage/angebote.csv").content.decode("utf-8-sig")
    assert "Titel;" in head
