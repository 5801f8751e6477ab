"""What of a page may be kept: its known good parts, put together anew.

Nothing is taken out; only what the readers look at goes in: labels of a list, rows of public points, text, documents
that are for everybody. Of a point that is not public its number stays. Page and result are each parsed once; unless
they say the same, nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from ..html.document import Node, Tree, attribute, once
from ..html.errors import NotThisPage
from ..html.family import PageKind
from . import agenda, blocks, calendar, files, item, paper, people, recognition, steps
from .cells import cells, children, columns, heading, key_of_link, links, rows, said
from .gates import opened
from .header import Value, first, values
from .markup import start, write

READERS: Mapping[PageKind, Callable[[str, str], Any]] = {
    PageKind.CALENDAR: calendar.read_calendar,
    PageKind.MEETING: agenda.read_meeting,
    PageKind.ITEM: item.read_item,
    PageKind.PAPER: paper.read_paper,
    PageKind.COMMITTEES: people.read_committees,
    PageKind.MEMBERS: people.read_members,
    PageKind.PERSON: people.read_person,
}
LANDMARKS: Mapping[PageKind, tuple[str, ...]] = {
    PageKind.CALENDAR: (calendar.TABLES,),
    PageKind.MEETING: agenda.LANDMARKS,
    PageKind.ITEM: item.LANDMARKS,
    PageKind.PAPER: paper.LANDMARKS,
    PageKind.COMMITTEES: people.LISTS,
    PageKind.MEMBERS: people.MEMBERS,
    PageKind.PERSON: people.PERSON,
}
# The facts of a page, and what of it may be kept.
Told = tuple[Any, str]
# Labels whose values may stay, by their beginning. Authors and clerks are not among them.
_MEETING = ("bezeichnung", "gremium", "datum", "zeit", "status", "raum", "ort", "anlass", "zusatz")
_ITEM = ("top", "gremium", "beschlussart", "datum", "zeit", "status", "betreff")
_PAPER = (
    *("betreff", "status", "drucksache-art", "vorlage-art", "vorlageart", "vorlagenart", "art", "datum"),
    *("federführend", "beteiligt"),
)
_TAGS = frozenset(
    {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "a", "form", "input", "span", "br", "div", "p", "ul", "li"}
)
_UNWRAPPED = frozenset({"b", "strong", "i", "em", "u", "small", "font", "label", "center", "nobr", "h2", "h3"})
_CLASSES = frozenset(
    {
        *("tk1", "tl1", "kb1", "ko1", "me1", "text1", "text2", "text3", "text4", "text5", "zl11", "zl12", "il1_naz"),
        *("toTable", "tonr", "tobetreff", "tovonr", "tobanr", "tozunr", "bfTable", "calenderView", "calendarView"),
        *("dow", "dom", "sameday", "siname", "sitext", "raum", "siraum"),
    }
)
_PROGRAM = re.compile(
    r"(?:[\w./:-]*/)?(?:si010|to01\d|to02\d|vo02\d|au02\d|fr02\d|pa02\d|am02\d|kp02\d|do027)", re.IGNORECASE
)
_PARAMETERS = re.compile(
    r"(?<=[?&])(?!(?:SILFDNR|TOLFDNR|VOLFDNR|AULFDNR|FRLFDNR|PALFDNR|AMLFDNR|KPLFDNR|DOLFDNR|options|topSelected|SORT)=)"
    r"[^&#]*&?",
    re.IGNORECASE,
)
_STATE = re.compile(r"[A-Za-zäöüß]{3,20}")
_HIDDEN = frozenset({"silfdnr", "tolfdnr", "volfdnr", "dolfdnr", "options", "typ"})
_ENDING = re.compile(r"\.([A-Za-z]{2,5})(?:\?|$)")
# What became of a temporary link in a page that was redacted before.
_WAS_TEMPORARY = re.compile(r"#(?:\.[A-Za-z]{2,5})?")
_DOCTYPE = re.compile(r"\s*<!doctype", re.IGNORECASE)
_XML_PROLOG = re.compile(r"\s*<\?xml[^>]{0,300}\?>")


def redact(kind: PageKind, page: str, url: str) -> str:
    """The page as it may be kept. Raises what its reader raises, and NotThisPage if the two would not say the same."""
    tree = opened(page, url, *LANDMARKS[kind])
    facts, content = _CONTENTS[kind](tree, url)
    kept = _frame(page, tree, kind, content)
    if READERS[kind](kept, url) != facts:
        raise NotThisPage
    return kept


def _frame(page: str, tree: Tree, kind: PageKind, content: str) -> str:
    # Without a doctype browsers read tables in paragraphs differently; the kept page is read as this one was.
    doctype = "<!DOCTYPE html>" if _DOCTYPE.match(_XML_PROLOG.sub("", page[:2000], count=1)) else ""
    version = recognition.version_of(tree)
    name = f"ALLRIS net Version {version}" if version else "ALLRIS net"
    title = escape(heading(tree)) if kind is not PageKind.CALENDAR else ""
    return (
        f'{doctype}<html lang="de"><head><meta charset="utf-8"><meta name="description" content="{escape(name)}">'
        f'<title></title></head><body><div id="allriscontainer" class="{kind.value}">'
        f'<div id="risname"><h1>{title}</h1></div><div id="rismain">{content}</div></div></body></html>'
    )


# -- elements --------------------------------


def _keep(node: Node) -> str | None:
    """An element of a table: its place, its link to a record, the number in a form. No remarks, scripts, sessions."""
    tag = node.tag or ""
    if tag not in _TAGS:
        return "" if tag in _UNWRAPPED else None
    given = node.attributes
    if not given:
        return f"<{tag}>" if tag not in ("form", "input") else None
    kept: list[tuple[str, str]] = []
    own = [name for name in (given.get("class") or "").split() if name in _CLASSES]
    kept += [("class", " ".join(own))] if own else []
    span = (given.get("colspan") or "").strip()
    kept += [("colspan", span)] if span.isdecimal() else []
    if tag == "a":
        kept += [("href", link)] if (link := _link(attribute(node, "href"))) else []
    elif tag == "form":
        action = attribute(node, "action")
        if not _PROGRAM.match(action):
            return None
        kept += [("action", _PARAMETERS.sub("", action))]
    elif tag == "input":
        named = attribute(node, "name").lower()
        value = attribute(node, "value")
        if attribute(node, "type") == "submit":
            kept += [("type", "submit"), ("value", value), ("title", attribute(node, "title"))]
        elif named in _HIDDEN and value.isdecimal():
            kept += [("type", "hidden"), ("name", attribute(node, "name")), ("value", value)]
        else:
            return None
    elif tag == "span" and attribute(node, "title") == "Zusatzinfo":
        return None
    elif tag == "td" and _STATE.fullmatch(attribute(node, "title")):
        kept += [("title", attribute(node, "title"))]
    return start(tag, kept)


def _link(href: str) -> str:
    if "___tmp" in href.lower():
        ending = _ENDING.search(href)
        return f"#.{ending[1]}" if ending else "#"
    if _WAS_TEMPORARY.fullmatch(href):
        return href
    return _PARAMETERS.sub("", href).rstrip("&?") if _PROGRAM.match(href) else ""


def _row(content: str, css: str = "") -> str:
    return f"{start('tr', [('class', css)] if css else [])}{content}</tr>"


def _table(css: str, content: Iterable[str]) -> str:
    return f'<table class="{css}">{"".join(content)}</table>'


def _headings(table: Node) -> list[str]:
    return [
        write([row], _keep)
        for place, row in enumerate(rows(table))
        if place < 5 and cells(row) and all(cell.tag == "th" for cell in cells(row))
    ]


def _labels(found: Mapping[str, Value], allowed: tuple[str, ...]) -> list[str]:
    """The rows of the header whose labels are allowed; the label stands before its value, whatever the layout."""
    return [
        _row(f'<td class="kb1">{escape(label)}:</td><td class="text1">{_value(value)}</td>')
        for label, value in found.items()
        if label.startswith(allowed)
    ]


def _value(value: Value) -> str:
    return write((one for one in children(value.node) if one.tag != "label"), _keep)


# -- kinds of pages --------------------------------


def _calendar(tree: Tree, url: str) -> Told:
    month = calendar.month_of(tree, url)
    title = f"<h2>{_MONTHS[month[1] - 1]} {month[0]}</h2>" if month else ""
    tables = []
    for table in once(tree.css(calendar.TABLES)):
        css = next((name for name in attribute(table, "class").split() if name in _CLASSES), "tl1")
        tables.append(_table(css, (write([row], _keep_no_forms) for row in rows(table))))
    return calendar.calendar_in(tree, url), title + "".join(tables)


_MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)


def _keep_no_forms(node: Node) -> str | None:
    return None if node.tag in ("form", "input") else _keep(node)


def _meeting(tree: Tree, url: str) -> Told:
    told = list(agenda.agenda_rows(tree, url))
    found: list[str] = []
    for table in once(tree.css(agenda.TABLES)):
        found += _headings(table)
    for row in told:
        if row.point is not None and row.point.public:
            found.append(write([row.node], _keep))
        elif row.point is not None:
            found.append(_row(f'<td class="text4">{escape(row.point.number)}</td>', agenda.CLOSED))
        elif row.part:
            found.append(_row(f'<td colspan="8">{row.part}</td>'))
    css = "toTable" if tree.css_first("table.toTable") is not None else "tl1"
    content = _table("tk1", _labels(values(tree), _MEETING)) + _documents(tree) + _table(css, found)
    return agenda.meeting_in(tree, url, told), content


def _item(tree: Tree, url: str) -> Told:
    facts = item.item_in(tree, url)
    head = _labels(values(tree), _ITEM)
    row = item.paper_row(tree, url)
    if row is not None and not item.paper_is_closed(tree):
        link = write((one for one in _links(row, url, "volfdnr")), _keep)
        head.append(_row(f'<td class="text1">{link}</td>'))
    if facts.meeting:
        number = facts.meeting.rpartition("=")[2]
        head.append(_row(f'<td class="text1"><a href="to010.asp?SILFDNR={number}">TO</a></td>'))
    return facts, _table("tk1", head) + _documents(tree) + _blocks(tree)


def _links(node: Node, url: str, parameter: str) -> list[Node]:
    return [one for one in links(node) if key_of_link(one, url).startswith(f"{parameter}=")][:1]


def _paper(tree: Tree, url: str) -> Told:
    facts = paper.paper_in(tree, url)
    found = values(tree)
    head = _labels(found, _PAPER)
    groups = paper.originators(found)
    if groups:
        head.append(
            _row(f'<td class="kb1">Antragsteller:</td><td class="text1">{"<br>".join(map(escape, groups))}</td>')
        )
    for key in paper.related(tree, url, ""):
        number = key.rpartition("=")[2]
        link = f'<a href="vo020.asp?VOLFDNR={number}">VO</a>'
        head.append(_row(f'<td class="kb1">Bezüglich:</td><td class="text1">{link}</td>'))
    folge = _steps(tree, first(found, "beratungsfolge"))
    return facts, _table("tk1", head) + folge + _documents(tree) + _blocks(tree)


def _steps(tree: Tree, value: Value | None) -> str:
    table = steps.table_of_steps(tree, value)
    if table is None:
        return ""
    kept = []
    named: dict[str, int] = {}
    for row in rows(table):
        held = cells(row)
        if not any(cell.tag == "td" for cell in held):
            named = columns(row)
        if steps.is_hearing(row) and steps.is_closed(row, named):
            day = steps.day_of(row)
            kept.append(_row(f"<td></td><td>{day:%d.%m.%Y}</td>" if day else "<td></td><td></td>", agenda.CLOSED))
        elif steps.is_hearing(row) and not _names_meeting(row):
            # State and day; the name of a meeting that leads nowhere is not needed.
            kept.append(_row(write(held[:2], _keep)))
        else:
            kept.append(write([row], _keep))
    if "bfTable" in attribute(table, "class").split():
        return _table("bfTable", kept)
    inner = f"<table>{''.join(kept)}</table>"
    label = '<td class="kb1" colspan="4">Beratungsfolge:</td>'
    return _table("tk1", (_row(label), _row(f'<td colspan="4">{inner}</td>')))


def _names_meeting(row: Node) -> bool:
    return row.css_first('a[href*="SILFDNR" i]') is not None


def _documents(tree: Tree) -> str:
    forms = [one for one in tree.css("td.me1 form") if files.is_for_all(one)]
    found = _table("tk1", (_row(f'<td class="me1">{write(forms, _keep)}</td>'),)) if forms else ""
    for table in tree.css("table.tk1"):
        if files.is_attachments(table):
            found += _table("tk1", (write([row], _keep) for row in rows(table)))
    for name in ("dokumenteHeaderPanel", "anlagenHeaderPanel"):
        kept = [
            start("a", [("href", _link(attribute(one, "href"))), ("data-simpletooltip-text", files.tooltip(one))])
            + f"{escape(said(one, limit=400))}</a>"
            for one in tree.css(f"aside#{name} a")
            if files.is_for_all(one)
        ]
        found += f'<aside id="{name}">{"".join(kept)}</aside>' if kept else ""
    return found


def _blocks(tree: Tree) -> str:
    words = "".join(
        start("a", [("href", attribute(one, "href"))]) + f"{escape(said(one, limit=120))}</a> "
        for one in tree.css('a[href^="#allris"]')[:60]
    )
    return words + "".join(f'<div id="allris{name}">{html}</div>' for name, html in blocks.held(tree))


def _committees(tree: Tree, url: str) -> Told:
    told = list(people.committee_rows(tree, url))
    found = [write([row], _keep_no_forms) for row, _, _ in told]
    return people.committees_in(tree, url, told), _sorting(tree) + _table("tl1", found)


def _members(tree: Tree, url: str) -> Told:
    told = list(people.member_rows(tree, url))
    names = [write([row], _keep) for table, _ in people.people_tables(tree, "name") for row in _heads(table)]
    found = [write([row], _keep_no_forms) for row, _ in told]
    return people.members_in(tree, url, told), _sorting(tree) + _table("tl1", [*names[:1], *found])


def _heads(table: Node) -> list[Node]:
    return [row for row in rows(table) if any(cell.tag == "th" for cell in cells(row))][:1]


def _person(tree: Tree, url: str) -> Told:
    told = list(people.role_rows(tree, url))
    names = [
        write([row], _keep)
        for table, _ in people.people_tables(tree, "gremium", "mitarbeit in")
        for row in _heads(table)
    ]
    found = [write([row], _keep_no_forms) for row, _ in told]
    content = _table("tk1", _labels(values(tree), ("fraktion",))) + _table("tl1", [*names[:1], *found])
    return people.person_in(tree, url, told), content


def _sorting(tree: Tree) -> str:
    """The link that names the committee's own number."""
    link = tree.css_first('a[href*="SORT="]')
    return start("a", [("href", _link(attribute(link, "href")))]) + "</a>" if link is not None else ""


_CONTENTS: Mapping[PageKind, Callable[[Tree, str], Told]] = {
    PageKind.CALENDAR: _calendar,
    PageKind.MEETING: _meeting,
    PageKind.ITEM: _item,
    PageKind.PAPER: _paper,
    PageKind.COMMITTEES: _committees,
    PageKind.MEMBERS: _members,
    PageKind.PERSON: _person,
}
