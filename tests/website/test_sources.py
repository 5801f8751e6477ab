"""What is covered, what is missing, and what staff may do about it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from teilhabe.core.models import AuditEntry
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.actions.sources import note_refusal
from teilhabe.council.jobs import harvest_source
from teilhabe.council.models import (
    Attachment,
    Blob,
    Body,
    File,
    HarvestProblem,
    HarvestRun,
    KnownPage,
    Paper,
    Record,
    RecordKind,
    RecordState,
    Source,
)
from teilhabe.council.queries.harvests import HARVEST_TASK
from teilhabe.council.queries.unread_files import SHOWN
from teilhabe.council.sample import running_site, sample_region
from teilhabe.directory.models import Municipality
from tests import rows
from tests.council import cast
from tests.council.reading import read, words_of
from tests.people import a_coordinator, an_editor

pytestmark = pytest.mark.django_db
MaxQueries = Callable[[int], AbstractContextManager[object]]


def _alsdorf(name: str = "Stadt Alsdorf", ags: str = "05334004") -> Source:
    body = cast.a_body(name, ags=ags)
    paper = cast.a_paper(body, "2019/0001", "Bericht", date=date(2019, 3, 1))
    cast.attach(cast.a_file("Vorlage", "Seite eins"), Attachment.Role.MAIN, paper=paper)
    cast.attach(cast.a_file("Plan"), Attachment.Role.ATTACHMENT, paper=paper)
    refresh_stale()
    source = body.record.source
    source.state, source.last_success = Source.State.OK, timezone.now() - timedelta(minutes=10)
    source.save()
    return source


def _page(client: Client, path: str = "/quellen") -> str:
    return client.get(path).content.decode()


def test_a_reader_sees_since_when_a_council_is_covered_and_what_is_missing(client: Client) -> None:
    rows.demonstration_places()
    _alsdorf()
    page = _page(client)
    said = words_of(page)
    assert "Vorlagen 1 seit 2019" in said
    assert "Dateien 2, davon 1 mit Text" in said
    assert "1 Datei ist noch nicht abgerufen." in page
    assert "in Ordnung, abgerufen am" in page
    assert "Zu lesen ist hier 1 von 10 Räten der Region." in page


def test_papers_without_a_date_count_since_they_were_discussed(client: Client) -> None:
    _alsdorf()
    Paper.objects.update(date=None, last_discussed=cast.at(2020, 6, 2))
    assert "Vorlagen 1 seit 2020" in read(client, "/quellen").text


def test_a_reader_sees_what_the_source_does_not_show_at_present_and_since_when(
    client: Client, assert_max_queries: MaxQueries
) -> None:
    source = _alsdorf()
    paper = Paper.objects.get()
    Record.objects.filter(pk=paper.record_id).update(
        state=RecordState.UNREACHABLE, state_since=cast.at(2026, 11, 3, 8, 15)
    )
    assert f'href="/quellen/{source.slug}#unerreichbar"' in _page(client)
    with assert_max_queries(8):
        page = read(client, f"/quellen/{source.slug}")
    missing = page.text.partition("Bei der Quelle zurzeit nicht erreichbar")[2].partition("Dateien, die")[0]
    assert "Bericht 2019/0001" in missing
    assert "seit 3. November 2026, 08:15 Uhr" in missing
    assert f'href="{paper.get_absolute_url()}"' in page.html


def test_a_municipality_without_a_source_is_named(client: Client) -> None:
    rows.demonstration_places()
    page = _page(client)
    without = page.split("Für diese Kommunen ist noch keine Quelle eingerichtet:")[1]
    assert "Monschau" in without.split("</ul>")[0]


def test_a_reader_sees_which_files_cannot_be_read_and_why(client: Client) -> None:
    source = _alsdorf()
    paper = Paper.objects.get()
    locked = cast.a_file("Bodengutachten", "Seite")
    Blob.objects.filter(files=locked).update(state=Blob.State.ENCRYPTED)
    gone = cast.a_file("Lageplan", state=File.State.GONE, message="Die Adresse gibt es nicht (HTTP 404).")
    for file in (locked, gone):
        cast.attach(file, Attachment.Role.ATTACHMENT, paper=paper)
    cache.clear()

    page = read(client, f"/quellen/{source.slug}")
    assert "Mit Kennwort geschützt, deshalb hier nicht zu lesen" in page.text
    assert "das Kennwort kennt die Verwaltung der Kommune: 1 Datei" in page.text
    assert "Bei der Quelle nicht mehr vorhanden: 1 Datei" in page.text
    assert "Lageplan gehört zu Vorlage 2019/0001 Die Adresse gibt es nicht (HTTP 404)." in page.text
    assert f'href="{paper.get_absolute_url()}"' in page.html
    assert f'href="{gone.access_url}"' in page.html
    assert "Seite eins" not in page.text
    assert f'href="/quellen/{source.slug}#dateien"' in _page(client)


def test_a_long_list_of_unread_files_says_how_many_are_left_out(client: Client) -> None:
    source = _alsdorf()
    paper = Paper.objects.get()
    for number in range(SHOWN + 2):
        cast.attach(cast.a_file(f"Plan {number}"), Attachment.Role.ATTACHMENT, paper=paper)
    cache.clear()
    text = read(client, f"/quellen/{source.slug}").text
    assert f"Noch nicht abgerufen: {SHOWN + 3} Dateien" in text
    assert text.count("gehört zu Vorlage") == SHOWN
    assert "… und 3 weitere." in text


def test_a_file_of_a_point_that_is_not_public_is_not_named(client: Client) -> None:
    source = _alsdorf()
    body = Body.objects.get()
    meeting = cast.a_meeting(body, timezone.now(), cast.a_committee(body))
    cast.attach(cast.a_file("Kaufvertrag Meyer"), Attachment.Role.ATTACHMENT, agenda_item=cast.an_item(meeting, "N 1"))
    cache.clear()
    assert "Kaufvertrag" not in _page(client, f"/quellen/{source.slug}")


@pytest.mark.parametrize(
    ("said", "name", "address"),
    [
        (
            "https://www.govdata.de/dl-de/by-2-0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
        ),
        (
            "dl-de/by-2-0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
        ),
        (
            "http://creativecommons.org/licenses/by/4.0/",
            "CC BY 4.0",
            "https://creativecommons.org/licenses/by/4.0/deed.de",
        ),
        (
            "https://creativecommons.org/publicdomain/zero/1.0/legalcode",
            "CC0 1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/deed.de",
        ),
        ("https://alsdorf.example.org/nutzung/", "alsdorf.example.org/nutzung", "https://alsdorf.example.org/nutzung/"),
        ("Nutzung mit Quellenangabe", "Nutzung mit Quellenangabe", ""),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
    ],
)
def test_a_licence_is_a_name_to_read_and_a_link_where_there_is_one(
    client: Client, said: str, name: str, address: str
) -> None:
    source = _alsdorf()
    Source.objects.update(licence=said)
    for path in ("/quellen", f"/quellen/{source.slug}", Body.objects.get().get_absolute_url()):
        page = read(client, path)
        assert name in page.text
        assert (f'href="{address}"' in page.html) == bool(address)
        assert 'href="javascript' not in page.html


def test_trouble_is_told_in_words_with_its_reason(client: Client) -> None:
    source = _alsdorf()
    source.state, source.state_reason = Source.State.REFUSED, "Der Server lehnt Anfragen ab."
    source.save()
    page = _page(client)
    assert "Zugriff verweigert" in page
    assert "Der Server lehnt Anfragen ab." in page


def test_a_source_that_nobody_asked_for_days_is_called_overdue(client: Client) -> None:
    source = _alsdorf()
    source.last_success = timezone.now() - timedelta(days=4)
    source.save()
    assert "überfällig" in _page(client)


def test_a_new_source_without_content_is_listed(client: Client) -> None:
    Source.objects.create(slug="neu", name="Stadt Neu", url="https://neu.example.org/oparl")
    page = _page(client)
    assert "Eingerichtet, aber noch ohne Inhalt" in page
    assert "noch nicht abgerufen" in page


def test_the_page_of_a_source_shows_runs_problems_and_politeness(client: Client) -> None:
    source = _alsdorf()
    HarvestRun.objects.create(
        source=source,
        mode="full",
        state="partial",
        ended=timezone.now() + timedelta(minutes=2),
        new=7,
        failed=1,
        why="Eine Liste brach ab.",
    )
    HarvestProblem.objects.create(source=source, url="https://a.example.org/1", code="x", message="Kein JSON.")
    HarvestProblem.objects.create(
        source=source, url="https://a.example.org/2", code="x", message="Längst gut.", resolved=timezone.now()
    )
    page = _page(client, f"/quellen/{source.slug}")
    assert "mit Lücken fertig" in page
    assert "Eine Liste brach ab." in page
    assert "Kein JSON." in page
    assert "Längst gut." not in page
    assert "ratsinformation-der-musterregion.example.org" in page
    assert "Jetzt abrufen" not in page


def test_only_papers_and_meetings_count_as_taken_back(client: Client) -> None:
    source = _alsdorf()
    for kind in ("paper", "meeting", "file", "consultation", "agenda-item"):
        cast.a_record(RecordKind(kind), source, state="deleted")
    facts = re.search(r"Bei der Quelle entfallen</dt>\s*<dd[^>]*>([^<]*)", _page(client, f"/quellen/{source.slug}"))
    assert facts
    assert facts[1].strip() == "2"


def test_an_unknown_source_is_not_found(client: Client) -> None:
    assert client.get("/quellen/gibt-es-nicht").status_code == 404


@pytest.mark.parametrize("councils", [1, 3])
def test_the_pages_ask_few_questions_however_many_councils_there_are(
    client: Client, assert_max_queries: MaxQueries, councils: int
) -> None:
    rows.demonstration_places()
    for number in range(councils):
        source = _alsdorf(f"Rat {number}", f"0533400{number + 4}")
    for path in ("/quellen", f"/quellen/{source.slug}"):
        client.get(path)
        with assert_max_queries(8):
            client.get(path)


def test_an_editor_pauses_resumes_and_slows_down_a_source(client: Client) -> None:
    source, editor = _alsdorf(), an_editor()
    client.force_login(editor)
    assert "Jetzt abrufen" in _page(client, f"/quellen/{source.slug}")

    client.post(f"/quellen/{source.slug}/anhalten")
    source.refresh_from_db()
    assert source.state == Source.State.PAUSED
    page = _page(client, f"/quellen/{source.slug}")
    assert "Fortsetzen" in page
    assert "Jetzt abrufen" not in page

    client.post(f"/quellen/{source.slug}/fortsetzen")
    client.post(f"/quellen/{source.slug}/abstand", {"delay": "2,5"})
    source.refresh_from_db()
    assert (source.state, source.delay_seconds) == (Source.State.OK, 2.5)
    verbs = set(AuditEntry.objects.filter(actor=f"user:{editor.pk}").values_list("verb", flat=True))
    assert {"council.source_paused", "council.source_resumed", "council.source_delay_set"} <= verbs


def test_a_delay_that_makes_no_sense_is_refused_in_words(client: Client) -> None:
    source = _alsdorf()
    client.force_login(an_editor())
    page = client.post(f"/quellen/{source.slug}/abstand", {"delay": "-1"}, follow=True).content.decode()
    assert "nicht kleiner als null" in page
    source.refresh_from_db()
    assert source.delay_seconds == 1.0


def test_harvest_now_puts_the_job_into_the_queue(client: Client) -> None:
    source = _alsdorf()
    client.force_login(an_editor())
    page = client.post(f"/quellen/{source.slug}/abrufen", follow=True).content.decode()
    assert "vorgemerkt" in page
    job = DBTaskResult.objects.get(task_path="teilhabe.council.jobs.harvest_source")
    assert job.args_kwargs["args"] == [source.pk]


def test_whoever_asked_for_a_harvest_sees_how_it_is_getting_on_and_how_it_ended(client: Client) -> None:
    source = _alsdorf()
    client.force_login(an_editor())

    def look() -> dict[str, Any]:
        found: dict[str, Any] = client.get(f"/quellen/{source.slug}/stand").json()
        page = read(client, f"/quellen/{source.slug}")
        assert found["words"]["sentence"].replace("\xa0", " ") in page.text
        assert ("data-progress" in page.html) == (not found["done"])
        assert ("Stand neu laden" in page.text) == (not found["done"])
        return found

    assert look() == {
        "words": {"sentence": "Diese Quelle wurde noch nie abgerufen.", "numbers": "", "why": ""},
        "done": True,
    }
    client.post(f"/quellen/{source.slug}/abrufen")
    assert "vorgemerkt und beginnt in Kürze" in look()["words"]["sentence"]
    with travel(timezone.now() + timedelta(minutes=5), tick=False):
        assert "teilhabe run" in look()["words"]["sentence"]

    job = DBTaskResult.objects.get(task_path=HARVEST_TASK)
    job.status, job.started_at = "RUNNING", timezone.now()
    job.save()
    run = HarvestRun.objects.create(source=source, mode="incremental", new=1200, failed=1)
    running = look()
    assert (running["done"], "läuft seit" in running["words"]["sentence"]) == (False, True)
    assert "Neu: 1.200, geändert: 0" in running["words"]["numbers"]

    run.state, run.ended, run.why = HarvestRun.State.PARTIAL, timezone.now(), "Eine Liste brach ab."
    run.save()
    job.status, job.finished_at, job.return_value = "SUCCESSFUL", timezone.now(), "partial"
    job.save()
    ended = look()
    assert "Letzter Abruf: mit Lücken fertig (nur Änderungen), beendet am" in ended["words"]["sentence"]
    assert (ended["done"], ended["words"]["why"]) == (True, "Eine Liste brach ab.")


def test_a_harvest_that_may_not_begin_says_why(client: Client) -> None:
    source = _alsdorf()
    Source.objects.update(not_before=timezone.now() + timedelta(hours=2))
    client.force_login(an_editor())
    client.post(f"/quellen/{source.slug}/abrufen")
    job = DBTaskResult.objects.get(task_path=HARVEST_TASK)
    job.status, job.started_at, job.finished_at = "SUCCESSFUL", timezone.now(), timezone.now()
    job.return_value = harvest_source.call(source.pk)
    job.save()
    words = client.get(f"/quellen/{source.slug}/stand").json()["words"]
    assert words["sentence"] == "Der letzte Abruf hat nicht begonnen."
    assert f"„{source.name}“" in words["why"]


def test_the_progress_looks_for_the_job_that_harvests() -> None:
    assert harvest_source.module_path == HARVEST_TASK


def test_an_address_inside_our_own_network_is_refused_with_the_reason(client: Client, settings: object) -> None:
    settings.ALLOW_PRIVATE_SOURCES = False  # type: ignore[attr-defined]  # pytest-django's settings
    client.force_login(an_editor())
    response = client.post("/quellen/neu", {"url": "http://127.0.0.1:9/oparl", "delay": "1"})
    assert response.status_code == 422
    assert "kern-error" in response.content.decode()
    assert not Source.objects.exists()


def test_only_managers_touch_sources_and_only_by_post(client: Client) -> None:
    source = _alsdorf()
    assert client.post(f"/quellen/{source.slug}/anhalten").headers["Location"].startswith("/konto/anmelden/")
    client.force_login(a_coordinator())
    assert client.post(f"/quellen/{source.slug}/anhalten").status_code == 403
    client.force_login(an_editor())
    assert client.get(f"/quellen/{source.slug}/anhalten").status_code == 405
    source.refresh_from_db()
    assert source.state == Source.State.OK


# -- sources of pages --------------------------------


def test_a_gate_that_never_let_anybody_in_is_told_under_its_municipality(client: Client) -> None:
    rows.demonstration_places()
    source = Source.objects.create(
        slug="monschau", name="Stadt Monschau", url="https://rat.example.org/public/", system="allris4"
    )
    town = Municipality.objects.get(name__startswith="Monschau")
    Source.objects.filter(pk=source.pk).update(ags=town.ags)
    source.refresh_from_db()
    with travel("2026-11-23T09:00:00+01:00", tick=False):
        note_refusal(source, "Vor rat.example.org steht eine Schranke gegen automatische Abrufe.")
        page = read(client, "/quellen")
    waiting = page.text.partition("Eingerichtet, aber noch ohne Inhalt")[2].partition("Noch ohne Quelle")[0]
    assert "Zugriff verweigert" in waiting
    assert "Monschau" in waiting
    assert "steht eine Schranke gegen automatische Abrufe. Nächster Versuch am 24.11.2026, 09:00 Uhr." in waiting
    without = page.text.partition("Für diese Kommunen ist noch keine Quelle eingerichtet:")[2].partition("Wie gezählt")[
        0
    ]
    assert "Simmerath" in without
    assert "Monschau" not in without
    assert "Zu lesen sind hier 0 von" in page.text
    assert 'href="https://rat.example.org/public/"' in page.html


def test_the_page_of_a_source_that_let_nobody_in_claims_nothing(client: Client) -> None:
    source = Source.objects.create(
        slug="monschau", name="Stadt Monschau", url="https://rat.example.org/public/", system="allris4"
    )
    note_refusal(source, "Vor rat.example.org steht eine Schranke gegen automatische Abrufe.")
    text = read(client, "/quellen/monschau").text
    assert "Aus dieser Quelle ist hier noch nichts zu lesen" in text
    assert "Das Portal umgeht keine Schranke. Was diese Quelle veröffentlicht, steht im Ratsinformationssystem" in text
    assert "Der Text aller Dateien" not in text
    assert "waren verwendbar" not in text


def test_the_page_of_a_source_of_pages_tells_its_layout_its_hours_and_since_when(client: Client) -> None:
    source = _alsdorf()
    Source.objects.update(
        system="allris3",
        version="3.9.5",
        installation={"layout": "classic"},
        since=date(2019, 1, 1),
        night_from=time(22),
        night_until=time(6),
    )
    page = read(client, f"/quellen/{source.slug}")
    assert "ALLRIS 3.9.5, klassische Seiten" in page.text
    assert "Sitzungen ab 1. Januar 2019" in page.text
    assert "nur von 22:00 bis 06:00 Uhr" in page.text
    assert "Seiten der Quelle" not in page.text


def test_staff_see_which_pages_wait_and_which_failed(client: Client, assert_max_queries: MaxQueries) -> None:
    source = _alsdorf()
    Source.objects.update(system="allris3")
    now = timezone.now()
    for number, failures in enumerate((0, 0, 2)):
        KnownPage.objects.create(
            source=source, kind="paper", key=f"volfdnr={number}", due=now - timedelta(hours=1), failures=failures
        )
    client.force_login(an_editor())
    page = read(client, f"/quellen/{source.slug}")
    assert "Art bekannt jetzt fällig zuletzt gescheitert nächster Versuch Vorlagen 3 3 1" in page.text


def test_an_editor_adds_pages_with_their_night_and_hears_what_was_recognised(client: Client) -> None:
    rows.demonstration_places()
    client.force_login(an_editor())
    asked = {"delay": "0", "since": "2024-01-01", "night_from": "22:00", "night_until": "06:00"}
    with running_site(sample_region(date(2026, 11, 23), only=("eschweiler",))["eschweiler"]) as server:
        given = asked | {"url": server.start_url, "municipality": "05334012"}
        page = client.post("/quellen/neu", given, follow=True).content.decode()
    source = Source.objects.get()
    assert (source.system, source.ags, source.since) == ("sessionnet", "05334012", date(2024, 1, 1))
    assert (source.night_from, source.night_until) == (time(22), time(6))
    assert "ist hinzugefügt: SessionNet 5.5.5, Aufbau 6. Erkannt an den Seiten:" in words_of(page)


def test_half_a_night_is_no_night(client: Client) -> None:
    client.force_login(an_editor())
    answer = client.post("/quellen/neu", {"url": "https://rat.example.org/", "delay": "1", "night_from": "22:00"})
    assert "Bitte geben Sie beide Uhrzeiten an oder keine." in words_of(answer.content.decode())
    assert not Source.objects.exists()


def test_an_editor_who_meets_a_gate_hears_what_to_do_and_is_tried_again(client: Client) -> None:
    client.force_login(an_editor())
    with running_site(sample_region(date(2026, 11, 23), only=("gate",))["gate"]) as server:
        refused = client.post("/quellen/neu", {"url": server.start_url, "delay": "0"})
        assert refused.status_code == 422
        assert "Wenn Sie wissen, welches System dahinter liegt, geben Sie es an" in words_of(refused.content.decode())
        given = {"url": server.start_url, "delay": "0", "system": "allris4", "name": "Stadt Talheim"}
        page = client.post("/quellen/neu", given, follow=True).content.decode()
    assert "Stadt Talheim ist vorgemerkt, aber noch nicht lesbar." in words_of(page)
    assert "Nächster Versuch am" in words_of(page)
    assert Source.objects.get().state == Source.State.REFUSED


def test_an_editor_moves_a_source_to_its_new_system(client: Client) -> None:
    source = _alsdorf()
    Source.objects.update(delay_seconds=0)
    client.force_login(an_editor())
    with running_site(sample_region(date(2026, 11, 23), only=("wuerselen",))["wuerselen"]) as server:
        page = client.post(f"/quellen/{source.slug}/umziehen", {"url": server.start_url}, follow=True).content.decode()
    source.refresh_from_db()
    assert source.system == "allris3"
    assert "wird jetzt dort gelesen: ALLRIS 3" in words_of(page)
    assert "responsive Seiten" in words_of(page)
    assert AuditEntry.objects.filter(verb="council.source_system_changed").exists()
