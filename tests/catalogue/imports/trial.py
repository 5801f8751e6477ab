"""A feed of the stories: one JSON object in each line, so that a story says what the feed says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from teilhabe.catalogue.actions.importing import begin_run, create_feed
from teilhabe.catalogue.ingest import archive
from teilhabe.catalogue.ingest.formats import FORMATS
from teilhabe.catalogue.ingest.items import Ask, FeedUnavailable, Gone, Item, Note, Options, Read, Skipped, Unreadable
from teilhabe.catalogue.ingest.reading import read_run
from teilhabe.core.audit import COMMAND_LINE

from ... import people
from ..offers import COMPLETE

if TYPE_CHECKING:
    from teilhabe.catalogue.models import Feed, ImportRun, Offer

ADDRESS = "https://kurse.example/angebote"


class Trial:
    """``answers`` are what the address says, one after the other; text is what is wrong with the feed."""

    key, name, suffixes = "trial", "Zeilen", (".jsonl",)

    def __init__(self) -> None:
        self.answers: list[bytes | str] = []

    def documents(self, ask: Ask, url: str) -> Iterator[bytes]:
        answer = self.answers.pop(0)
        if isinstance(answer, str):
            raise FeedUnavailable(answer)
        yield answer

    def read(self, documents: Iterator[bytes], options: Options) -> Iterator[Read]:
        for document in documents:
            for number, line in enumerate(document.decode().splitlines(), start=1):
                yield self._one(json.loads(line), f"Zeile {number}", options)

    def _one(self, said: dict[str, Any], where: str, options: Options) -> Read:
        key = said.pop("key", "")
        if why := said.pop("unreadable", ""):
            return Unreadable(where, why, key)
        if why := said.pop("no_entry", ""):
            return Skipped(where, why, key)
        if why := said.pop("gone", ""):
            return Gone(key, where, why)
        notes = tuple(Note("?", text, "Das war nicht zu verstehen.") for text in said.pop("notes", ()))
        organisation, url = said.pop("organisation", ""), said.pop("url", "")
        tells = frozenset(said.pop("tells", ()))
        values = {"kind": options.kind, **said}
        return Item(key, values, organisation, url, where, notes, tells)


def a_feed(**details: Any) -> Feed:
    """One that publishes has an address, others are files."""
    said = {
        "url": ADDRESS if details.get("publishes") else "",
        "name": "Kurse der Volkshochschule",
        "format": "trial",
        "organisation": people.an_organisation(),
        "licence": "CC BY 4.0",
        **details,
    }
    return create_feed(said, by=COMMAND_LINE)


def course(number: int, **said: Any) -> dict[str, Any]:
    """What a feed says of a course; complete, so that it can be handed in."""
    return {
        **COMPLETE,
        "key": f"kurs-{number}",
        "title": f"Kurs {number}",
        "phone": f"0241 555{number:03}",
        "url": f"https://kurse.example/{number}",
        **said,
    }


def courses(count: int) -> list[dict[str, Any]]:
    return [course(number) for number in range(1, count + 1)]


def document(entries: Iterable[Mapping[str, Any]]) -> bytes:
    return "\n".join(json.dumps(one) for one in entries).encode()


def uploaded(feed: Feed, entries: Iterable[Mapping[str, Any]], by: Any = COMMAND_LINE) -> ImportRun:
    """A run with its plan, as after an upload, or as the feed's address answers."""
    if feed.url:
        answering = FORMATS[feed.format]
        assert isinstance(answering, Trial)
        answering.answers.append(document(entries))
        return read_run(begin_run(feed, by=by))
    run = begin_run(feed, by=by, file_name="kurse.jsonl")
    archive.keep(run, 0, [document(entries)])
    return read_run(run)


def verdicts(run: ImportRun) -> dict[str, int]:
    return {name: count for name, count in run.counts.items() if count and name not in {"drafts", "taken"}}


def offer_of(feed: Feed, number: int) -> Offer:
    offer: Offer = feed.known.get(key=f"kurs-{number}").offer
    return offer
