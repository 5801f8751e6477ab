"""The points of an agenda: table of layout 6 (si0057), cards (si0056), table of layouts 3 to 5 (to0040).

All three are turned into the same sequence of headings, points and lines of results; what of it is public is decided
in one place, :func:`_entries`. A point that is not public keeps its number and its place; nothing else of its row is
ever looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..html.document import Node, attribute, once
from ..html.errors import NotThisPage
from ..html.facts import AgendaEntry, DocumentFact
from ..html.publicness import Part, counts_parts, heading_says
from .landmarks import Row, classes, documents, key_in, label_of, linked, rows, spoken

NUMBER = re.compile(
    r"^\W*((?:[ÖN]|NÖ|Ö/N)?[\s.]*\d{1,4}[a-z]?(?:\.\d{1,3}[a-z]?){0,6}\.?|NÖ|N|Ö)(?![^\W\d_])", re.IGNORECASE
)
_ROW_ID = re.compile(r"^smc_contr?ol_to_\d+_(\d{1,15})$")
_POINT_CELLS = ("tofnum", "smc_tophn", "smc_tophn1", "top", "tonr")
_TITLE_CELLS = ("tobetr", "tolink", "smc_topht", "smc_topht1", "betreff")
_GROUPS = frozenset({"smcrowh", "smc-table-group"})
_CHAIR = re.compile(r"\n\s*\n+\s*(?:Vorsitz|Berichterstatt\w*|Referent\w*)\s*:.*", re.DOTALL)
_EMPTY = re.compile(r"^keine tagesordnungspunkte\b", re.IGNORECASE)
_RESULT_LABELS = ("ergebnis", "beratungsergebnis", "beschlussergebnis", "abstimmungsergebnis")
_WORDING_LABELS = ("beschluss", "beschlusstext", "wortlaut")
_VOTE_LABELS = ("abstimmung", "abstimmungsverhältnis", "stimmverhältnis")
_REMARK_LABELS = ("bemerkung", "bemerkungen", "hinweis")
LABELS = frozenset((*_RESULT_LABELS, *_WORDING_LABELS, *_VOTE_LABELS, *_REMARK_LABELS))
# A result is a phrase ("einstimmig beschlossen"); what is longer is the wording of the resolution.
LONGEST_RESULT = 160
LONGEST_HEADING = 2000
_LABELLED = re.compile(r"^\s*([A-Za-zäöüÄÖÜß]{4,24})\s*:\s*")


@dataclass(slots=True)
class _Point:
    """One row or card as found: nothing is read from ``node`` before it is known to be public."""

    number: str
    node: Node
    row: Row | None = None
    # Label and value of the lines of results that follow in rows of their own.
    lines: list[tuple[str, Node]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str


def read_agenda(main: Node, url: str, beside: frozenset[int]) -> tuple[AgendaEntry, ...]:
    """The points of the agenda that ``main`` shows; () if it shows none. ``beside`` are elements of footers."""
    found = list(_table(main, beside))
    if not any(isinstance(one, _Point) for one in found):
        found = list(_cards(main, beside))
    return tuple(_entries(found, url, beside))


def is_agenda(main: Node) -> bool:
    """Whether the page has the place where points would stand."""
    return (
        main.css_first(
            "table.smctablesitzung, [id^=smc_page_si0057_contenttable], [id^=smc_page_to0040_contenttable], "
            ".smc_page_to0040_contenttable, #smcaccordion, td.tofnum, td.smc_tophn"
        )
        is not None
    )


def _entries(found: list[_Point | _Heading], url: str, beside: frozenset[int]) -> Iterator[AgendaEntry]:
    part = Part()
    place = 0
    for one in found:
        if isinstance(one, _Heading):
            part.heading(one.text)
            continue
        place += 1
        number = NUMBER.match(one.number)
        said = " ".join(number[1].split()).rstrip(".") if number else ""
        if not part.is_public(one.number):
            yield AgendaEntry(place=place, public=False, number=said)
            continue
        entry = _public_entry(one, place, said, url, beside)
        yield entry if entry.title else AgendaEntry(place=place, public=False, number=said)


# -- three layouts, one sequence --------------------------------


def _table(main: Node, beside: frozenset[int]) -> Iterator[_Point | _Heading]:
    last: _Point | None = None
    for row in rows(main):
        if row.node.mem_id in beside or not row.cells:
            continue
        number = row.cell(*_POINT_CELLS)
        names = classes(row.node)
        label, value = _result_row(row, names)
        if value is not None:
            if last is not None:
                last.lines.append((label, value))
        elif number is not None and not (names & _GROUPS):
            said = _number(number)
            if counts_parts(said):
                last = None
                yield _Heading(spoken(row.node, limit=LONGEST_HEADING))
                continue
            title = row.cell(*_TITLE_CELLS)
            if title is None and not said:
                continue
            if _EMPTY.match(spoken(title, limit=40)):
                continue
            last = _Point(said, row.node, row)
            yield last
        elif (
            names & _GROUPS
            or row.cell("totrenn", "smcrowh", "smc-table-group") is not None
            or (len(row.cells) <= 2 and heading_says(spoken(row.node, limit=LONGEST_HEADING)) is not None)
        ):
            last = None
            yield _Heading(spoken(row.node, limit=LONGEST_HEADING))


def _result_row(row: Row, names: frozenset[str]) -> tuple[str, Node | None]:
    """Label and value of a row of results: ``tr.smc_tophz``; in 4.3.5 ``tr[valign=top][debug=3]``."""
    if "smc_tophz" not in names and attribute(row.node, "debug") != "3":
        return "", None
    filled = [cell for cell in row.cells if spoken(cell, limit=8)][:6]
    for head, value in pairwise(filled):
        if spoken(head, limit=60).endswith(":"):
            return label_of(head), value
    if len(filled) == 1:
        return "", filled[0]
    return "", row.cells[-1]


_MOST_FRAMES = 30
_CARD = "div.card, div.card-light, div.panel"


def _cards(main: Node, beside: frozenset[int]) -> Iterator[_Point | _Heading]:
    home = main.css_first("#smcaccordion, .accordion, .panel-group") or main
    titles = ".smc-card-text-title, .smc-panel-text-title"
    frames, skip = 0, 0
    for card in once(home.css(_CARD)):
        if skip:
            skip -= 1
            continue
        if card.mem_id in beside:
            continue
        inside = once(card.css(titles))[:2]
        nested = len(once(card.css(_CARD))) - 1
        if len(inside) > 1 and nested:
            frames += 1
            if frames > _MOST_FRAMES:
                raise NotThisPage
            continue  # a frame around several cards
        skip = nested
        head = card.css_first(".card-header, .panel-heading, .card-header-title, button")
        if not inside:
            yield _Heading(spoken(head or card, limit=LONGEST_HEADING))
            continue
        badge = next((one for one in card.css("span.badge, .badge")[:6] if "smc-badge-count" not in classes(one)), None)
        yield _Point(_number(badge) if badge is not None else "", card)


def _number(cell: Node) -> str:
    """The number of a point; beside it a cell may note a supplement ("Ö 3.1 Nachtrag: 01.09.2026 *")."""
    badge = cell.css_first("span.badge")
    return spoken(badge or cell, limit=60)


# -- one public point --------------------------------


def _public_entry(one: _Point, place: int, number: str, url: str, beside: frozenset[int]) -> AgendaEntry:
    node = one.node
    item = linked(node, url, "to0050")
    paper = linked(node, url, "vo0050", "ag0050", "vo0053")
    result, vote, resolution = _results(one)
    return AgendaEntry(
        place=place,
        public=True,
        number=number,
        key=_item_key(node, item[0] if item else ""),
        title=_title(one),
        paper=(key_in(paper[0], "__kvonr") or key_in(paper[0], "__kagnr")) if paper else "",
        paper_reference=spoken(paper[1], limit=120) if paper else "",
        role_raw=one.row.text("beratungsart", "behandlung", "zuständigkeit", "tobehandlung") if one.row else "",
        result_raw=result,
        vote_raw=vote,
        resolution_text=resolution,
        documents=tuple(_as_attachments(documents(node, url, beside=beside))),
        has_page=item is not None,
    )


def _as_attachments(found: tuple[DocumentFact, ...]) -> Iterator[DocumentFact]:
    """An agenda repeats the files of the paper, its main document among them: here they all hang on the point."""
    for one in found:
        yield replace(one, role="attachment") if one.role in ("main", "invitation") else one


def _item_key(node: Node, url: str) -> str:
    key = key_in(url, "__ktonr")
    found = _ROW_ID.match(attribute(node, "id"))
    return key or (f"__ktonr={int(found[1])}" if found else "")


def _title(one: _Point) -> str:
    """The title with its continuation lines; cards end it with an empty line and who takes the chair."""
    box = one.node.css_first(
        ".smc-card-header-title-simple, .smc-card-header-title, .smc-card-text-title, .smc-panel-text-title"
    )
    if box is None and one.row is not None:
        box = one.row.cell(*_TITLE_CELLS)
        if box is not None:
            return _without_results(box)
    return " ".join(_CHAIR.sub("", spoken(box, lines=True)).split())[:2000]


def _without_results(cell: Node) -> str:
    kept: list[str] = []
    for part in spoken(cell, lines=True).split("\n"):
        said = _LABELLED.match(part)
        if kept and said and said[1].casefold() in LABELS:
            break
        kept.append(part)
    return " ".join(" ".join(kept).split())[:2000]


def _results(one: _Point) -> tuple[str, str, str]:
    """Result, vote and wording of the resolution, from paragraphs of the row or from rows of their own."""
    said: list[tuple[str, str]] = [(label, spoken(value, limit=20_000)) for label, value in one.lines]
    for box in one.node.css("[class*=smc_field_smcdv0_box2_]")[:40]:
        if "smc_field_smcdv0_box2_volink" not in attribute(box, "class"):
            text = spoken(box, limit=20_000)
            code = attribute(box, "class").partition("smc_field_smcdv0_box2_")[2].split()[0].casefold()
            label = _label_in(text)
            said.append((label[1].casefold() if label else code, text[label.end() :] if label else text))
    return sorted_results(said)


def _label_in(text: str) -> re.Match[str] | None:
    """A label at the beginning of a line; "Dafür: 5" has none."""
    found = _LABELLED.match(text)
    return found if found and found[1].casefold() in LABELS else None


def sorted_results(said: list[tuple[str, str]]) -> tuple[str, str, str]:
    """(result, vote, wording) of labelled lines. "Beschluss" may name either: beside an "Ergebnis" it is the wording,
    alone a phrase is the result and what is longer the wording."""
    result = vote = decided = remark = ""
    for label, raw in said:
        inner = None if label else _label_in(raw)
        name = inner[1].casefold() if inner else label
        text = raw[inner.end() :].strip() if inner else raw.strip()
        if name in _RESULT_LABELS:
            result = result or text[:400]
        elif name in _WORDING_LABELS:
            if not decided:
                decided = text
            elif text and not result and len(decided) <= LONGEST_RESULT < len(text):
                result, decided = decided, text
        elif name in _VOTE_LABELS:
            vote = vote or text[:400]
        elif name in _REMARK_LABELS:
            remark = remark or text
    if not result and len(decided) <= LONGEST_RESULT:
        result, decided = decided, ""
    return result, vote, decided or remark
