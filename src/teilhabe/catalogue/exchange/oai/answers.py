"""Answers as XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from teilhabe.core.text import without_controls

from ..identity import host, machine_address
from .arguments import PREFIXES, TOKEN_LASTS, Asked, BadArgument, BadVerb, OaiProblem
from .records import AMB, OAI, OAI_DC, XSI, Record, add, add_header, add_record, sets, stamp

PER_PAGE = 100
_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
_FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
    "amb_json": ("", AMB),
}


def answer(given: Mapping[str, Sequence[str]], now: datetime, problem: OaiProblem | None = None) -> etree._Element:
    """The frame of every answer, with the error if there was one. ``given`` are the parameters as they came, ``now``
    is until when the answer knows of every change."""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    add(root, "responseDate", stamp(now))
    request = add(root, "request", machine_address("oai"))
    if not isinstance(problem, BadVerb | BadArgument):
        for name, values in given.items():
            request.set(name, without_controls(values[0]))
    if problem is not None:
        add(root, "error", str(problem)).set("code", problem.code)
    return root


def identify(root: etree._Element, *, name: str, mail: str, earliest: datetime) -> None:
    told = etree.SubElement(root, f"{{{OAI}}}Identify")
    add(told, "repositoryName", name)
    add(told, "baseURL", machine_address("oai"))
    add(told, "protocolVersion", "2.0")
    add(told, "adminEmail", mail)
    add(told, "earliestDatestamp", stamp(earliest))
    add(told, "deletedRecord", "persistent")
    add(told, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    described = etree.SubElement(
        add(told, "description", ""), f"{{{_IDENTIFIER}}}oai-identifier", nsmap={None: _IDENTIFIER, "xsi": XSI}
    )
    described.set(f"{{{XSI}}}schemaLocation", f"{_IDENTIFIER} http://www.openarchives.org/OAI/2.0/oai-identifier.xsd")
    for part, text in (
        ("scheme", "oai"),
        ("repositoryIdentifier", host()),
        ("delimiter", ":"),
        ("sampleIdentifier", f"oai:{host()}:0f6c2f0e-8d0c-4a53-9a55-6a5f5bb2a1c4"),
    ):
        etree.SubElement(described, f"{{{_IDENTIFIER}}}{part}").text = text


def list_formats(root: etree._Element, record: Record | None) -> None:
    """Formats of everything, or of ``record``."""
    told = etree.SubElement(root, f"{{{OAI}}}ListMetadataFormats")
    for prefix in PREFIXES:
        if prefix == "amb_json" and record is not None and not record.has_amb:
            continue
        schema, space = _FORMATS[prefix]
        one = etree.SubElement(told, f"{{{OAI}}}metadataFormat")
        add(one, "metadataPrefix", prefix)
        add(one, "schema", schema or machine_address("oai_amb_schema"))
        add(one, "metadataNamespace", space)


def list_sets(root: etree._Element) -> None:
    told = etree.SubElement(root, f"{{{OAI}}}ListSets")
    for spec, name in sets():
        one = etree.SubElement(told, f"{{{OAI}}}set")
        add(one, "setSpec", spec)
        add(one, "setName", name)


def get_record(root: etree._Element, record: Record, prefix: str) -> None:
    add_record(etree.SubElement(root, f"{{{OAI}}}GetRecord"), record, prefix)


def list_records(
    root: etree._Element,
    asked: Asked,
    records: Sequence[Record],
    *,
    last: tuple[datetime, int],
    total: int,
    now: datetime,
) -> None:
    """A page of headers or records; ``last`` is where the page ends, ``total`` how many all pages hold."""
    told = etree.SubElement(root, f"{{{OAI}}}{asked.verb}")
    for record in records:
        if asked.verb == "ListIdentifiers":
            add_header(told, record)
        else:
            add_record(told, record, asked.prefix)
    until_here = asked.told + len(records)
    if until_here >= total and asked.after is None:
        return
    more = until_here < total
    token = add(told, "resumptionToken", asked.further(last, told=until_here, total=total) if more else "")
    token.set("completeListSize", str(total))
    token.set("cursor", str(asked.told))
    if more:
        token.set("expirationDate", stamp(now + TOKEN_LASTS))


def written(root: etree._Element) -> bytes:
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return text


AMB_SCHEMA = f"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{AMB}" elementFormDefault="qualified">
  <xs:annotation>
    <xs:documentation xml:lang="de">Der Text des Elements ist ein JSON-LD-Dokument nach dem Allgemeinen Metadatenprofil
      für Bildungsressourcen (AMB), https://w3id.org/kim/amb/20231019/.</xs:documentation>
  </xs:annotation>
  <xs:element name="json">
    <xs:complexType>
      <xs:simpleContent>
        <xs:extension base="xs:string">
          <xs:attribute name="mediaType" type="xs:string" use="required"/>
        </xs:extension>
      </xs:simpleContent>
    </xs:complexType>
  </xs:element>
</xs:schema>
"""
