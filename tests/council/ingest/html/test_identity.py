"""One paper, whichever system shows it and under whatever address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.apps import apps

from teilhabe.council.actions.sources import SourceRefused
from teilhabe.council.ingest.html.identity import page_key
from teilhabe.council.ingest.locks import source_lock
from teilhabe.council.ingest.run import Mode
from teilhabe.council.ingest.sources import move_source
from teilhabe.council.models import Body, Meeting, Organization, Paper, Record, RecordAlias, Source
from teilhabe.council.sample import SampleCouncil, Server
from teilhabe.council.sample.answers import answer
from teilhabe.council.sample.changes import retitle
from teilhabe.council.sample.exchange import Answer, Request
from teilhabe.council.sample.sites import Allris3Classic, Site
from teilhabe.council.sample.store import API, LIST_PROPERTIES, LISTS
from tests.council.ingest.dumps import everything_stored

from . import little
from .installed import TESTER, Install

ADDRESSES = (
    "https://rat.example/bi/vo020.asp?VOLFDNR=7",
    "http://rat.example/bi/vo020.asp?VOLFDNR=7",
    "HTTP://Rat.Example:80/bi/VO020.ASP?volfdnr=7",
    "https://rat.example/bi/vo020_r.asp?VOLFDNR=7&options=8",
    "https://rat.example/bi/vo020.asp?options=8&VOLFDNR=0007#allrisSV",
    "https://rat.example/BI/vo020?VOLFDNR=7&refresh=false",
    "https://rat.example/bi/vo020?0-1.0-&VOLFDNR=7&sid=0f3a",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_accidents_of_an_address_are_no_part_of_the_key(address: str) -> None:
    assert page_key(address) == ("paper", "rat.example/bi?volfdnr=7")


@pytest.mark.parametrize(
    "address",
    [
        "https://rat.example/bi/vo020.asp?VOLFDNR=8",
        "https://rat.example/ortsteil/vo020.asp?VOLFDNR=7",
        "https://andere.example/bi/vo020.asp?VOLFDNR=7",
        "https://rat.example/bi/si018_a.asp?VOLFDNR=7",
        "https://rat.example/bi/to010.asp?SILFDNR=7",
        "ftp://rat.example/bi/vo020.asp?VOLFDNR=7",
        "https://rat.example/bi/vo020.asp?VOLFDNR=siebenhundert",
    ],
)
def test_other_records_other_installations_and_searches_are_something_else(address: str) -> None:
    assert page_key(address) != ("paper", "rat.example/bi?volfdnr=7")


@dataclass
class Both(Site):
    """ALLRIS 3 with its OParl interface beside it, closed at first; its objects name their pages."""

    pages: Allris3Classic
    open: bool = False
    system = "allris3"
    start = "/bi/allris.net.asp"
    host: str = ""

    def __post_init__(self) -> None:
        super().__init__(self.pages.council)

    programs = missing = lambda self, *_: {}  # type: ignore[assignment]  # the two below answer everything

    def answer(self, request: Request) -> Answer:
        if "/oparl/" in request.path:
            return answer(self.council, request, page_size=50) if self.open else Answer(status=404)
        return self.pages.answer(request)


def name_pages(council: SampleCouncil, host: str) -> None:
    """Every object says where its page lies, each time a little differently."""
    programs = {
        "Paper": "VO020.asp?refresh=false&VOLFDNR",
        "Meeting": "to010.asp?SILFDNR",
        "Organization": "au020.asp?AULFDNR",
    }
    for kind, program in programs.items():
        for ref in council.ids(kind):
            number = ref.rsplit("/", 1)[1]
            shown = program
            if ref.endswith(f"/{little.COUNCIL}"):
                shown = "pa020.asp?PALFDNR"
            elif ref.endswith(f"/{little.GROUP}"):
                shown = "fr020.asp?FRLFDNR"
            council.change(ref, web=f"{host}/bi/{shown}={number}")


def add_paper(council: SampleCouncil, number: int, reference: str) -> None:
    """A paper that only OParl lists: nothing is said of a page of its own."""
    council.add("Paper", number, in_body=little.BODY, body=little.BODY, name="Nur dort", reference=reference)


Snapshot = dict[str, tuple[int, int, str]]


def known() -> Snapshot:
    """Papers, meetings with a page and committees: their records, rows and addresses."""
    found: Snapshot = {}
    for paper in Paper.objects.all():
        found[paper.reference] = paper.record_id, paper.pk, paper.get_absolute_url()
    for meeting in Meeting.objects.exclude(record__native_id__contains="planned="):
        if meeting.start is not None and meeting.agenda_items.exists():
            found[f"{meeting.start}"] = meeting.record_id, meeting.pk, meeting.get_absolute_url()
    for one in Organization.objects.exclude(kind="office"):
        found[one.name] = one.record_id, one.pk, one.get_absolute_url()
    return found


@pytest.mark.django_db
def test_a_source_that_moves_to_oparl_and_back_keeps_its_records_addresses_and_history(
    install: Install, serve_site: Callable[[Site], Server]
) -> None:
    site = Both(Allris3Classic(little.little_council()))
    installed = install(site=site)
    host = installed.server.url
    name_pages(installed.council, host)
    installed.harvest()
    before = known()
    body = Body.objects.get()
    assert len(before) == 5 + 3 + 3
    retitle(installed.council, paper="V/2", title="Vorhaben 2: Neubau")
    installed.harvest(hours=7)
    told = Paper.objects.get(reference="V/2").record.versions.count()
    assert told == 1

    site.open = True
    move_source(installed.source, f"{host}/oparl/v1.1/system", by=TESTER)
    installed.source.refresh_from_db()
    assert installed.source.system == "oparl"
    assert installed.harvest(hours=14).state == "done"

    assert known() == before
    assert Paper.objects.count() == 5
    assert Body.objects.values_list("pk", "slug").get() == (body.pk, body.slug)
    assert RecordAlias.objects.filter(record=body.record, native_id__endswith="/body/1").exists()
    paper = Paper.objects.get(reference="V/2")
    assert paper.name == "Vorhaben 2: Neubau"
    assert paper.record.versions.count() >= told
    assert paper.sections.exists(), "its text stays until the documents are read"
    assert RecordAlias.objects.filter(record=paper.record, native_id__contains="/oparl/").exists()
    assert not Record.objects.filter(kind="paper", state__in=["deleted", "withdrawn"]).exists()

    # What is new belongs to the same body, and a full harvest finds nothing missing but what OParl does not list.
    add_paper(installed.council, 706, "V/6")
    assert installed.harvest(Mode.FULL, hours=40).state == "done"
    assert set(Paper.objects.values_list("body", flat=True)) == {body.pk}
    assert Paper.objects.filter(reference="V/6").exists()
    assert Body.objects.values_list("pk", "slug", "record__state").get() == (body.pk, body.slug, "live")

    retitle(installed.council, paper="V/3", title="Vorhaben 3: Abriss")
    site.open = False
    move_source(installed.source, f"{host}/bi/allris.net.asp", by=TESTER)
    installed.source.refresh_from_db()
    assert installed.source.system == "allris3"
    assert installed.harvest(hours=400).state == "done"

    assert {name: one for name, one in known().items() if name != "V/6"} == before
    assert Body.objects.values_list("pk", "slug", "record__state").get() == (body.pk, body.slug, "live")
    assert Paper.objects.get(reference="V/3").name == "Vorhaben 3: Abriss"
    # OParl lists the meeting that was only planned as one of its own.
    gone = Record.objects.filter(kind__in=["paper", "meeting"], state__in=["deleted", "withdrawn"])
    assert not gone.exclude(native_id__contains="?planned=").exists()


@pytest.mark.django_db
def test_a_source_that_was_read_by_oparl_first_keeps_its_body_when_its_pages_are_read(
    install: Install, serve_site: Callable[[Site], Server]
) -> None:
    site = Both(Allris3Classic(little.little_council()), open=True)
    site.start = "/oparl/v1.1/system"
    installed = install(site=site)
    host = installed.server.url
    name_pages(installed.council, host)
    assert installed.source.system == "oparl"
    assert installed.harvest().state == "done"
    body, papers = Body.objects.get(), set(Paper.objects.values_list("pk", flat=True))

    site.open = False
    move_source(installed.source, f"{host}/bi/allris.net.asp", system="allris3", by=TESTER)
    installed.source.refresh_from_db()
    assert installed.harvest(hours=14).state == "done"

    assert Body.objects.values_list("pk", "slug", "record__state").get() == (body.pk, body.slug, "live")
    assert set(Paper.objects.values_list("pk", "body")) == {(pk, body.pk) for pk in papers}
    assert installed.harvest(hours=15).new == 0


@pytest.mark.django_db
def test_an_oparl_system_of_several_bodies_takes_over_the_one_of_the_same_municipality(install: Install) -> None:
    site = Both(Allris3Classic(little.little_council()))
    installed = install(site=site)
    host = installed.server.url
    name_pages(installed.council, host)
    installed.harvest()
    body = Body.objects.get()
    lists = {LIST_PROPERTIES[kind]: f"{API}/body/2/{path}" for kind, path in LISTS.items()}
    installed.council.add("Body", 2, name="Stadt Nebenan", ags="05334032", **lists)

    site.open = True
    move_source(installed.source, f"{host}/oparl/v1.1/system", by=TESTER)
    installed.source.refresh_from_db()
    assert installed.harvest(hours=14).state == "done"

    assert sorted(Body.objects.values_list("name", flat=True)) == ["Stadt Nebenan", "Stadt Würselen"]
    assert set(Paper.objects.values_list("body", flat=True)) == {body.pk}


@pytest.mark.django_db
def test_a_source_that_is_being_harvested_is_not_moved(install: Install) -> None:
    installed = install()
    before = Source.objects.values("url", "system").get()
    with (
        source_lock(installed.source.pk),
        pytest.raises(SourceRefused, match=r"wird gerade abgerufen; danach lässt sich die Quelle umstellen\."),
    ):
        move_source(installed.source, installed.server.start_url, by=TESTER)

    assert installed.asked() == []
    assert Source.objects.values("url", "system").get() == before


@pytest.mark.django_db
@pytest.mark.parametrize("system", ["allris3", "allris3_r", "allris4"])
def test_links_that_hold_for_a_moment_are_in_no_column(harvested: Install, system: str) -> None:
    harvested(system)
    stored = everything_stored()
    for sign in ("___tmp", "anlagenHeaderPanel", "JSESSIONID", "sid=", "refresh=false"):
        assert sign not in stored, sign
    assert len(apps.get_models()) > 20
    names = set(Paper.objects.values_list("attachments__file__name", flat=True))
    assert "Anlage 1: Lageplan" in names
