"""Materials by the "Allgemeines Metadatenprofil für Bildungsressourcen" (AMB): one object, a list, or one in each line.

The key is the ``id`` of the material, which is its address in most.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext_noop

from ...models import Offer
from ..items import Ask, FeedUnavailable, Options, Read, Unreadable
from . import words
from .areas import Areas
from .documents import MOST_DEPTH, a_list, an_object, json_of, text_of, words_of
from .keys import key_of
from .values import Told, by_uri

_FRAME = 4096
_LONGEST_LINE = 1_000_000
_HOLDERS = ("contents", "@graph", "items", "member", "hits", "resources", "materials")
_CONCEPTS = {"about": "subjects", "learningResourceType": "resource_types", "educationalLevel": "levels"}
_TELLS = frozenset({
    "body", "material_url", "themes", "blocks", "needs", "audience", "material_licence", "creators", "languages",
    "cost", "homepage", *_CONCEPTS.values(),
})  # fmt: skip
_AUDIENCES = {"teacher": "teachers", "parent": "parents", "student": "children", "general public": "families"}


class Amb:
    """Descriptions of learning materials."""

    key = "amb"
    name = gettext_noop("AMB (Lernmaterial, JSON)")
    suffixes: tuple[str, ...] = (".json", ".jsonl", ".ndjson", ".jsonld")

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        """One document, or one page after the other where a list says how many there are, as ours does."""
        page = 1
        while True:
            document = ask(url if page == 1 else _with_page(url, page))
            yield document
            pages = _pages(document)
            if page >= pages:
                return
            page += 1

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        areas = Areas()
        seen: dict[str, int] = {}
        for page, document in enumerate(documents):
            given: set[str] = set()
            for number, one in enumerate(_objects(document), start=1):
                where = f"Eintrag {number}"
                found = read_material(one, where, areas) if one is not None else None
                if found is None:
                    yield Unreadable(where, "Diese Zeile ist kein lesbares JSON.")
                elif found.key and seen.setdefault(found.key, page) < page:
                    # One that comes or goes moves others to the next page while it is asked for.
                    continue
                elif found.key and found.key in given:
                    yield Unreadable(where, "Dieses Material steht schon weiter oben.", found.key)
                else:
                    given.add(found.key)
                    yield found


def _pages(document: bytes) -> int:
    # One in each line is no list with pages, and none of it has to be read twice.
    if b'"total_pages"' not in document[:_FRAME]:
        return 1
    pages = an_object(json_of(document)).get("total_pages")
    return pages if isinstance(pages, int) else 1


def _with_page(url: str, page: int) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), "page": str(page)}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _objects(document: bytes) -> Iterator[dict[str, Any] | None]:
    """The descriptions; None for a line that is none."""
    text = text_of(document)
    first, _end, rest = text.strip().partition("\n")
    # One in each line: the first line is whole by itself.
    if first.startswith("{") and rest.lstrip().startswith("{"):
        for line in text.splitlines():
            if line.strip():
                yield _line(line)
        return
    found = json_of(document)
    if isinstance(found, dict):
        holder = next((name for name in _HOLDERS if isinstance(found.get(name), list)), "")
        found = found[holder] if holder else [found]
    if not isinstance(found, list):
        raise FeedUnavailable("Das sind keine Beschreibungen von Material (AMB).")
    for one in found:
        yield an_object(one)


def _line(line: str) -> dict[str, Any] | None:
    if len(line) > _LONGEST_LINE or line.count("[") + line.count("{") > MOST_DEPTH * 50:
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read_material(one: dict[str, Any], where: str, areas: Areas, key: str = "") -> Read:
    """The entry that a description is; ``key`` where something else than its ``id`` is the key."""
    address = words_of(one.get("id")) or words_of(one.get("@id"))
    key = key_of(key or address)
    if not key:
        return Unreadable(where, "Das Material hat keine Kennung („id“).")
    told = Told(areas, _TELLS)
    told.text("title", _said(one.get("name")), "name")
    if "title" not in told.values:
        return Unreadable(where, "Das Material hat keinen Namen („name“).", key)
    told.values["kind"] = Offer.Kind.MATERIAL.value
    # A material takes place nowhere.
    told.values["on_site"] = False
    told.body(_said(one.get("description")), "description")
    told.summary_from_body()
    told.url("material_url", address if address.startswith("http") else _download(one), "id")
    for name, field in _CONCEPTS.items():
        _concepts(told, field, one.get(name), name)
    themes = told.concepts("themes", [_said(word) for word in a_list(one.get("keywords"))], quietly=True)
    left = [word for word in told.concepts("blocks", themes, quietly=True) if word]
    if left := told.concepts("needs", left, quietly=True):
        why = "Diese Schlagworte kennt das Portal nicht; sie wurden nicht übernommen."
        told.note("keywords", ", ".join(left), why, "themes", "blocks", "needs")
    for row in a_list(one.get("audience")):
        label = words_of(an_object(row).get("id")).rpartition("/")[2]
        said = _AUDIENCES.get(label.lower(), "") or _label(row)
        told.concepts("audience", [said], "audience")
    told.choice(
        "material_licence", words_of(an_object(one.get("license")).get("id")) or words_of(one.get("license")), "license"
    )
    told.text("creators", "\n".join(_names(one.get("creator"))), "creator")
    told.organisation = next(iter(_names(one.get("publisher"))), "")
    told.concepts("languages", [words_of(code) for code in a_list(one.get("inLanguage"))], "inLanguage")
    if one.get("isAccessibleForFree") is True:
        told.values["cost"] = Offer.Cost.FREE.value
    pages = [words_of(an_object(row).get("id")) for row in a_list(one.get("mainEntityOfPage"))]
    page = next((page for page in pages if page.startswith("http")), "")
    if page and page != told.values.get("material_url"):
        told.url("homepage", page, "mainEntityOfPage")
    return told.item(key, url=page or address, where=where)


def _concepts(told: Told, field: str, found: Any, heading: str) -> None:
    """By the address of the concept, else by its German name."""
    unknown = []
    for row in a_list(found):
        uri = words_of(an_object(row).get("id")) or words_of(row)
        key = by_uri(field, uri) or words.key_of(field, _label(row))
        if key is not None:
            told.concepts(field, [key])
        elif not uri.endswith("/other"):
            unknown.append(_label(row) or uri)
    if unknown:
        why = "Das steht nicht in der Liste des Portals und wurde nicht übernommen."
        told.note(heading, ", ".join(unknown), why, field)


def _label(row: Any) -> str:
    return _said(an_object(row).get("prefLabel") or an_object(row).get("name")) or words_of(row)


def _said(found: Any) -> str:
    """Words, or the German (else the first) of several languages."""
    if isinstance(found, dict):
        return words_of(found.get("de")) or next((words_of(value) for value in found.values() if words_of(value)), "")
    if isinstance(found, list):
        return _said(found[0]) if found else ""
    return words_of(found)


def _names(found: Any) -> list[str]:
    said = (_said(an_object(row).get("name")) or words_of(row) for row in a_list(found))
    return [name for name in dict.fromkeys(said) if name]


def _download(one: dict[str, Any]) -> str:
    for row in map(an_object, a_list(one.get("encoding"))):
        if address := words_of(row.get("contentUrl")) or words_of(row.get("embedUrl")):
            return address
    return ""
