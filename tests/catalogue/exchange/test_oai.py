"""A harvester comes by: what it hears of offers that are new, changed and gone, and of its own mistakes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_init
from django.test import Client
from django.utils import timezone
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from teilhabe.catalogue.actions import withdraw_offer
from teilhabe.catalogue.actions.time import tell_anew
from teilhabe.catalogue.models import Offer, PublicRecord, State
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.directory.models import Organisation
from teilhabe.search.models import Entry

from ... import people
from ..offers import an_offer

pytestmark = pytest.mark.django_db
NAMES = {"oai": "http://www.openarchives.org/OAI/2.0/", "dc": "http://purl.org/dc/elements/1.1/"}
SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "oai-pmh" / "sickle" / "tests" / "sample_data"
START = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def ask(client: Client, query: str) -> Any:
    response = client.get(f"/oai?{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=UTF-8"
    return etree.fromstring(response.content)


def texts(root: Any, path: str) -> list[str]:
    return [str(one) for one in root.xpath(f"{path}/text()", namespaces=NAMES)]


def error(client: Client, query: str) -> str:
    (found,) = ask(client, query).findall("oai:error", NAMES)
    assert found.text
    return str(found.get("code"))


def name_of(offer: Any) -> str:
    return f"oai:teilhabe.invalid:{offer.translation_key}"


def test_the_portal_says_who_it_is(client: Client) -> None:
    an_offer()
    root = ask(client, "verb=Identify")
    told = root.find("oai:Identify", NAMES)
    said = {etree.QName(one).localname: one.text for one in told}
    assert said["protocolVersion"] == "2.0"
    assert said["deletedRecord"] == "persistent"
    assert said["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert said["baseURL"] == "http://127.0.0.1:8000/oai"
    assert said["earliestDatestamp"] <= texts(root, "oai:responseDate")[0]


def test_a_record_speaks_dublin_core_in_all_its_languages(client: Client) -> None:
    offer = an_offer()
    root = ask(client, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={name_of(offer)}")
    assert texts(root, "//dc:title") == ["Deutsch am Vormittag"]
    assert texts(root, "//dc:subject") == ["Sprachen", "Erwachsenenbildung"]
    assert texts(root, "//dc:language") == ["de", "ar"]
    assert texts(root, "//dc:identifier") == ["http://127.0.0.1:8000/angebote/deutsch-am-vormittag"]
    assert texts(root, "//oai:setSpec") == ["kind:offer", "theme:language"]
    request = root.find("oai:request", NAMES)
    assert (request.get("verb"), request.text) == ("GetRecord", "http://127.0.0.1:8000/oai")


def test_a_material_also_speaks_amb(client: Client) -> None:
    material = an_offer(kind="material", title="Wir & ihr", resource_types=["worksheet"])
    offer = an_offer()
    root = ask(client, "verb=ListRecords&metadataPrefix=amb_json")
    (said,) = root.xpath("//*[local-name()='json']")
    assert json.loads(said.text)["name"] == "Wir & ihr"
    assert json.loads(said.text) == client.get(f"/amb/{material.translation_key}.json").json()
    one = f"verb=GetRecord&metadataPrefix=amb_json&identifier={name_of(offer)}"
    assert error(client, one) == "cannotDisseminateFormat"
    formats = texts(ask(client, f"verb=ListMetadataFormats&identifier={name_of(offer)}"), "//oai:metadataPrefix")
    assert formats == ["oai_dc"]
    assert texts(ask(client, "verb=ListMetadataFormats"), "//oai:metadataPrefix") == ["oai_dc", "amb_json"]
    schema = texts(ask(client, "verb=ListMetadataFormats"), "//oai:schema")[1]
    etree.XMLSchema(etree.fromstring(client.get(schema.removeprefix("http://127.0.0.1:8000")).content)).assertValid(
        said
    )


def test_what_is_gone_is_told_as_deleted_also_to_those_who_follow_a_theme(client: Client) -> None:
    with time_machine.travel(START, tick=False):
        kept, gone = an_offer(), an_offer(themes=["family"])
    with time_machine.travel(START + timedelta(days=1), tick=False):
        withdraw_offer(gone, by=COMMAND_LINE)
        for query in ("", "&set=kind:offer", "&set=theme:family", "&from=2026-11-02T08:00:00Z", "&from=2026-11-02"):
            root = ask(client, f"verb=ListRecords&metadataPrefix=oai_dc{query}")
            (header,) = root.xpath("//oai:header[@status='deleted']", namespaces=NAMES)
            assert texts(header, "oai:identifier") == [name_of(gone)]
            assert texts(header, "oai:datestamp") == ["2026-11-02T08:00:00Z"]
            assert header.getparent().find("oai:metadata", NAMES) is None
        before = ask(client, "verb=ListIdentifiers&metadataPrefix=oai_dc&until=2026-11-01")
        assert texts(before, "//oai:identifier") == [name_of(kept)]


def test_a_long_list_comes_in_pages_and_misses_nothing(client: Client) -> None:
    with time_machine.travel(START, tick=False):
        an_offer()
        # Many changed in the same second: the page ends between them.
        PublicRecord.objects.bulk_create(
            [PublicRecord(key=uuid4(), kind="offer", changed=START, deleted=True) for _ in range(249)]
        )
        found: list[str] = []
        sizes = []
        query = "verb=ListIdentifiers&metadataPrefix=oai_dc"
        while query:
            root = ask(client, query)
            page = texts(root, "//oai:identifier")
            found += page
            sizes.append(len(page))
            (token,) = root.xpath("//oai:resumptionToken", namespaces=NAMES)
            assert token.get("completeListSize") == "250"
            assert token.get("cursor") == str(sum(sizes[:-1]))
            query = f"verb=ListIdentifiers&resumptionToken={token.text}" if token.text else ""
    assert sizes == [100, 100, 50]
    assert len(set(found)) == 250


def test_a_page_of_a_long_list_reads_no_more_than_it_tells(client: Client, assert_max_queries: Any) -> None:
    an_offer()
    PublicRecord.objects.bulk_create(
        [PublicRecord(key=uuid4(), kind="offer", changed=START, deleted=True) for _ in range(250)]
    )
    ask(client, "verb=ListRecords&metadataPrefix=oai_dc")
    read: list[PublicRecord] = []
    post_init.connect(
        lambda instance, **_rest: read.append(instance), sender=PublicRecord, weak=False, dispatch_uid="read"
    )
    try:
        with assert_max_queries(8):
            root = ask(client, "verb=ListRecords&metadataPrefix=oai_dc")
    finally:
        post_init.disconnect(sender=PublicRecord, dispatch_uid="read")
    assert len(texts(root, "//oai:identifier")) == 100
    assert len(read) == 101


def test_who_asks_since_the_last_answer_hears_of_a_change_that_was_under_way(client: Client) -> None:
    with time_machine.travel(START, tick=False):
        an_offer()
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        began = timezone.now()
        (answered,) = texts(ask(client, "verb=ListIdentifiers&metadataPrefix=oai_dc"), "//oai:responseDate")
    late = PublicRecord.objects.create(key=uuid4(), kind="offer", changed=began - timedelta(seconds=5), deleted=True)
    with time_machine.travel(START + timedelta(hours=2), tick=False):
        root = ask(client, f"verb=ListIdentifiers&metadataPrefix=oai_dc&from={answered}")
    assert texts(root, "//oai:identifier") == [f"oai:teilhabe.invalid:{late.key}"]


def test_the_new_name_of_an_organisation_is_a_change_and_a_note_between_editors_is_none(client: Client) -> None:
    with time_machine.travel(START, tick=False):
        offer, other = an_offer(), an_offer(organisation=people.an_organisation("Haus der Sprachen"))
    with time_machine.travel(START + timedelta(days=1), tick=False):
        Offer.objects.update(state=State.REVIEW_DUE, state_note="Wo genau?")
        assert tell_anew() == 0
        Organisation.objects.filter(pk=offer.organisation_id).update(name="Lernwerkstatt Eschental")
        assert tell_anew() == 1
        assert tell_anew() == 0
        root = ask(client, "verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-02")
    assert texts(root, "//oai:identifier") == [name_of(offer)]
    assert texts(root, "//dc:publisher") == ["Lernwerkstatt Eschental"]
    assert Entry.objects.get(ref=str(offer.pk)).facts["provider"] == "Lernwerkstatt Eschental"
    assert Entry.objects.get(ref=str(other.pk)).facts["provider"] == "Haus der Sprachen"


def test_a_token_ends_after_a_day_and_belongs_to_its_question(client: Client) -> None:
    with time_machine.travel(START, tick=False):
        PublicRecord.objects.bulk_create(
            [PublicRecord(key=uuid4(), kind="offer", changed=START, deleted=True) for _ in range(101)]
        )
        root = ask(client, "verb=ListIdentifiers&metadataPrefix=oai_dc")
        (token,) = texts(root, "//oai:resumptionToken")
        assert error(client, f"verb=ListRecords&resumptionToken={token}") == "badResumptionToken"
        assert error(client, f"verb=ListIdentifiers&resumptionToken={token[:-2]}") == "badResumptionToken"
        assert error(client, f"verb=ListIdentifiers&resumptionToken={token}&set=kind") == "badArgument"
    with time_machine.travel(START + timedelta(hours=23), tick=False):
        assert len(texts(ask(client, f"verb=ListIdentifiers&resumptionToken={token}"), "//oai:identifier")) == 1
    with time_machine.travel(START + timedelta(hours=25), tick=False):
        assert error(client, f"verb=ListIdentifiers&resumptionToken={token}") == "badResumptionToken"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Geben", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=kind", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-01&until=2026-11-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-02&until=2026-11-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=theme:kitchen", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=amb_json&set=kind:offer", "noRecordsMatch"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:anderswo:1", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%0c", "idDoesNotExist"),
        (
            "verb=ListMetadataFormats&identifier=oai:teilhabe.invalid:00000000-0000-4000-8000-000000000000",
            "idDoesNotExist",
        ),
    ],
)
def test_every_mistake_has_its_name(client: Client, query: str, code: str) -> None:
    an_offer()
    assert error(client, query) == code
    attributes = dict(ask(client, query).find("oai:request", NAMES).attrib)
    assert (attributes == {}) is (code in {"badVerb", "badArgument"})


def test_a_question_may_be_posted(client: Client) -> None:
    an_offer()
    response = Client(enforce_csrf_checks=True).post("/oai", {"verb": "ListRecords", "metadataPrefix": "oai_dc"})
    assert texts(etree.fromstring(response.content), "//dc:title") == ["Deutsch am Vormittag"]


def test_a_page_asks_as_often_for_three_as_for_one(client: Client, assert_max_queries: Any) -> None:
    for _number in range(2):
        with assert_max_queries(8):
            an_offer_exists = bool(texts(ask(client, "verb=ListRecords&metadataPrefix=oai_dc"), "//dc:title"))
        assert an_offer_exists is (_number > 0)
        people.a_municipality()
        for _ in range(3):
            an_offer(municipalities=["05999001"])


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/data/oai-pmh is not here: shapes are not compared")
@pytest.mark.parametrize("verb", ["Identify", "ListSets", "ListMetadataFormats", "ListRecords", "ListIdentifiers"])
def test_our_answers_have_the_shape_of_those_that_harvesters_know(client: Client, verb: str) -> None:
    """Every element we send stands, at its place, in an answer of a repository that the harvesters were made with."""
    an_offer()
    more = "&metadataPrefix=oai_dc" if verb in {"ListRecords", "ListIdentifiers"} else ""

    def paths(root: Any) -> set[str]:
        found = set()
        for one in root.iter("{http://www.openarchives.org/OAI/2.0/}*"):
            way = [etree.QName(step).localname for step in (*reversed(list(one.iterancestors())), one)]
            found.add("/".join(way))
        return found

    ours = paths(ask(client, f"verb={verb}{more}"))
    theirs: set[str] = set()
    for sample in SAMPLES.glob(f"{verb}*.xml"):
        if "Broken" not in sample.name:
            theirs |= paths(etree.parse(sample).getroot())
    # Those repositories have no sets in their lists; the protocol has them.
    assert {path for path in ours - theirs if not path.endswith("header/setSpec")} == set()


@pytest.mark.django_db(transaction=True)
def test_an_independent_harvester_takes_everything_over_http(live_server: Any) -> None:
    from oaipmh_scythe import Scythe
    from oaipmh_scythe.exceptions import IdDoesNotExist, NoRecordsMatch

    kept = an_offer(title="Bleibt")
    gone = an_offer(title="Geht")
    an_offer(kind="material", title="Arbeitsblatt", resource_types=["worksheet"])
    withdraw_offer(gone, by=COMMAND_LINE)
    PublicRecord.objects.bulk_create(
        [PublicRecord(key=uuid4(), kind="offer", changed=START, deleted=True) for _ in range(150)]
    )
    harvester: Any = Scythe(f"{live_server.url}/oai")
    with harvester:
        assert harvester.identify().deletedRecord == "persistent"
        assert {one.setSpec for one in harvester.list_sets()} >= {"kind:offer", "theme:language"}
        assert [one.metadataPrefix for one in harvester.list_metadata_formats()] == ["oai_dc", "amb_json"]
        everything = list(harvester.list_records(metadata_prefix="oai_dc"))
        assert len(everything) == 153
        assert len({one.header.identifier for one in everything}) == 153
        public = [one for one in everything if not one.header.deleted]
        assert {one.metadata["title"][0] for one in public} == {"Bleibt", "Arbeitsblatt"}
        assert len(list(harvester.list_records(metadata_prefix="oai_dc", ignore_deleted=True))) == 2
        since = START + timedelta(days=1)
        headers = list(harvester.list_identifiers(from_=since.strftime("%Y-%m-%dT%H:%M:%SZ")))
        assert {one.identifier: one.deleted for one in headers}[name_of(gone)] is True
        assert len(headers) == 3
        assert harvester.get_record(name_of(kept)).metadata["title"] == ["Bleibt"]
        assert len(list(harvester.list_records(metadata_prefix="amb_json"))) == 1
        with pytest.raises(IdDoesNotExist):
            harvester.get_record("oai:anderswo:1")
        with pytest.raises(NoRecordsMatch):
            list(harvester.list_identifiers(set_="theme:sport"))


def test_an_offer_that_goes_meanwhile_keeps_no_other_from_being_told() -> None:
    an_offer()
    an_offer(title="Lesen am Abend")
    Organisation.objects.update(name="Lernwerkstatt Eschental")
    went: list[int] = []

    def as_it_goes(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("SAVEPOINT") and not went:
            went.append(Offer.objects.earliest("pk").pk)
            Offer.objects.filter(pk=went[0]).delete()
        return execute(sql, *rest)

    with connection.execute_wrapper(as_it_goes):
        tell_anew()
    assert [entry.facts["provider"] for entry in Entry.objects.exclude(ref=str(went[0]))] == ["Lernwerkstatt Eschental"]
