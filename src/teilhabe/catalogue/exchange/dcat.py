"""The catalogue as a data set of open administration: DCAT-AP.de 2.0."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from django.conf import settings
from rdflib import DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT

from teilhabe.directory.concepts import scheme

from .identity import machine_address, whole
from .interfaces import DATA_PAGE, DCAT_FORMS, Interface, interfaces
from .licence import attribution, data_licence

DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_EU = "http://publications.europa.eu/resource/authority/"
_GEO = "http://dcat-ap.de/def/politicalGeocoding/"
_IANA = "https://www.iana.org/assignments/media-types/"
_CONTRIBUTORS = "http://dcat-ap.de/def/contributors/"
# Education, culture and sport; population and society.
_THEMES = ("EDUC", "SOCI")


def written(form: str, *, issued: datetime | None, changed: datetime | None, towns: Collection[str]) -> str:
    """The description in one of ``DCAT_FORMS``. ``issued`` and ``changed`` are the first and last change of what is
    public, ``towns`` the official keys of the municipalities that offers are for."""
    return catalogue(issued=issued, changed=changed, towns=towns).serialize(format=DCAT_FORMS[form][0])


def catalogue(*, issued: datetime | None, changed: datetime | None, towns: Collection[str]) -> Graph:
    graph = Graph()
    for prefix, space in (("dcatde", DCATDE), ("dcatap", DCATAP), ("vcard", VCARD)):
        graph.bind(prefix, space)
    root, data = URIRef(machine_address("dcat")), URIRef(machine_address("dcat") + "#angebote")
    publisher = URIRef(whole("/#herausgeber"))
    german = URIRef(f"{_EU}language/DEU")
    themes = URIRef(f"{_EU}data-theme")

    def say(subject: URIRef, *pairs: tuple[URIRef, URIRef | Literal]) -> None:
        for name, value in pairs:
            graph.add((subject, name, value))

    say(publisher, (RDF.type, FOAF.Agent), (FOAF.name, Literal(attribution())), (FOAF.homepage, URIRef(whole("/"))))
    say(
        root,
        (RDF.type, DCAT.Catalog),
        (DCTERMS.title, Literal(f"{settings.PORTAL_NAME}: offene Daten", lang="de")),
        (DCTERMS.description, Literal(f"Was {attribution()} zum Weiterverwenden anbietet.", lang="de")),
        (DCTERMS.publisher, publisher),
        (DCTERMS.language, german),
        (DCTERMS.license, URIRef(data_licence().uri)),
        (FOAF.homepage, URIRef(whole("/"))),
        (DCAT.themeTaxonomy, themes),
        (DCAT.dataset, data),
    )
    say(themes, (RDF.type, SKOS.ConceptScheme), (DCTERMS.title, Literal("Data theme", lang="en")))
    contact = URIRef(machine_address("dcat") + "#kontakt")
    say(
        contact,
        (RDF.type, VCARD.Kind),
        (VCARD.fn, Literal(attribution())),
        (VCARD.hasURL, URIRef(whole("/rueckmeldung"))),
    )
    if settings.OPERATOR_MAIL:
        say(contact, (VCARD.hasEmail, URIRef(f"mailto:{settings.OPERATOR_MAIL}")))
    say(
        data,
        (RDF.type, DCAT.Dataset),
        (DCTERMS.title, Literal("Angebote zu Integration und Bildung", lang="de")),
        (
            DCTERMS.description,
            Literal(
                "Programme, Projekte, Angebote, Materialien und Veranstaltungsreihen: für wen, wo, wann, "
                "zu welchen Bedingungen, und wann zuletzt bestätigt wurde, dass alles stimmt.",
                lang="de",
            ),
        ),
        (DCTERMS.identifier, Literal(str(data))),
        (DCTERMS.publisher, publisher),
        (DCTERMS.language, german),
        (DCTERMS.accrualPeriodicity, URIRef(f"{_EU}frequency/CONT")),
        (DCTERMS.accessRights, URIRef(f"{_EU}access-right/PUBLIC")),
        (DCAT.contactPoint, contact),
        (DCAT.landingPage, URIRef(whole("/angebote/"))),
        (FOAF.page, URIRef(whole(DATA_PAGE))),
        *((DCAT.theme, URIRef(f"{_EU}data-theme/{name}")) for name in _THEMES),
        *((DCAT.keyword, Literal(one.label("de"), lang="de")) for one in scheme("theme").current()),
        (DCATDE.politicalGeocodingLevelURI, URIRef(f"{_GEO}Level/municipality")),
        *((DCATDE.politicalGeocodingURI, URIRef(f"{_GEO}municipalityKey/{key}")) for key in sorted(towns)),
    )
    for subject in (root, data):
        if issued:
            say(subject, (DCTERMS.issued, _moment(issued)))
        if changed:
            say(subject, (DCTERMS.modified, _moment(changed)))
    if settings.DCAT_CONTRIBUTOR:
        say(data, (DCATDE.contributorID, URIRef(f"{_CONTRIBUTORS}{settings.DCAT_CONTRIBUTOR}")))
    for one in interfaces():
        _add(graph, root, data, one, changed)
    return graph


def _add(graph: Graph, root: URIRef, data: URIRef, one: Interface, changed: datetime | None) -> None:
    """One interface as a distribution, and as a service if it is asked rather than fetched."""
    known = URIRef(f"{machine_address('dcat')}#{one.key}")
    licence = data_licence()
    graph.add((data, DCAT.distribution, known))
    pairs: list[tuple[URIRef, URIRef | Literal]] = [
        (RDF.type, DCAT.Distribution),
        (DCTERMS.title, Literal(f"{one.title} ({one.standard})", lang="de")),
        (DCTERMS.description, Literal(one.text, lang="de")),
        (DCAT.accessURL, URIRef(one.url)),
        (DCAT.mediaType, URIRef(f"{_IANA}{one.media_type}")),
        (DCTERMS["format"], URIRef(f"{_EU}file-type/{one.format}")),
        (DCTERMS.license, URIRef(licence.uri)),
        (DCTERMS.language, URIRef(f"{_EU}language/DEU")),
        (DCATAP.availability, URIRef(f"{_EU}planned-availability/STABLE")),
    ]
    if licence.names_source:
        pairs.append((DCATDE.licenseAttributionByText, Literal(attribution(), lang="de")))
    if changed:
        pairs.append((DCTERMS.modified, _moment(changed)))
    if one.service:
        service = URIRef(f"{known}-dienst")
        pairs.append((DCAT.accessService, service))
        graph.add((root, DCAT.service, service))
        for name, value in (
            (RDF.type, DCAT.DataService),
            (DCTERMS.title, Literal(one.title, lang="de")),
            (DCTERMS.license, URIRef(licence.uri)),
            (DCAT.endpointURL, URIRef(one.url)),
            (DCAT.servesDataset, data),
        ):
            graph.add((service, name, value))
        if one.described:
            graph.add((service, DCAT.endpointDescription, URIRef(one.described)))
    else:
        pairs.append((DCAT.downloadURL, URIRef(one.url)))
    for name, value in pairs:
        graph.add((known, name, value))


def _moment(when: datetime) -> Literal:
    return Literal(when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"), datatype=XSD.dateTime)
