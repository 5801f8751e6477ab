"""What of a page may be kept: its facts, written down anew as the system would print them.

Nothing is taken out of the page; only what the readers told goes in, so what a point that is not public says, clerks,
scripts, sessions and forms cannot stay by mistake. Then the kept page is read, and unless it says the same as the page
itself, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

from ..html.errors import NotThisPage
from ..html.facts import (
    CalendarPage,
    CommitteesPage,
    DocumentFact,
    ItemPage,
    MeetingPage,
    MembersPage,
    PaperPage,
    PersonPage,
    TextBlock,
)
from ..html.family import PageKind
from . import agenda, calendar, item, paper, people

Reader = Callable[[str, str], Any]
READERS: Mapping[PageKind, Reader] = {
    PageKind.CALENDAR: calendar.read_calendar,
    PageKind.MEETING: agenda.read_meeting,
    PageKind.ITEM: item.read_item,
    PageKind.PAPER: paper.read_paper,
    PageKind.COMMITTEES: people.read_committees,
    PageKind.MEMBERS: people.read_members,
    PageKind.PERSON: people.read_person,
}


def redact(kind: PageKind, page: str, url: str) -> str:
    """The page as it may be kept. Raises what its reader raises, and NotThisPage if the two would not say the same."""
    reader = READERS[kind]
    facts = reader(page, url)
    title, content = _WRITERS[kind](facts)
    kept = (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>ALLRIS</title></head><body>'
        f'<div id="mainContent"><h1 class="title">{escape(title)}</h1>{content}</div></body></html>'
    )
    if reader(kept, url) != facts:
        raise NotThisPage
    return kept


# -- parts --------------------------------


def _fact(label: str, name: str, value: str) -> str:
    """One line of a page's head; nothing for no value. ``value`` is HTML."""
    if not value:
        return ""
    return f'<dl><dt><span class="label">{label}:</span></dt><dd><span id="{name}">{value}</span></dd></dl>'


def _link(program: str, key: str, text: str, *, more: str = "", name: str = "") -> str:
    parameter, _, number = key.partition("=")
    given = f' id="{name}"' if name else ""
    return (
        f'<a href="./{program}?{parameter.upper()}={number}{more}"{given}>{escape(text)}</a>' if key else escape(text)
    )


def _committee(key: str, name: str) -> str:
    return _link(people.PROGRAMS.get(key.partition("=")[0], "gr020"), key, name)


def _row(cells: Iterable[tuple[str, str]]) -> str:
    parts = (f'<td class="{css}">{html}</td>' if css else f"<td>{html}</td>" for css, html in cells)
    return f"<tr>{''.join(parts)}</tr>"


