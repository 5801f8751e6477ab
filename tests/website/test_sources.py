"""What is covered, what is missing, and what staff may do about it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry
from teilhabe.council.actions.refresh import refresh_stale
from teilhabe.council.jobs import harvest_source
from teilhabe.council.models import (
    Attachment,
    Blob,
    Body,
    File,
    HarvestProblem,
    HarvestRun,
    Paper,
    RecordKind,
    Source,
)
from teilhabe.council.queries.harvests import HARVEST_TASK
from teilhabe.council.queries.unread_files import SHOWN
from teilhabe.directory.actions.demo import load_demo
from tests.council import cast
from tests.council.reading import read
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
    load_demo(by=COMMAND_LINE)
    _alsdorf()
    page = _page(client)
    assert "1 Vorlage seit 2019" in page
    assert "2 Dateien, 1 mit Text" in page
    assert "1 Datei ist noch nicht abgerufen." in page
    assert "in Ordnung, abgerufen am" in page
    assert "Erfasst: 1 von 10." in page


def test_a_municipality_without_a_source_is_named(client: Client) -> None:
    load_demo(by=COMMAND_LINE)
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
    load_demo(by=COMMAND_LINE)
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
