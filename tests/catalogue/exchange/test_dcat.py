"""An open data portal reads what there is, by the rules of DCAT-AP.de 2.0."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from rdflib import DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT

from ... import people
from ..offers import an_offer

pytestmark = pytest.mark.django_db
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def read(client: Client, path: str = "/dcat.ttl", form: str = "turtle") -> Graph:
    response = client.get(path)
    assert response.status_code == 200
    return Graph().parse(data=response.content, format=form)


def the_only(graph: Graph, kind: Any) -> Any:
    (found,) = graph.subjects(RDF.type, kind)
    return found


# Class, property, least, most, what its value is: the mandatory and the checked ones of the German shapes.
RULES: list[tuple[Any, Any, int, int | None, str]] = [
    (DCAT.Catalog, DCTERMS.title, 1, None, "text"),
    (DCAT.Catalog, DCTERMS.description, 1, None, "text"),
    (DCAT.Catalog, DCTERMS.publisher, 1, 1, "agent"),
    (DCAT.Catalog, DCAT.dataset, 1, None, "dataset"),
    (DCAT.Catalog, FOAF.homepage, 0, 1, "address"),
    (DCAT.Catalog, DCTERMS.license, 0, 1, "licence"),
    (DCAT.Dataset, DCTERMS.title, 1, None, "text"),
    (DCAT.Dataset, DCTERMS.description, 1, None, "text"),
    (DCAT.Dataset, DCTERMS.publisher, 1, 1, "agent"),
    (DCAT.Dataset, DCAT.contactPoint, 1, None, "contact"),
    (DCAT.Dataset, DCAT.theme, 1, None, f"{EU}data-theme/[A-Z]{{4}}$"),
    (DCAT.Dataset, DCAT.keyword, 1, None, "text"),
    (DCAT.Dataset, DCAT.landingPage, 1, None, "address"),
    (DCAT.Dataset, DCTERMS.identifier, 1, None, "text"),
    (DCAT.Dataset, DCTERMS.issued, 1, 1, "moment"),
    (DCAT.Dataset, DCTERMS.modified, 1, 1, "moment"),
    (DCAT.Dataset, DCTERMS.language, 1, None, f"{EU}language/[A-Z]{{3}}$"),
    (DCAT.Dataset, DCTERMS.accrualPeriodicity, 0, 1, f"{EU}frequency/[A-Z_]+$"),
    (DCAT.Dataset, DCTERMS.accessRights, 0, 1, f"{EU}access-right/PUBLIC$"),
    (DCAT.Dataset, DCATDE.politicalGeocodingLevelURI, 1, None, r"http://dcat-ap\.de/def/politicalGeocoding/Level/\w+$"),
    (
        DCAT.Dataset,
        DCATDE.politicalGeocodingURI,
        1,
        None,
        r"http://dcat-ap\.de/def/politicalGeocoding/municipalityKey/\d{8}$",
    ),
    (DCAT.Dataset, DCATDE.contributorID, 1, 1, r"http://dcat-ap\.de/def/contributors/\w+$"),
    (DCAT.Dataset, DCAT.distribution, 1, None, "distribution"),
    (DCAT.Distribution, DCTERMS.title, 1, None, "text"),
    (DCAT.Distribution, DCAT.accessURL, 1, None, "address"),
    (DCAT.Distribution, DCTERMS.license, 1, 1, "licence"),
    (DCAT.Distribution, DCTERMS["format"], 1, 1, f"{EU}file-type/[A-Z_]+$"),
    (DCAT.Distribution, DCAT.mediaType, 1, 1, r"https://www\.iana\.org/assignments/media-types/[a-z]+/[a-z+-]+$"),
    (DCAT.Distribution, DCATDE.licenseAttributionByText, 1, None, "text"),
    (DCAT.DataService, DCTERMS.title, 1, None, "text"),
    (DCAT.DataService, DCAT.endpointURL, 1, None, "address"),
    (DCAT.DataService, DCAT.servesDataset, 1, None, "dataset"),
]
CLASSES = {
    "agent": FOAF.Agent,
    "dataset": DCAT.Dataset,
    "distribution": DCAT.Distribution,
    "contact": VCARD.Kind,
}


def problems(graph: Graph) -> list[str]:
    found = []
    for kind, name, least, most, what in RULES:
        for subject in graph.subjects(RDF.type, kind):
            values = list(graph.objects(subject, name))
            if len(values) < least or (most is not None and len(values) > most):
                found.append(f"{subject} {name}: {len(values)} values")
            found += [f"{subject} {name}: {value}" for value in values if not fits(graph, value, what)]
    for contact in graph.subjects(RDF.type, VCARD.Kind):
        if not [*graph.objects(contact, VCARD.hasURL), *graph.objects(contact, VCARD.hasEmail)]:
            found.append(f"{contact}: nobody can be reached")
    return found


def fits(graph: Graph, value: Any, what: str) -> bool:
    if what in CLASSES:
        return (value, RDF.type, CLASSES[what]) in graph
    if what == "text":
        return isinstance(value, Literal) and bool(str(value).strip())
    if what == "moment":
        return isinstance(value, Literal) and str(value.datatype).endswith("#dateTime") and value.value is not None
    if what == "licence":
        return str(value).startswith("http://dcat-ap.de/def/licenses/")
    if what == "address":
        return isinstance(value, URIRef) and str(value).startswith("http")
    return isinstance(value, URIRef) and re.match(what, str(value)) is not None


def test_the_description_keeps_the_rules(client: Client, settings: Any) -> None:
    settings.DCAT_CONTRIBUTOR = "musterkreis"
    people.a_municipality()
    an_offer(municipalities=["05999001"])
    graph = read(client)
    assert problems(graph) == []
    assert len(list(graph.subjects(RDF.type, DCAT.Distribution))) >= 5
    assert len(list(graph.subjects(RDF.type, DCAT.DataService))) == 2


def test_without_a_contributor_only_that_is_missing(client: Client) -> None:
    people.a_municipality()
    an_offer(municipalities=["05999001"])
    assert [problem.split()[1] for problem in problems(read(client))] == [f"{DCATDE.contributorID}:"]


def test_an_empty_portal_describes_itself_as_well(client: Client) -> None:
    graph = read(client)
    assert the_only(graph, DCAT.Catalog) == URIRef("http://127.0.0.1:8000/dcat")
    assert list(graph.objects(the_only(graph, DCAT.Dataset), DCTERMS.issued)) == []


def test_every_form_says_the_same(client: Client) -> None:
    an_offer()
    turtle = read(client)
    assert isomorphic(turtle, read(client, "/dcat.rdf", "xml"))
    assert isomorphic(turtle, read(client, "/dcat.jsonld", "json-ld"))
    for wanted, given in (
        ("text/turtle", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/json;q=0.5, application/rdf+xml;q=0.9", "application/rdf+xml"),
        ("*/*", "text/turtle"),
        ("text/html", "text/turtle"),
    ):
        response = client.get("/dcat", headers={"Accept": wanted})
        assert response["Content-Type"] == f"{given}; charset=utf-8"
        assert "Accept" in response["Vary"]
    assert client.get("/dcat.n3").status_code == 404


def test_every_address_in_it_answers(client: Client) -> None:
    an_offer()
    graph = read(client)
    for name in (DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL, DCAT.endpointDescription, FOAF.page):
        for address in graph.objects(None, name):
            path = str(address).removeprefix("http://127.0.0.1:8000")
            assert client.get(path).status_code == 200, path
