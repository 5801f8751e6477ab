"""A repository tells its records page by page, and which of them are gone."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from teilhabe.catalogue.actions import withdraw_offer
from teilhabe.catalogue.ingest.formats import FORMATS
from teilhabe.catalogue.ingest.items import FeedUnavailable, Gone, Options, Read, Unreadable
from teilhabe.core.audit import COMMAND_LINE

from ..offers import an_offer
from .feeds import asking_the_portal, items, read, the_item

pytestmark = pytest.mark.django_db
HEAD = '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)


def record(key: str, *, deleted: bool = False, dc: str = "<dc:title>Chor</dc:title>") -> str:
    status = ' status="deleted"' if deleted else ""
    inner = "" if deleted else f"<metadata>{DC.format(dc)}</metadata>"
    return f"<record><header{status}><identifier>{key}</identifier></header>{inner}</record>"


def answer(*records: str, token: str = "") -> str:
    more = f"<resumptionToken>{token}</resumptionToken>" if token else ""
    return f"{HEAD}<ListRecords>{''.join(records)}{more}</ListRecords></OAI-PMH>"


def whole(ask: Callable[[str], bytes], url: str) -> list[Read]:
    return list(FORMATS["oai"].read(FORMATS["oai"].documents(ask, url), Options()))


def test_page_after_page_until_the_last_with_what_is_gone() -> None:
    asked = []

    def ask(url: str) -> bytes:
        asked.append(parse_qs(urlsplit(url).query))
        if asked[-1]["verb"] == ["ListMetadataFormats"]:
            formats = "".join(
                f"<metadataFormat><metadataPrefix>{one}</metadataPrefix></metadataFormat>" for one in ("lom", "oai_dc")
            )
            return f"{HEAD}<ListMetadataFormats>{formats}</ListMetadataFormats></OAI-PMH>".encode()
        if "resumptionToken" in asked[-1]:
            return answer(record("oai:a:2"), record("oai:a:3", deleted=True), record("oai:a:1")).encode()
        return answer(record("oai:a:1"), token="weiter & mehr".replace("&", "&amp;")).encode()

    found = whole(ask, "https://archiv.example/oai?set=kurse")
    assert [one.key for one in found] == ["oai:a:1", "oai:a:2", "oai:a:3"]
    assert isinstance(found[2], Gone)
    assert asked[1]["metadataPrefix"] == ["oai_dc"]
    assert asked[1]["set"] == ["kurse"]
    assert asked[2] == {"verb": ["ListRecords"], "resumptionToken": ["weiter & mehr"]}


def test_dublin_core_says_title_words_subjects_and_where_to_find_it() -> None:
    dc = (
        '<dc:title xml:lang="en">Choir</dc:title><dc:title xml:lang="de">Chor</dc:title>'
        "<dc:description>Wir singen.</dc:description><dc:subject>Kultur; Pinguine</dc:subject>"
        "<dc:subject>Ethik, Religion, Praktische Philosophie</dc:subject>"
        "<dc:type>Text</dc:type><dc:identifier>doi:10.1/2</dc:identifier>"
        "<dc:identifier>https://archiv.example/chor</dc:identifier><dc:language>deu</dc:language>"
        "<dc:publisher>Archiv</dc:publisher><dc:creator>Ada Muster</dc:creator><dc:rights>CC BY 4.0</dc:rights>"
    )
    one = the_item(read("oai", answer(record("oai:a:1", dc=dc))))
    assert one.values == {
        "kind": "material",
        "title": "Chor",
        "body": "<p>Wir singen.</p>",
        "summary": "Wir singen.",
        "themes": ["culture"],
        "subjects": ["ethics"],
        "on_site": False,
        "creators": "Ada Muster",
        "material_licence": "https://creativecommons.org/licenses/by/4.0/",
        "material_url": "https://archiv.example/chor",
        "languages": ["de"],
    }
    assert one.organisation == "Archiv"
    assert [note.said for note in one.notes] == ["Pinguine"]


def test_our_own_repository_comes_back_in_both_formats(client: Client) -> None:
    course = an_offer(themes=["language"])
    material = an_offer(
        title="Karten",
        kind="material",
        material_url="https://material.example/1",
        material_licence="https://creativecommons.org/licenses/by/4.0/",
        resource_types=["worksheet"],
    )
    gone = an_offer(title="Altes")
    withdraw_offer(gone, reason="vorbei", by=COMMAND_LINE)
    found = whole(asking_the_portal(client), "http://testserver/oai?metadataPrefix=oai_dc")
    assert {one.values["title"]: one.values["kind"] for one in items(found)} == {
        course.title: "offer",
        "Karten": "material",
    }
    assert next(one for one in found if isinstance(one, Gone)).key.endswith(str(gone.translation_key))
    assert items(found)[0].values["themes"] == ["language"]
    best = whole(asking_the_portal(client), "http://testserver/oai")
    (one,) = items(best)
    assert (one.values["title"], one.values["material_url"]) == ("Karten", material.material_url)


def test_an_error_of_the_repository_is_a_sentence_and_nothing_new_is_none() -> None:
    with pytest.raises(FeedUnavailable, match="kennt die Fortsetzung nicht mehr"):
        read("oai", f'{HEAD}<error code="badResumptionToken">x</error></OAI-PMH>')
    assert read("oai", f'{HEAD}<error code="noRecordsMatch"/></OAI-PMH>') == []
    with pytest.raises(FeedUnavailable, match="keine Antwort einer OAI-PMH"):
        read("oai", "<rss/>")


def test_a_repository_that_turns_in_circles_is_left() -> None:
    with pytest.raises(FeedUnavailable, match="immer wieder"):
        whole(lambda _url: answer(record("oai:a:1"), token="x").encode(), "https://a.example/oai?metadataPrefix=oai_dc")


def test_a_record_without_content_or_of_a_strange_kind_hinders_no_other() -> None:
    strange = (
        "<record><header><identifier>oai:a:1</identifier></header><metadata><x xmlns='urn:x'/></metadata></record>"
    )
    empty = "<record><header><identifier>oai:a:2</identifier></header></record>"
    found = read("oai", answer(strange, empty, record("oai:a:3")))
    assert [type(one) for one in found[:2]] == [Unreadable, Unreadable]
    assert the_item(found[2:]).values["title"] == "Chor"
