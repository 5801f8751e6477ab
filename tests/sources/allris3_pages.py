"""The saved ALLRIS 3 pages, parsed and expected side by side in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from teilhabe.council.ingest.allris3 import Allris3, recognise
from teilhabe.council.ingest.html.document import decode
from teilhabe.council.ingest.html.facts import DocumentFact
from teilhabe.council.ingest.html.family import Installation, PageKind

from . import allris3_expected as expected
from .real import DATA

FOLDER = DATA / "allris3-hamburg"
BASE = "https://rat.example/bi/"
FAMILY = Allris3(Installation(base=BASE, suffix=".asp", calendar="si010_e"))


@dataclass(frozen=True)
class Saved:
    """A page: its name, kind, address, text, and what it should say in words of this module."""

    name: str
    kind: PageKind
    url: str
    text: str
    wanted: Any

    def facts(self) -> Any:
        return getattr(FAMILY, self.kind.value)(self.text, self.url)

    def told(self) -> Any:
        return TELL[self.kind](self.facts())


def text_of(name: str) -> str:
    return decode((FOLDER / name).read_bytes())


def pages() -> Iterator[Saved]:
    """Every saved page that has a reader."""
    yield _saved("si010_e.html", PageKind.CALENDAR, "si010_e.asp?MM=10&YY=2023", _calendar())
    for name, head in expected.AGENDA_HEADS.items():
        wanted = (
            *head[:3],
            expected.moment(head[3]),
            expected.moment(head[4]),
            head[5],
            _agenda(expected.AGENDAS[name]),
        )
        yield _saved(name, PageKind.MEETING, f"to010.asp?SILFDNR={head[0]}", wanted)
    for name, item in expected.ITEMS.items():
        yield _saved(name, PageKind.ITEM, f"to020.asp?TOLFDNR={item[0]}", item)
    for name, paper in expected.PAPERS.items():
        yield _saved(name, PageKind.PAPER, "vo020.asp?VOLFDNR=7", paper)
    for name, members in expected.MEMBERS.items():
        yield _saved(name, PageKind.MEMBERS, f"{name.rpartition('/')[2][:5]}.asp", members)
    for name, groups in expected.GROUPS.items():
        yield _saved(name, PageKind.COMMITTEES, "fr010.asp?SELECT=1", groups)


def all_names() -> list[str]:
    return sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))


def recognised(name: str) -> tuple[str, str, str]:
    found = recognise(text_of(name), f"{BASE}allris.net.asp")
    return (found.version, found.layout, found.calendar) if found else ("", "", "")


def _saved(name: str, kind: PageKind, path: str, wanted: Any) -> Saved:
    return Saved(name, kind, BASE + path, text_of(name), wanted)


def _calendar() -> tuple[Any, ...]:
    found = []
    for line in expected.MEETINGS.split("\n"):
        if line:
            number, start, end, room = line.split("|")
            day, clock = start.removeprefix("!").split()
            found.append(
                (
                    number,
                    expected.moment(f"2023-10-{day} {clock}"),
                    expected.moment(f"2023-10-{day} {end}") if end else None,
                    room,
                    start.startswith("!"),
                )
            )
    return tuple(found)


def _agenda(table: str) -> tuple[Any, ...]:
    found = []
    for line in table.split("\n"):
        if line:
            number, item, paper, reference, result = line.split("|")
            told = "" if result in ("-", "(offen)") else result
            found.append((f"Ö {number}", item, paper, reference, told, result != "-"))
    return tuple(found)


def _number(key: str) -> str:
    return key.rpartition("=")[2]


def _documents(found: tuple[DocumentFact, ...]) -> str:
    assert all("___tmp" not in f"{one.url}{one.key}" and bool(one.url) == bool(one.key) for one in found)
    return ", ".join(f"{one.role} {_number(one.key) or '-'}" for one in found)


TELL: Mapping[PageKind, Any] = {
    PageKind.CALENDAR: lambda page: tuple(
        (_number(one.meeting), one.start, one.end, one.room, one.cancelled) for one in page.entries
    ),
    PageKind.MEETING: lambda page: (
        *(_number(page.key), page.committee, page.committee_key, page.start, page.end, _documents(page.documents)),
        tuple(
            (one.number, _number(one.key), _number(one.paper), one.paper_reference, one.result_raw, one.has_page)
            for one in page.items
            if one.public and one.title
        ),
    ),
    PageKind.ITEM: lambda page: (
        *(_number(page.key), _number(page.meeting), page.number, _number(page.paper), page.paper_reference),
        *(page.result_raw, tuple(block.kind for block in page.blocks)),
    ),
    PageKind.PAPER: lambda page: (
        *(page.reference, page.kind_raw, page.lead, page.originators),
        tuple(
            (one.committee, one.role_raw, one.day, _number(one.meeting), _number(one.item), one.public)
            for one in page.steps
        ),
        *(tuple(block.kind for block in page.blocks), _documents(page.documents)),
    ),
    PageKind.MEMBERS: lambda page: (
        *(page.key, page.name, len(page.members), _number(page.members[0].person), _number(page.members[-1].person)),
        *(page.members[0].role, page.members[0].group),
    ),
    PageKind.COMMITTEES: lambda page: tuple((_number(one.key), one.name) for one in page.committees),
}
