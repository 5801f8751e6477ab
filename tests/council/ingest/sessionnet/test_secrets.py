"""Generated agendas with secrets in their non-public points: no fact and no archived page ever holds one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teilhabe.council.ingest.html.errors import NotThisPage
from teilhabe.council.ingest.html.family import PageKind
from teilhabe.council.ingest.sessionnet import family

from ..html.closing import CLOSING, LETTERS, NEITHER, OPENING
from . import pages
from .pages import BASE, OLD, SITE

SECRET = "Kaulquappe"
WORDS = st.lists(
    st.sampled_from(
        ["Haushalt", "Schule", "Brücke & Weg", "Öffentlichkeit", "<em>neu</em>", "TOP 3", "N 7", "1.", "hier:"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
HEADINGS = ("", *OPENING, *OPENING, *CLOSING, *NEITHER)


@dataclass(frozen=True)
class Point:
    letter: str  # "Ö", "" or one of LETTERS
    title: str
    result: str
    hidden: str  # where a secret hides if the point is not public


@dataclass(frozen=True)
class Section:
    heading: str
    points: tuple[Point, ...]


POINTS = st.builds(
    Point,
    letter=st.sampled_from(["Ö", "", "", *LETTERS]),
    title=WORDS,
    result=st.sampled_from(["", "einstimmig beschlossen", "vertagt"]),
    hidden=st.sampled_from(["title", "comment", "input", "card", "script", "document", "paper", "number", "result"]),
)
AGENDAS = st.lists(
    st.builds(Section, heading=st.sampled_from(HEADINGS), points=st.lists(POINTS, max_size=4).map(tuple)), max_size=5
)


def is_public(heading: str, closed: bool, letter: str) -> bool:
    """What a reader may see, told independently of the code: N never, Ö unless the part is closed, bare numbers only
    right below "Öffentlicher Teil"."""
    if closed or letter in LETTERS:
        return False
    return letter == "Ö" or heading in OPENING


def secret(point: Point) -> tuple[str, str, str, str]:
    """Number suffix, title, cell content and result with secrets in them."""
    hidden = {
        "comment": f"<!-- {SECRET} -->",
        "input": f'<input type="hidden" name="betreff" value="{SECRET}">',
        "script": f"<script>var betreff = '{SECRET}';</script>",
        "card": f'<div class="smc-card-text-title">{SECRET}</div>',
        "document": pages.document(66, f"Anlage {SECRET}"),
        "paper": f'<a href="vo0050.php?__kvonr=66" title="Vorlage anzeigen: {SECRET}">{SECRET}</a>',
    }.get(point.hidden, "")
    return (f" {SECRET}" if point.hidden == "number" else ""), f"{SECRET} {point.title}", hidden, SECRET


def build(agenda: list[Section], layout: str) -> tuple[str, list[bool]]:
    """A page of the layout and, point by point, whether it is public."""
    made: list[str] = []
    public: list[bool] = []
    heading, closed = "", False
    number = 0
    for section in agenda:
        if section.heading:
            closed = section.heading in CLOSING or (closed and section.heading not in OPENING)
            heading = section.heading
            make = {"table": pages.group, "cards": pages.card_group, "old": pages.old_group}[layout]
            made.append(make(section.heading))
        for point in section.points:
            number += 1
            shown = is_public(heading, closed, point.letter)
            public.append(shown)
            suffix, title, extra, result = ("", point.title, "", point.result) if shown else secret(point)
            label = f"{point.letter} {number}{suffix}".strip()
            line = (
                f'<p class="smc_field_smcdv0_box2_beschluss"><strong>Beschluss:</strong> {result}</p>' if result else ""
            )
            attribute = f' title="{SECRET}"' if not shown and point.hidden == "title" else ""
            if layout == "table":
                row = pages.point(label, title, extra=line + extra)
                made.append(row.replace('class="smc-t-r-l"', f'class="smc-t-r-l"{attribute}', 1))
            elif layout == "cards":
                made.append(pages.card(label, title, line + extra).replace("<h3", f"<h3{attribute}", 1))
            else:
                lines = pages.old_line("Beschluss:", result) if result else ""
                made.append(pages.old_point(number, label, title, docs=extra, lines=lines))
    whole = {"table": pages.agenda_page, "cards": pages.cards_page, "old": pages.old_agenda_page}[layout]
    return whole(*made), public


@settings(max_examples=60, deadline=None)
@given(agenda=AGENDAS, layout=st.sampled_from(["table", "cards", "old"]))
def test_no_secret_leaves_a_point_that_is_not_public(agenda: list[Section], layout: str) -> None:
    page, public = build(agenda, layout)
    site = OLD if layout == "old" else SITE
    url = site.meeting_url("__ksinr=1")

    meeting = site.meeting(page, url)
    kept = site.redact(PageKind.MEETING, page, url)

    assert [one.public for one in meeting.items] == public
    assert SECRET not in repr(meeting)
    assert SECRET not in kept
    assert site.meeting(kept, url) == meeting


def test_a_page_that_would_not_say_the_same_again_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    url = SITE.meeting_url("__ksinr=1")
    page = pages.agenda_page(pages.group("Öffentlicher Teil"), pages.point("Ö 1", "Haushalt"))
    other = pages.agenda_page(pages.group("Öffentlicher Teil"), pages.point("Ö 1", "Brücke"))
    assert "Haushalt" in SITE.redact(PageKind.MEETING, page, url)
    monkeypatch.setattr(family, "written", lambda *given, **named: other)
    with pytest.raises(NotThisPage):
        SITE.redact(PageKind.MEETING, page, url)


def test_the_secrets_are_really_there() -> None:
    agenda = [Section("Nicht öffentlicher Teil:", (Point("N", "Haushalt", "", "comment"),))]

    for layout in ("table", "cards", "old"):
        assert SECRET in build(agenda, layout)[0]


def test_what_is_kept_of_a_paper_says_the_same_and_names_no_clerk() -> None:
    url = f"{BASE}vo0050.php?__kvonr=77"
    page = pages.paper_page(
        "<p style='font-weight:bold'>Beschlussvorschlag:</p><p>Der Rat <b>beschließt</b> den Bau.</p>",
        "<table><tr><td>2027<td>1.500 &euro;</table><!-- geheim --><script>geheim()</script>",
        "<p>Rückfragen: frau.geheim@musterau.example, Tel.: 02403 / 71-1234</p><p style='display:none'>geheim</p>",
        docs=pages.document(41, "Sitzungsvorlage", "VO") + pages.document(42, "Plan (12 KB)"),
        voantr=("Antragsteller", "Fraktion Die Mitte; Fraktion Nord"),
    )
    tab_url = f"{BASE}vo0053.php?__kvonr=77"
    tab = pages.steps_page(
        pages.step_card(
            1,
            "10.09.2026 Ausschuss für öffentliche Ordnung TOP 8.1 öffentlich - Vorberatung",
            '<a href="si0057.php?__ksinr=4">x</a>',
        ),
        pages.step_card(
            2,
            "17.09.2026 Verwaltungsausschuss TOP 3 nichtöffentlich - Vorberatung",
            '<a href="si0057.php?__ksinr=5" title="geheim">geheim</a>',
        ),
    )

    kept, kept_tab = SITE.redact(PageKind.PAPER, page, url), SITE.redact(PageKind.PAPER, tab, tab_url)

    assert SITE.paper(kept, url, (kept_tab,)) == SITE.paper(page, url, (tab,))
    assert SITE.paper(page, url, (tab,)).steps[0].committee == "Ausschuss für öffentliche Ordnung"
    assert SITE.paper_parts(kept, url) == SITE.paper_parts(page, url) != ()
    assert "geheim" not in (kept + kept_tab).casefold()
    assert "71-1234" not in kept
    assert SITE.redact(PageKind.PAPER, kept, url) == kept


def test_what_is_kept_of_every_other_page_says_the_same() -> None:
    every = {
        PageKind.CALENDAR: (
            pages.calendar_page(
                pages.day_row(1, ""),
                pages.day_row(
                    22, pages.meeting_cell(4849, "Ausschuss 18.30", "22.09.2026", "17:30-19:45&nbsp;Uhr", "Schulhaus, ")
                ),
                pages.day_row(24, pages.meeting_cell(4850, "Rat (entfällt)", "24.09.2026", "18:00 Uhr")),
                pages.day_row(29, "<div>Ältestenrat</div>"),
            ),
            f"{BASE}si0040.php?__cjahr=2026&__cmonat=9",
        ),
        PageKind.ITEM: (
            pages.frame(
                pages.cells(
                    tofnum=("TOP", "Ö&nbsp;2.1"),
                    tobetr=("Betreff", "Neubau <br>Schule"),
                    voname=("Vorlage", '<a href="vo0050.php?__kvonr=77">112/26</a>'),
                    tobes=("Beschluss", "Der Rat beschließt " + "sehr ausführlich " * 20 + "& < >"),
                    toabst=("Abstimmung", "Ja: 16"),
                )
                + pages.blocks("<p>Frau A fragt.</p>", "<p>Der Rat beschließt den Neubau.</p>"),
                program="to0050",
                title="Neubau",
            ),
            f"{BASE}to0050.php?__ktonr=901",
        ),
        PageKind.COMMITTEES: (
            pages.committees_page('<tr><td colspan="3">Fachausschüsse</td></tr>', pages.committee_row(1, "Rat & mehr")),
            f"{BASE}gr0040.php",
        ),
        PageKind.MEMBERS: (
            pages.members_page(
                pages.member_section("ohne Stimmrecht"),
                pages.member_row("Amal Özdemir", 128, "Die Mitte", "Mitglied"),
                pages.member_row("Jonas Klein", None, "", "", "stimmberechtigt"),
            ),
            f"{BASE}kp0040.php?__kgrnr=107",
        ),
    }
    readers = {
        PageKind.CALENDAR: SITE.calendar,
        PageKind.ITEM: SITE.item,
        PageKind.COMMITTEES: SITE.committees,
        PageKind.MEMBERS: SITE.members,
    }

    for kind, (page, url) in every.items():
        kept = SITE.redact(kind, page, url)
        assert readers[kind](kept, url) == readers[kind](page, url), kind
        assert SITE.redact(kind, kept, url) == kept, kind
