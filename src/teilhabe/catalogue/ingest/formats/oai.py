"""OAI-PMH 2.0: ListRecords with ``amb_json`` where the repository has it, else ``oai_dc``; page after page by its
resumption tokens. The key is the identifier of the record; deleted records are ``Gone``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext_noop
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from ...models import Offer
from ..items import Ask, FeedUnavailable, Gone, Options, Read, Unreadable
from . import words
from .amb import read_material
from .areas import Areas
from .documents import an_object, xml_of
from .keys import key_of
from .texts import one_line, web_address
from .values import Told

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFERRED = ("amb_json", "oai_amb", "amb", "oai_dc")
_MATERIAL = {
    "interactiveresource",
    "text",
    "image",
    "movingimage",
    "sound",
    "dataset",
    "stillimage",
    "learningresource",
}
# Of Dublin Core; most of what an entry has it has no element for.
_TELLS = frozenset({"body", "creators", "languages", "municipalities", "districts"})
_SUBJECTS = ("themes", "subjects", "levels")
_SENTENCES = {
    "badResumptionToken": "Die Quelle kennt die Fortsetzung nicht mehr. Bitte starten Sie den Lauf neu.",
    "cannotDisseminateFormat": "Die Quelle gibt ihre Einträge nicht in einem Format, das das Portal liest.",
    "badVerb": "Die Quelle versteht die Frage nicht. Bitte prüfen Sie die Adresse.",
    "badArgument": "Die Quelle versteht die Frage nicht. Bitte prüfen Sie die Adresse.",
    "noSetHierarchy": "Die Quelle kennt keine Mengen („set“). Bitte nehmen Sie das aus der Adresse.",
}


class Oai:
    """A repository."""

    key = "oai"
    name = gettext_noop("OAI-PMH")
    suffixes: tuple[str, ...] = (".xml",)

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        """``url`` is that of the repository; ``set``, ``from`` and ``metadataPrefix`` in it are kept."""
        parts = urlsplit(url)
        base = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        given = {
            name: value for name, value in parse_qsl(parts.query) if name in {"set", "from", "until", "metadataPrefix"}
        }
        prefix = given.pop("metadataPrefix", "") or _format(ask, base)
        query = {"verb": "ListRecords", "metadataPrefix": prefix, **given}
        used: set[str] = set()
        while True:
            document = ask(f"{base}?{urlencode(query)}")
            yield document
            token = one_line(xml_of(document).findtext(f".//{OAI}resumptionToken") or "")
            if not token:
                return
            if token in used:
                raise FeedUnavailable("Die Quelle wiederholt dieselbe Seite immer wieder.")
            used.add(token)
            query = {"verb": "ListRecords", "resumptionToken": token}

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        areas = Areas()
        seen: set[str] = set()
        for page, document in enumerate(documents, start=1):
            root = xml_of(document)
            if root.tag != f"{OAI}OAI-PMH":
                raise FeedUnavailable(
                    "Das ist keine Antwort einer OAI-PMH-Schnittstelle. Bitte prüfen Sie die Adresse."
                )
            _raise_error(root)
            for number, record in enumerate(root.iter(f"{OAI}record"), start=1):
                found = _entry(record, f"Seite {page}, Eintrag {number}", options, areas)
                # A record that changed meanwhile comes again on a later page: the first one told is as good.
                if found.key and found.key in seen:
                    continue
                seen.add(found.key)
                yield found


def _raise_error(root: etree._Element) -> None:
    error = root.find(f"{OAI}error")
    if error is None or error.get("code") == "noRecordsMatch":
        return
    code = error.get("code", "")
    raise FeedUnavailable(
        _SENTENCES.get(code) or f"Die Quelle meldet einen Fehler: {one_line(error.text or code)[:200]}"
    )


def _format(ask: Ask, base: str) -> str:
    """The best format that the repository has; oai_dc is one that each must have."""
    root = xml_of(ask(f"{base}?verb=ListMetadataFormats"))
    has = {one_line(one.text or "") for one in root.iter(f"{OAI}metadataPrefix")}
    return next((prefix for prefix in _PREFERRED if prefix in has), "oai_dc")


def _entry(record: etree._Element, where: str, options: Options, areas: Areas) -> Read:
    header = record.find(f"{OAI}header")
    key = key_of(header.findtext(f"{OAI}identifier") or "") if header is not None else ""
    if not key:
        return Unreadable(where, "Der Eintrag hat keine Kennung („identifier“).")
    if header is not None and header.get("status") == "deleted":
        return Gone(key, where, "Die Quelle hat diesen Eintrag gelöscht.")
    metadata = record.find(f"{OAI}metadata")
    if metadata is None or len(metadata) == 0:
        return Unreadable(where, "Der Eintrag hat keinen Inhalt.", key)
    inner = metadata[0]
    if (material := _material(inner)) is not None:
        return read_material(material, where, areas, key)
    if inner.find(f".//{DC}title") is None and inner.tag.rpartition("}")[2] != "dc":
        return Unreadable(where, "Das Portal liest von dieser Quelle nur Dublin Core und AMB.", key)
    specs = [one_line(spec.text or "") for spec in record.iter(f"{OAI}setSpec")]
    return _dublin_core(inner, key, where, options, areas, specs)


def _material(inner: etree._Element) -> dict[str, Any] | None:
    """The JSON of AMB that stands as the text of one element."""
    text = (inner.text or "").strip()
    if not text.startswith("{"):
        return None
    try:
        return an_object(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def _dublin_core(inner: etree._Element, key: str, where: str, options: Options, areas: Areas, specs: list[str]) -> Read:
    def said(name: str) -> list[str]:
        rows = [(one.get(LANG, ""), one_line(one.text or "")) for one in inner.iter(f"{DC}{name}")]
        # Translations stand beside the German words.
        rows = [(language, text) for language, text in rows if text]
        own = [text for language, text in rows if language[:2] in ("", options.language)]
        return own or [text for _language, text in rows]

    told = Told(areas, _TELLS)
    titles = said("title")
    if not titles:
        return Unreadable(where, "Der Eintrag hat keinen Titel („dc:title“).", key)
    told.text("title", titles[0], "dc:title")
    if "title" not in told.values:
        return Unreadable(where, "Der Titel ist nicht lesbar („dc:title“).", key)
    told.values["kind"] = _kind(said("type"), specs, options)
    told.body("\n\n".join(said("description")), "dc:description")
    told.summary_from_body()
    _subjects(told, said("subject"), specs)
    told.organisation = next(iter(said("publisher")), "") or next(iter(said("creator")), "")
    addresses = [found for one in said("identifier") if (found := web_address(one))]
    if told.values["kind"] == Offer.Kind.MATERIAL:
        told.values["on_site"] = False
        told.text("creators", "\n".join(said("creator")), "dc:creator")
        for one in said("rights"):
            if words.choice_of("material_licence", one):
                told.choice("material_licence", one, "dc:rights")
        if addresses:
            told.url("material_url", addresses[-1], "dc:identifier")
    elif addresses:
        told.url("homepage", addresses[0], "dc:identifier")
    told.concepts("languages", [_language(one) for one in said("language")], "dc:language")
    told.areas(said("coverage"), "dc:coverage")
    return told.item(key, url=addresses[0] if addresses else "", where=where)


def _subjects(told: Told, said: list[str], specs: list[str]) -> None:
    """Subjects may be themes, school subjects or levels; portals of this software tell their themes as sets as well."""
    themes = [spec.removeprefix("theme:") for spec in specs if spec.startswith("theme:")]
    told.concepts("themes", themes, quietly=True)
    unknown: list[str] = []
    for one in said:
        # Some labels have a comma.
        parts = [one] if any(words.key_of(field, one) for field in _SUBJECTS) else words.several(one, "themes")
        for part in parts:
            fields = [field for field in _SUBJECTS if words.key_of(field, part)]
            for field in fields:
                if field != "themes" or not themes:
                    told.concepts(field, [part])
            unknown += [] if fields else [part]
    if unknown:
        told.note("dc:subject", ", ".join(unknown), "Das steht in keiner Liste des Portals und wurde nicht übernommen.")


def _kind(types: list[str], specs: list[str], options: Options) -> str:
    for spec in specs:
        if spec.startswith("kind:") and spec.removeprefix("kind:") in Offer.Kind.values:
            return spec.removeprefix("kind:")
    for one in types:
        if (value := words.choice_of("kind", one)) is not None:
            return value
    plain = {re.sub(r"\W", "", one).lower() for one in types}
    if plain & _MATERIAL:
        return Offer.Kind.MATERIAL.value
    return Offer.Kind.EVENT_SERIES.value if "event" in plain else options.kind


def _language(said: str) -> str:
    """Two letters where three are said."""
    return {"deu": "de", "ger": "de", "eng": "en", "fra": "fr", "fre": "fr", "tur": "tr", "ara": "ar", "ukr": "uk"}.get(
        said.lower(), said.partition("-")[0] if re.fullmatch(r"[a-zA-Z]{2}-[a-zA-Z]{2}", said) else said
    )
