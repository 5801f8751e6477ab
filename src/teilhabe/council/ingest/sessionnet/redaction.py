"""What of a page may be kept: a page written anew from what is public of it.

Nothing of the page is copied but what a reader has taken out of it as public. So there is no place where a title of
the non-public part, a clerk, a session or a comment could slip through: what no reader knows is not written. The page
is written in layout 6 with explicit parts and numbers, whatever it was before; read again it gives the same facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

from ..html.document import Tree
from ..html.facts import (
    AgendaEntry,
    CalendarEntry,
    CalendarPage,
    CommitteesPage,
    DocumentFact,
    ItemPage,
    MeetingPage,
    MembersPage,
    PaperPage,
    PersonPage,
    Step,
    TextBlock,
)
from .calendar import DAY
from .landmarks import TYPES
from .recognition import said_by
from .steps import ARCHIVED

Facts = CalendarPage | MeetingPage | ItemPage | PaperPage | CommitteesPage | MembersPage | PersonPage
_SYMBOLS = {"main": "VO", "invitation": "EI", "minutes": "NS"}
_ENDINGS = {mime: ending for ending, mime in TYPES.items()}


def written(page: Tree, facts: Facts, *, program: str, suffix: str, parts: tuple[str, ...] = ()) -> str:
    """The page that says ``facts``. ``page`` gives the version; ``parts`` are the addresses of a paper's other tabs."""
    version, layout = said_by(page)
    system = f"SessionNet Version {version or '0'} bi (Layout {layout or '6'})"
    pen = _Pen(suffix)
    body = "".join(pen.body(facts, parts))
    changed = facts.changed if isinstance(facts, PaperPage) else None
    foot = f'<div id="smcmenubottom">Letzte Änderung: {changed:%d.%m.%Y %H:%M}:00</div>' if changed else ""
    return (
        '<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">'
        f'<meta name="Generator" content="{escape(system)}">'
        f'</head><body class="smc-body"><div class="smclayout smc_page_{escape(program)}_layout">'
        f'<div id="page-content">{body}</div>{foot}</div></body></html>\n'
    )


def _day(on: date | None) -> str:
    return on.strftime("%d.%m.%Y") if on else ""


def _words(text: str) -> str:
    return escape(text, quote=False)


def _fields(*given: tuple[str, str, str]) -> str:
    """Rows of the head: SessionNet's name of a field, its label, its value as HTML; empty values are left out."""
    rows = (
        f'<div class="smc-table-row"><div class="smc-table-cell smc-cell-head {code}_title">{label}</div>'
        f'<div class="smc-table-cell {code}">{value}</div></div>'
        for code, label, value in given
        if value
    )
    return f'<div class="smc-table smccontenttable">{"".join(rows)}</div>'


def _cells(*given: tuple[str, str]) -> str:
    return "".join(f'<td class="{name}">{value}</td>' for name, value in given)


def _table(name: str, rows: Iterable[str], kind: str = "") -> str:
    return f'<table id="{name}" class="smc-table {kind}"><tbody>{"".join(rows)}</tbody></table>'


