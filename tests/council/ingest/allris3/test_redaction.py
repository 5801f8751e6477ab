"""What is kept of an agenda: everything the portal shows, and no secret wherever it hides. Agendas are generated."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teilhabe.council.ingest.allris3 import Allris3
from teilhabe.council.ingest.html.errors import NotPublic
from teilhabe.council.ingest.html.facts import AgendaEntry
from teilhabe.council.ingest.html.family import Installation, PageKind

from ..html.closing import CLOSING, LETTERS, NEITHER, OPENING
from .pages import BASE, agenda, attachments, document, head_row, hearing, page, paper, part, point, text

FAMILY = Allris3(Installation(base=BASE, suffix=".asp"))
MEETING, PAPER, ITEM = f"{BASE}to010.asp?SILFDNR=7", f"{BASE}vo020.asp?VOLFDNR=7", f"{BASE}to020.asp?TOLFDNR=41"
SECRET = "Ankauf der Villa Hammerschmidt"
HIDDEN = [
    "<!-- {} -->",
    '<span title="{}">&nbsp;</span>',
    '<input type="hidden" name="betreff" value="{}" />',
    '<script>var x = "{}";</script>',
    '<img alt="{}" src="x.gif" />',
    '<form action="to020.asp"><input type="submit" value="PA" title="{}" /></form>',
    '<a href="to020.asp?TOLFDNR=9&amp;betreff={}">&nbsp;</a>',
    '<a href="vo020.asp?VOLFDNR=9">{}</a>',
    "{}",
]


@st.composite
def agendas(draw: st.DrawFn) -> str:
    """An agenda with Ö, N and unnumbered points in any order. Every point that must not be read carries the secret, in
    its title or in a hiding place, and so do remarks between the points."""
    rows: list[str] = []
    opened: bool | None = None
    whole = draw(st.sampled_from(["öffentlich/nichtöffentlich", "öffentlich", "nichtöffentlich"]))
    for place in range(1, draw(st.integers(1, 12)) + 1):
        kind = draw(st.sampled_from(["Ö", "", "", "part", "part", "remark", *LETTERS]))
        if kind == "part":
            title = draw(st.sampled_from([*OPENING, *CLOSING, *NEITHER]))
            opened = title in OPENING or (None if title in NEITHER and opened is not False else False)
            rows.append(part(title if opened else f"{title} {draw(st.sampled_from(['', SECRET]))}".strip()))
            continue
        if kind == "remark":
            rows.append(f'<tr><td colspan="8">{SECRET}</td></tr>')
            opened = None if opened else opened
            continue
        public = whole != "nichtöffentlich" and (kind == "Ö" or (kind == "" and opened is True)) and opened is not False
        number = f"{kind} {place}".strip()
        result = draw(st.sampled_from(["", "(offen)", "vertagt"]))
        known = {"paper": place, "reference": f"VO/{place}"} if draw(st.booleans()) else {}
        if public:
            rows.append(point(number, f"Offen {place}", place, result=result, **known))  # type: ignore[arg-type]  # numbers and words
        else:
            hiding = draw(st.sampled_from(HIDDEN)).format(SECRET)
            title = draw(st.sampled_from([SECRET, "(nichtöffentlich)", f"{place}"]))
            if kind == "II":
                # ALLRIS numbers no point so: it is a heading, which says by its words alone that a part closes.
                opened = False if title == "(nichtöffentlich)" else None if opened else opened
            rows.append(point(number, title, place, result=draw(st.sampled_from(["", SECRET])), more=hiding))
    outside = draw(st.sampled_from(["", f"<!-- {SECRET} -->", f"<script>{SECRET}</script>", f"<p>{SECRET}</p>"]))
    return agenda(rows, status=whole, more=outside)


@given(agendas())
@settings(max_examples=40, deadline=None)
def test_a_secret_is_neither_told_nor_kept_and_everything_else_is(html: str) -> None:
    told = FAMILY.meeting(html, MEETING)
    kept = FAMILY.redact(PageKind.MEETING, html, MEETING)

    assert SECRET not in repr(told)
    assert SECRET not in kept
    assert FAMILY.meeting(kept, MEETING) == told
    for entry in told.items:
        assert entry.public or entry == AgendaEntry(place=entry.place, public=False, number=entry.number)
    # Every public point the page numbers so is told.
    assert sum(entry.public for entry in told.items) == html.count(">Offen ")


def test_a_kept_agenda_holds_no_clerk_and_no_document_that_is_not_for_all() -> None:
    html = agenda(
        [point("Ö 1", "Schulwege", 1)],
        forms=document(1, "Einladung") + document(2, "Niederschrift nichtöff. Teil", title="nichtöffentlich"),
    )
    kept = FAMILY.redact(PageKind.MEETING, html, MEETING)
    assert "Beispiel" not in kept
    assert "dolfdnr" in kept.lower()
    assert "Niederschrift" not in kept


def test_a_hearing_that_says_itself_not_to_be_public_tells_neither_meeting_nor_result() -> None:
    said = [
        hearing("29.09.2026", "Sitzung", meeting=7, item=8, result=SECRET, state="nichtöffentlich"),
        hearing("30.09.2026", "Nicht öffentliche Sitzung", meeting=9, item=8, result=SECRET),
        hearing("01.10.2026", "Sitzung", meeting=10, item=8, result=SECRET).replace("<td></td>", "<td>N 3</td>", 1),
    ]
    open_one = hearing("02.10.2026", "Sitzung", meeting=11, result="in geheimer Wahl gewählt")
    html = paper(head_row("Rat", "Entscheidung") + "".join(said) + open_one)
    kept = FAMILY.redact(PageKind.PAPER, html, PAPER)
    steps = FAMILY.paper(html, PAPER).steps

    assert [(one.public, one.meeting, one.item, one.result_raw) for one in steps] == [
        *[(False, "", "", "")] * 3,
        (True, "silfdnr=11", "", "in geheimer Wahl gewählt"),
    ]
    assert [one.day.day for one in steps if one.day] == [29, 30, 1, 2]
    assert FAMILY.paper(kept, PAPER).steps == steps
    assert SECRET not in kept
    assert "SILFDNR=7" not in kept
    assert FAMILY.redact(PageKind.PAPER, kept, PAPER) == kept


@pytest.mark.parametrize(
    "status", ["nichtöffentlich", "öffentlich/nichtöffentlich", "teilweise öffentlich", "vertraulich"]
)
def test_a_paper_whose_status_is_mixed_or_negative_is_not_read(status: str) -> None:
    with pytest.raises(NotPublic):
        FAMILY.paper(paper(status=status), PAPER)


def test_a_kept_paper_says_the_same_without_authors_temporary_links_and_names_behind_closed_doors() -> None:
    rows = '<tr><td class="kb1">Verfasser:</td><td class="text4">Otto Muster<br />SPD-Fraktion</td></tr>'
    steps = head_row("Rat", "Entscheidung") + hearing("29.09.2026", f"Sitzung zu {SECRET}")
    texts = text("SV", f'<p>Text &amp; mehr <a href="mailto:eva@rat.example">Mail</a></p><!-- {SECRET} -->')
    html = paper(steps, rows=rows, texts=texts, forms=document(1, "Vorlage"), attachments=attachments("Lageplan"))
    kept = FAMILY.redact(PageKind.PAPER, html, PAPER)

    assert FAMILY.paper(kept, PAPER) == FAMILY.paper(html, PAPER)
    for gone in ("Otto", "Beispiel", SECRET, "___tmp", "mailto", "<script", "Bearbeiter"):
        assert gone not in kept
    assert "Lageplan" in kept
    assert "SPD-Fraktion" in kept


def test_keeping_a_kept_page_changes_nothing() -> None:
    html = agenda([point("Ö 1", "Schulwege", 1, result="vertagt"), point("N 2", SECRET, 2)])
    once = FAMILY.redact(PageKind.MEETING, html, MEETING)
    assert FAMILY.redact(PageKind.MEETING, once, MEETING) == once


def test_nothing_of_a_point_that_is_not_public_is_kept() -> None:
    html = page(
        "to020", f"Auszug - {SECRET}", '<table class="tk1"><tr><td class="kb1">TOP:</td><td>N&nbsp;3</td></tr></table>'
    )
    with pytest.raises(NotPublic):
        FAMILY.redact(PageKind.ITEM, html, ITEM)
