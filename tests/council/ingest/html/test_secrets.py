"""What must never get out of the pages of an HTML system, followed from the page to every place of the portal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from teilhabe.council.ingest import archive
from teilhabe.council.models import AgendaItem, Body, Meeting, Organization, Paper, Person, RawAnswer
from teilhabe.council.sample import SITES, sample_council
from teilhabe.council.sample.sites import CLERK, CLERK_MAIL, CLERK_PHONE, SECRET_PHRASE
from teilhabe.search.models import Entry
from tests.council.ingest.dumps import everything_stored

from . import little
from .installed import SYSTEMS, Install

pytestmark = pytest.mark.django_db
# "02400 / 99-4711" in whatever form.
WORDS = (SECRET_PHRASE, little.SECRET, CLERK, CLERK.split()[1], CLERK_MAIL, CLERK_PHONE, "99-4711", "___tmp", "sid=")


def found(text: str, where: str, words: tuple[str, ...] = WORDS) -> list[str]:
    return [f"{word} in {where}" for word in words if word.casefold() in text.casefold()]


def archived() -> str:
    """Everything in the raw archive of this source."""
    kept = RawAnswer.objects.values_list("sha256", flat=True)
    assert len(kept) > 5
    return "\n".join(archive.content(one).decode() for one in kept)


def addresses() -> list[str]:
    """All public addresses of the body, its calendars and the feeds and lists that name its papers."""
    body = Body.objects.get()
    own: list[Any] = [body, *Paper.objects.public(), *Meeting.objects.public(), *Organization.objects.public()]
    own += list(Person.objects.public())
    dated: list[Any] = [*Meeting.objects.public(), *_committees()]
    calendars = [f"{one.get_absolute_url()}.ics" for one in dated]
    lists = [reverse(f"council:{name}") for name in ("index", "papers", "meetings", "committees")]
    return [*(one.get_absolute_url() for one in own), *calendars, *lists, "/quellen", "/sitemap-1.xml"]


def _committees() -> list[Organization]:
    return list(Organization.objects.public().filter(kind__in=["council", "committee"]))


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_secret_and_no_clerk_gets_anywhere(
    install: Install, system: str, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    installed = install(system)
    with capture_logs() as log:
        run = installed.harvest()
    asked = [one for one in installed.server.requests if one.path != "/robots.txt"]

    assert run.state == "done"
    assert AgendaItem.objects.filter(public=False).count() == 3
    leaks = found(everything_stored(), "the database")
    leaks += found(archived(), "the archive")
    leaks += found("\n".join(map(str, Entry.objects.values_list())), "the index")
    leaks += found(f"{log} {capsys.readouterr()}", "the log")
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code in (200, 404), address
        text = b"".join(answer) if answer.streaming else answer.content
        leaks += found(text.decode(), address)
    assert leaks == []
    numbers = [str(10 * meeting + 9) for meeting in (little.HELD, little.HELD_TOO, little.NEXT)]
    assert not [one.target for one in asked if any(one.target.endswith(f"={number}") for number in numbers)]


@pytest.mark.parametrize("system", ["allris3", "allris4", "sessionnet6"])
def test_titles_of_a_whole_sample_council_stay_where_they_are(install: Install, system: str) -> None:
    council = sample_council(bodies=("wuerselen",), more=True)
    installed = install(site=SITES[system](council, name=system), days=10)

    assert installed.harvest().state == "done"

    secrets = (*council.secrets, SECRET_PHRASE, CLERK, CLERK_MAIL, CLERK_PHONE)
    assert len(secrets) > 8
    assert AgendaItem.objects.filter(public=False).exists()
    assert found(everything_stored(), "the database", secrets) == []
    assert found(archived(), "the archive", secrets) == []


def test_a_point_that_is_taken_out_of_the_public_part_is_shown_no_more(harvested: Install, client: Client) -> None:
    installed = harvested("allris3")
    title = "Vorhaben 3: Umbau der Schule"
    meeting = Meeting.objects.get(record__native_id__endswith=f"={little.NEXT}")
    assert title in client.get(meeting.get_absolute_url()).content.decode()
    installed.council.change(little.item(little.NEXT, 1), public=False, number="N 2", consultation=None)

    installed.harvest(hours=7)

    assert title not in client.get(meeting.get_absolute_url()).content.decode()
    assert title not in Entry.objects.get(kind="meeting", ref__endswith=meeting.slug).body
    shown = meeting.agenda_items.filter(record__state="live")
    assert set(shown.values_list("public", "name")) == {(False, "")}


@pytest.mark.parametrize("how", ["moved to the non-public part", "taken off"])
@pytest.mark.parametrize("system", ["allris3", "allris4", "sessionnet6"])
def test_nothing_that_a_dropped_point_said_stays_in_whatever_state(install: Install, system: str, how: str) -> None:
    installed = install(system)
    council, point, meeting = installed.council, little.item(little.NEXT, 1), little.meeting(little.NEXT)
    council.change(point, name="Ankauf der Villa Morgenrot", consultation=None)
    installed.harvest()
    council.change(point, name="Ankauf der Villa Morgenrot, zweite Lesung")
    installed.harvest(hours=7)
    assert "Morgenrot" in everything_stored()
    if how == "taken off":
        council.change(meeting, agendaItem=council.object(meeting)["agendaItem"][1:])
    else:
        council.change(point, public=False, number="N 2")

    assert installed.harvest(hours=14).state == "done"

    assert not AgendaItem.objects.filter(name__contains="Morgenrot").exists()
    assert "Morgenrot" not in everything_stored()
    council.change(point, public=True, number="Ö 1")
    council.change(meeting, agendaItem=[point])
    installed.harvest(hours=21)
    shown = AgendaItem.objects.filter(record__state="live", public=True, name__contains="Morgenrot")
    assert shown.count() == 1, "what is public again is shown again"