class _Pen:
    def __init__(self, suffix: str) -> None:
        self.suffix = suffix

    def link(self, program: str, key: str, text: str) -> str:
        query = f"?{key}" if key else ""
        return f'<a href="{program}{self.suffix}{query}">{_words(text)}</a>'

    def paper(self, key: str, text: str) -> str:
        return self.link("ag0050" if key.startswith("__kagnr") else "vo0050", key, text)

    def body(self, facts: Facts, parts: tuple[str, ...]) -> Iterator[str]:
        match facts:
            case CalendarPage():
                rows = (self.calendar_row(one) for one in facts.entries)
                yield _table("smc_page_si0040_contenttable1", rows, "smctablesitzungen")
            case MeetingPage():
                yield from self.meeting(facts)
            case ItemPage():
                yield from self.item(facts)
            case PaperPage():
                yield from self.whole_paper(facts, parts)
            case CommitteesPage():
                rows = (
                    f"<tr>{_cells(('grname', _anchor(one.url, one.name)), ('grart', _words(one.kind_raw)))}</tr>"
                    for one in facts.committees
                )
                yield _table("smc_page_gr0040_contenttable1", rows)
                if not facts.committees:
                    yield '<h3 class="smc_h3">Keine Daten gefunden</h3>'
            case MembersPage():
                yield from self.members(facts)
            case PersonPage():
                yield from self.person(facts)

    # -- calendar and meetings --------------------------------

    def calendar_row(self, one: CalendarEntry) -> str:
        name = one.title or one.committee
        on = _day(one.start)
        dated = ""
        if one.url and not DAY.search(one.committee):
            said = escape(f"Details anzeigen: {one.committee} {on}".strip())
            link = f'<a href="{escape(one.url)}" title="{said}">{_words(name)}</a>'
        else:
            link = _anchor(one.url, name)
            dated = on
        details = "".join(f"<li>{_words(said)}</li>" for said in (one.start_raw, one.room) if said)
        cells = [
            ("smc_fct_day", dated),
            ("silink", f'<div class="smc-el-h">{link}</div><ul class="smc-detail-list">{details}</ul>'),
            ("sistatus", "entfällt" if one.cancelled else ""),
        ]
        return f"<tr>{_cells(*cells)}</tr>"

    def meeting(self, page: MeetingPage) -> Iterator[str]:
        committee = self.link("kp0040", page.committee_key, page.committee) if page.committee_key else ""
        yield _fields(
            ("siname", "Sitzung", page.key),
            ("sibez", "Bezeichnung", _words(page.title)),
            ("sigrname", "Gremium", committee or _words(page.committee)),
            ("siort", "Raum", _words(page.room)),
            ("sidat", "Datum", _day(page.start)),
            ("yytime", "Zeit", _words(page.start_raw)),
            ("sistatus", "Status", _words(page.state_raw)),
            ("sihinweis", "Hinweis", "entfällt" if page.cancelled else ""),
        )
        yield self.documents(page.documents)
        yield _table("smc_page_si0057_contenttable2", self.agenda(page.items), "smctablesitzung")

    def agenda(self, items: Iterable[AgendaEntry]) -> Iterator[str]:
        part: bool | None = None
        for one in items:
            if one.public != part:
                part = one.public
                said = "Öffentlicher Teil:" if part else "Nicht öffentlicher Teil:"
                yield f'<tr><td class="totrenn" colspan="4"><h2>{said}</h2></td></tr>'
            yield self.point(one) if one.public else self.silent_point(one)

    def silent_point(self, one: AgendaEntry) -> str:
        """All that a non-public point says: its number and that it is there."""
        badge = f'<span class="badge">{_words(one.number)}</span>'
        return f"<tr>{_cells(('tofnum', badge), ('tobetr', ''))}</tr>"

    def point(self, one: AgendaEntry) -> str:
        lines = "".join(
            f'<p class="smc_field_smcdv0_box2_{name.lower()}"><strong>{name}:</strong> {_words(text)}</p>'
            for name, text in (
                ("Ergebnis", one.result_raw),
                ("Abstimmung", one.vote_raw),
                ("Bemerkung", one.resolution_text),
            )
            if text
        )
        title = f'<div class="smc-card-header-title-simple">{_words(one.title)}</div>'
        own = self.link("to0050", one.key, "Details") if one.has_page else ""
        has_paper = one.paper or one.paper_reference
        cells = _cells(
            ("tofnum", f'<span class="badge">{_words(one.number)}</span>'),
            ("tobetr", title + lines + own),
            ("tovo", self.paper(one.paper, one.paper_reference) if has_paper else ""),
            ("tobehandlung", _words(one.role_raw)),
            ("sidocs", self.documents(one.documents)),
        )
        number = one.key.partition("=")[2]
        return f'<tr id="smc_contol_to_1_{number}">{cells}</tr>' if number else f"<tr>{cells}</tr>"

    def item(self, page: ItemPage) -> Iterator[str]:
        wording, blocks = "", page.blocks
        if blocks and blocks[0].heading:
            wording, blocks = blocks[0].html.removeprefix("<p>").removesuffix("</p>"), blocks[1:]
        yield _fields(
            ("tofnum", "TOP", _words(page.number)),
            ("tobetr", "Betreff", _words(page.title)),
            ("zzpaper", "Bezug", self.paper(page.paper, "Vorlage") if page.paper else ""),
            ("voname", "Vorlage", _words(page.paper_reference)),
            ("zzmeeting", "Zur Sitzung", self.link("si0057", page.meeting, "Sitzung") if page.meeting else ""),
            ("zzresult", "Ergebnis", _words(page.result_raw)),
            ("zzvote", "Abstimmung", _words(page.vote_raw)),
            ("zzwording", "Bemerkung", wording),
        )
        yield self.documents(page.documents)
        yield self.blocks(blocks)

    # -- papers --------------------------------

    def whole_paper(self, page: PaperPage, parts: tuple[str, ...]) -> Iterator[str]:
        if parts:
            tabs = "".join(f"<li>{_anchor(one, 'Beratungen')}</li>" for one in parts)
            yield f'<ul class="nav nav-tabs" id="smcregister">{tabs}</ul>'
        yield _fields(
            ("vobetr", "Betreff", _words(page.title)),
            ("voname", "Vorlage", _words(page.reference)),
            ("vovaname", "Art", _words(page.kind_raw)),
            ("vodat", "Datum", _day(page.day)),
            ("voamt", "Federführend", _words(page.lead)),
            ("zzinvolved", "Beteiligt", _words("; ".join(page.involved))),
            ("zzoriginators", "Antragsteller", _words("; ".join(page.originators))),
            ("zzabove", "Referenzvorlage", self.papers(page.above)),
            ("zzbelow", "Untergeordnete Vorlagen", self.papers(page.below)),
            ("zzrelated", "Anträge zur Vorlage", self.papers(page.related)),
        )
        yield self.documents(page.documents)
        if page.steps:
            yield _table("smc_page_vo0050_contenttable1", (self.step(one) for one in page.steps))
        yield self.blocks(page.blocks)

    def papers(self, keys: Iterable[str]) -> str:
        return " ".join(self.paper(one, "Vorlage") for one in keys)

    def step(self, one: Step) -> str:
        committee = self.link("kp0040", one.committee_key, one.committee) if one.committee_key else ""
        links = self.link("si0057", one.meeting, "Sitzung") if one.meeting else ""
        links += self.link("to0050", one.item, "TOP") if one.item else ""
        cells = _cells(
            ("sidat", _day(one.day)),
            ("grname", committee or _words(one.committee)),
            ("bfost", _words(one.role_raw)),
            ("tofnum", _words(one.item_number)),
            ("txname", _words(one.result_raw)),
            ("bfstatus", "öffentlich" if one.public else "nichtöffentlich"),
            ("zzlinks", links),
        )
        return f'<tr class="{ARCHIVED}">{cells}</tr>'

    # -- people --------------------------------

    def members(self, page: MembersPage) -> Iterator[str]:
        yield _fields(("grname", "Gremium", _words(page.name)), ("grart", "Art", _words(page.kind_raw)))
        votes = {True: "stimmberechtigt", False: "beratend", None: ""}
        yield _table(
            "smc_page_kp0040_contenttable1",
            (
                "<tr>"
                + _cells(
                    ("pename", self.link("pe0051", one.person, one.name) if one.person else _words(one.name)),
                    ("pepartei", _words(one.group)),
                    ("amname", _words(one.role)),
                    ("mgfunk", votes[one.voting]),
                    ("mgvon", _day(one.start)),
                    ("mgbis", _day(one.end)),
                )
                + "</tr>"
                for one in page.members
            ),
        )

    def person(self, page: PersonPage) -> Iterator[str]:
        yield _fields(("pename", "Name", _words(page.name)), ("pepartei", "Fraktion", _words(page.group)))
        yield _table(
            "smc_page_kp0050_contenttable1",
            (
                "<tr>"
                + _cells(
                    (
                        "grname",
                        self.link("kp0040", one.committee_key, one.committee)
                        if one.committee_key
                        else _words(one.committee),
                    ),
                    ("amname", _words(one.role)),
                    ("mgvon", _day(one.start)),
                    ("mgbis", _day(one.end)),
                )
                + "</tr>"
                for one in page.roles
            ),
        )

    # -- documents and text --------------------------------

    def documents(self, given: Iterable[DocumentFact]) -> str:
        return "".join(self.document(one, number) for number, one in enumerate(given, 1))

    def document(self, one: DocumentFact, number: int) -> str:
        name = _words(one.name) + (f" ({one.size} Bytes)" if one.size is not None else "")
        if not one.key:
            # Only a form led to it, whose values hold for a session.
            hidden = f'<input type="hidden" name="DT" value="{number}">'
            return (
                f'<table><tr><td>{name}</td><td><form action="ydocstart{self.suffix}">{hidden}</form></td></tr></table>'
            )
        symbol = f'<i class="smc-doc-symbol">{_SYMBOLS[one.role]}</i>' if one.role in _SYMBOLS else ""
        kind = f' title="Dateityp: {_ENDINGS[one.mime_type]}"' if one.mime_type in _ENDINGS else ""
        return f'<div class="smc-d-el">{symbol}<a href="{escape(one.url)}"{kind}>{name}</a></div>'

    def blocks(self, given: Iterable[TextBlock]) -> str:
        return "<hr>".join(f'<div class="smcdocmsword">{one.html}</div>' for one in given)


def _anchor(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{_words(text)}</a>' if url else _words(text)