def _table(css: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    head = "".join(f"<th>{name}</th>" for name in heads)
    return f'<table class="{css}"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _documents(found: Iterable[DocumentFact]) -> str:
    lasting, bound = [], []
    for one in found:
        if one.url:
            lasting.append(f'<li><a href="{escape(one.url)}">{escape(one.name)}</a></li>')
        else:
            bound.append(f"<li><a>{escape(one.name)}</a></li>")
    return (
        f'<aside id="dokumenteHeaderPanel"><ul>{"".join(lasting)}</ul></aside>'
        f'<aside id="anlagenHeaderPanel"><ul>{"".join(bound)}</ul></aside>'
    )


def _parts(blocks: Iterable[TextBlock]) -> str:
    return "".join(
        (f"<h2>{escape(block.heading)}</h2>" if block.heading else "") + f'<div class="docPart">{block.html}</div>'
        for block in blocks
    )


def _written(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""


# -- pages --------------------------------


def _calendar(page: CalendarPage) -> tuple[str, str]:
    rows = []
    for one in page.entries:
        raw_day, _, clock = one.start_raw.partition(" ")
        if one.start is None:
            raw_day, clock = "", one.start_raw
        committee = _committee(one.committee_key, one.committee) if one.committee_key else ""
        rows.append(
            _row(
                (
                    ("day", escape(raw_day)),
                    ("time", escape(clock)),
                    ("textCol", _link("to010", one.meeting, one.title)),
                    ("raum", escape(one.room)),
                    ("", committee),
                )
            )
        )
    return "Kalender", _table("calenderView", ("Datum", "Uhrzeit", "Sitzung", "Raum", "Gremium"), rows)


def _meeting(page: MeetingPage) -> tuple[str, str]:
    rows = []
    open_part: bool | None = None
    for one in page.items:
        if one.public is not open_part:
            open_part = one.public
            rows.append(
                f'<tr><td colspan="5">{"Öffentlicher Teil" if one.public else "Nichtöffentlicher Teil"}</td></tr>'
            )
        if not one.public:
            rows.append(_row((("tonr", f'<a id="link_0">{escape(one.number)}</a>'), ("tobetreff", ""))))
            continue
        number = one.key.rpartition("=")[2]
        link = _link("to020", one.key, one.title, name=f"betreff_{number}") if one.has_page else ""
        subject = link or f'<a id="betreff_{number or "x"}">{escape(one.title)}</a>'
        rows.append(
            _row(
                (
                    ("tonr", escape(one.number)),
                    ("tobetreff", subject),
                    ("tovonr", _link("vo020", one.paper, one.paper_reference) if one.paper else ""),
                    ("tozunr", escape(one.role_raw)),
                    ("tobanr", escape(one.result_raw)),
                )
            )
        )
    day = page.start_raw
    head = (
        _fact("Sitzung", "siname", escape(page.title))
        + _fact("Gremium", "sigremium", _committee(page.committee_key, page.committee))
        # Day and time in one: both are looked for in the whole.
        + f'<dl><dt>Datum:</dt><dd><span id="sidatum">{escape(day)}</span></dd></dl>'
        + _fact("Raum", "siraum", escape(page.room))
        + _fact("Status", "sistat", escape(page.state_raw))
    )
    agenda_table = _table("toTable", ("TOP", "Betreff", "Vorlage", "Zuständigkeit", "Beschluss"), rows)
    return "Tagesordnung", head + _documents(page.documents) + agenda_table


def _item(page: ItemPage) -> tuple[str, str]:
    head = (
        _fact("Sitzung", "siname", _link("to010", page.meeting, "Sitzung") if page.meeting else "")
        + f'<dl><dt>TOP:</dt><dd><span id="tonr">{escape(page.number)}</span></dd></dl>'
        + _fact("Betreff", "tobetreff", escape(page.title))
        + _fact("Vorlage", "tovonr", _link("vo020", page.paper, page.paper_reference) if page.paper else "")
        + _fact("Beschlussart", "toBeschlussart", escape(page.result_raw))
    )
    vote = f'<h2>Abstimmungsergebnis</h2><div class="docPart">{escape(page.vote_raw)}</div>' if page.vote_raw else ""
    return "Auszug", head + _documents(page.documents) + _parts(page.blocks) + vote


def _paper(page: PaperPage) -> tuple[str, str]:
    rows = []
    above: tuple[str, str, str] | None = None
    for step in page.steps:
        told = (step.committee, step.committee_key, step.role_raw)
        planned = step.day is None and not step.meeting
        if told != above or planned:
            rows.append(
                _row(
                    (
                        ("", ""),
                        ("", ""),
                        ("", _committee(step.committee_key, step.committee)),
                        ("", escape(step.role_raw)),
                    )
                )
            )
            above = None if planned else told
        if planned:
            continue
        meeting = _link("to010", step.meeting, "Sitzung") if step.meeting else ""
        item_link = _link("to020", step.item, "Auszug") if step.item else ""
        cells = (("", ""), ("", _written(step.day)), ("", meeting), ("", escape(step.result_raw)), ("", item_link))
        rows.append(_row(cells))
    related = "; ".join(_link("vo020", key, "Vorlage") for key in page.related)
    head = (
        _fact("Betreff", "vobetreff", escape(page.title))
        + _fact("Vorlagennummer", "voname", escape(page.reference))
        + _fact("Status", "vostatus", "öffentlich")
        + _fact("Vorlageart", "voart", escape(page.kind_raw))
        + _fact("Datum", "vodatum", _written(page.day))
        + _fact("Federführend", "vofamt", escape(page.lead))
        + _fact("Beteiligt", "vobamt", escape("; ".join(page.involved)))
        + _fact("Antragsteller", "anunterstuetzer", escape("; ".join(page.originators)))
        + _fact("Bezüglich", "vobezug", related)
    )
    steps = _table("bfTable", ("Status", "Datum", "Gremium", "Beschluss", "NA"), rows)
    return "Vorlage", head + _documents(page.documents) + steps + _parts(page.blocks)


def _committees(page: CommitteesPage) -> tuple[str, str]:
    tables = []
    for kind, group in groupby(page.committees, key=lambda one: one.kind_raw):
        rows = [_row((("grname", _committee(one.key, one.name)), ("", ""))) for one in group]
        head = [_row((("", escape(kind)), ("", "")))] if kind else []
        tables.append(_table("grTable", ("Name", "Mitglieder"), [*head, *rows]))
    return "Gremien", "".join(tables) or _table("grTable", ("Name", "Mitglieder"), ())


def _members(page: MembersPage) -> tuple[str, str]:
    rows = []
    voting: bool | None = None
    for one in page.members:
        if one.voting is not voting:
            voting = one.voting
            told = {True: "stimmberechtigt", False: "ohne Stimmrecht", None: "Mitglieder"}[voting]
            rows.append(_row((("", told), ("", ""))))
        person = _link("kp020", one.person, one.name)
        days = (("", _written(one.start)), ("", _written(one.end)))
        rows.append(_row((("", person), ("mgfunktion", escape(one.role)), ("mgfraktion", escape(one.group)), *days)))
    heads = ("Name", "Art der Mitarbeit", "Fraktion", "von", "bis")
    return page.name, _fact("Art", "grart", escape(page.kind_raw)) + _table("mgTable", heads, rows)


def _person(page: PersonPage) -> tuple[str, str]:
    rows = [
        _row(
            (
                ("", _committee(one.committee_key, one.committee)),
                ("mgfunktion", escape(one.role)),
                ("", _written(one.start)),
                ("", _written(one.end)),
            )
        )
        for one in page.roles
    ]
    head = _fact("Name", "kpname", escape(page.name)) + _fact("Fraktion", "kpfraktion", escape(page.group))
    return page.name, head + _table("mgTable", ("Gremium", "Art der Mitarbeit", "von", "bis"), rows)


_WRITERS: Mapping[PageKind, Callable[[Any], tuple[str, str]]] = {
    PageKind.CALENDAR: _calendar,
    PageKind.MEETING: _meeting,
    PageKind.ITEM: _item,
    PageKind.PAPER: _paper,
    PageKind.COMMITTEES: _committees,
    PageKind.MEMBERS: _members,
    PageKind.PERSON: _person,
}
