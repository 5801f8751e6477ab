"""What of a page of ALLRIS 4 is kept: all of its facts, and nothing that was never public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teilhabe.council.ingest.allris4 import Allris4, recognise
from teilhabe.council.ingest.allris4.redaction import READERS
from teilhabe.council.ingest.html.errors import PageError
from teilhabe.council.ingest.html.family import Family, Installation, PageKind
from teilhabe.council.sample import sample_region
from teilhabe.council.sample.sites import CLERK, SECRET_PHRASE
from teilhabe.council.sample.sites import allris4_pages as sample_pages
from teilhabe.council.sample.sites.allris4_pages import Wicket
from tests.council.ingest.allris4 import pages, test_reading
from tests.council.ingest.allris4.pages import BASE
from tests.council.ingest.html.closing import CLOSING, LETTERS, NEITHER, OPENING

ALLRIS: Family = Allris4(Installation(base=BASE, calendar="si010"))
SECRET = "Grundstück Geheimgasse"
K = PageKind


def secret_points() -> list[str]:
    return [
        pages.part("Öffentlicher Teil"),
        pages.point(1, "Ö 1", "Begrüßung", linked=True),
        pages.part("Nichtöffentlicher Teil"),
        pages.point(2, f"N 2 {SECRET}", SECRET, paper=9, reference=SECRET, role=SECRET, result=SECRET, hidden=SECRET),
    ]


def full_pages() -> Iterator[tuple[PageKind, str, str]]:
    """One page of each kind with everything on it."""
    row = pages.calendar_row("03", "15:00", 587, "Sitzung des Rates")
    yield (
        K.CALENDAR,
        pages.rows_answer([row, pages.calendar_row("", "18:00", 0, "Beirat", linked=False)]),
        f"{BASE}si010?MM=9&YY=2026",
    )
    papers = pages.panels([pages.document(1, "Vorlage"), pages.document(2, "Sammeldokument")], ["Anlage 1"])
    yield K.MEETING, pages.agenda(secret_points(), documents=papers), f"{BASE}to010?SILFDNR=5&refresh=false"
    minutes = pages.text_part("Wortprotokoll", f"<p title='{SECRET}'>Text</p><!-- {SECRET} --><input value='{SECRET}'>")
    vote = pages.text_part("Abstimmungsergebnis", "Ja: 3")
    yield K.ITEM, pages.item(parts=f"{papers}{minutes}{vote}"), f"{BASE}to020?TOLFDNR=14&SILFDNR=5"
    text = pages.text_part("Beschlussvorschlag", "<ul><li>eins</li></ul>") + pages.text_part("Sachverhalt", "<p>a<p>b")
    way = pages.steps(
        pages.hearing("Rat", "Entscheidung", ("2026 Sep 3", 4, 40, "beschlossen"), ("04.09.2026", 0, 0, SECRET)),
        pages.hearing("Hauptausschuss", "Vorberatung"),
    )
    yield K.PAPER, pages.paper(content=f"{papers}{way}{text}"), f"{BASE}vo020?VOLFDNR=902&refresh=false"
    yield K.COMMITTEES, pages.page("Gremien", test_reading.GREMIEN), f"{BASE}gr010"
    clerk = f"<p>Ansprechperson: {pages.CLERK}, clerk@stadt.example</p>"
    yield K.MEMBERS, pages.page("Schulausschuss", clerk + test_reading.MITGLIEDER), f"{BASE}gr020?GRLFDNR=3"
    private = pages.fact("Telefon", "kptel", "0241 5198") + pages.fact("Fraktion", "kpfraktion", "A")
    yield K.PERSON, pages.page("Ada Beispiel", private + test_reading.ROLLEN), f"{BASE}kp020?KPLFDNR=7"


@pytest.mark.parametrize(("kind", "page", "url"), list(full_pages()), ids=lambda one: one if isinstance(one, K) else "")
def test_the_kept_page_says_the_same_and_no_more(kind: PageKind, page: str, url: str) -> None:
    kept = ALLRIS.redact(kind, page, url)
    assert READERS[kind](kept, url) == READERS[kind](page, url)
    assert ALLRIS.redact(kind, kept, url) == kept
    for word in (
        SECRET,
        "Geheim",
        pages.CLERK,
        "@",
        "5198",
        "<script",
        "<!--",
        "<input",
        "anlagenHeaderPanel-",
        "wicket-ajax",
    ):
        assert word not in kept


_TITLES = st.sampled_from(
    ["Bericht", "Satzung & Ordnung", "<b>Plan</b>", "Öffentliche Ausschreibung", "Ö 3 Haushalt", ""]
)
_OPEN_LABELS = ("Ö 1", "Ö&nbsp;2.1")
_BARE_LABELS = ("", "1", "4.1", "Ö")
_LABELS = st.sampled_from(
    [*_OPEN_LABELS, *_BARE_LABELS, "N&nbsp;3", "N", "II", "a)", *(f"{letters} 4" for letters in LETTERS)]
)
_PARTS = st.sampled_from([*OPENING, *OPENING, *CLOSING, *NEITHER])


@st.composite
def agendas(draw: st.DrawFn) -> tuple[str, list[str], list[bool]]:
    """An agenda, the secrets on it (what stands in a point that nothing calls public) and which points are public."""
    rows: list[str] = []
    secrets: list[str] = []
    told: list[bool] = []
    opened: bool | None = None
    for number in range(draw(st.integers(0, 12))):
        if draw(st.integers(0, 3)) == 0:
            heading = draw(_PARTS)
            rows.append(pages.part(heading))
            opened = heading in OPENING or (None if heading in NEITHER and opened is not False else False)
            continue
        label = draw(_LABELS)
        public = opened is not False and (label in _OPEN_LABELS or (opened is True and label in _BARE_LABELS))
        told.append(public)
        secret = f"Ankauf{number}x"
        if public:
            rows.append(pages.point(number, label, draw(_TITLES), linked=draw(st.booleans())))
        else:
            secrets.append(secret)
            rows.append(
                pages.point(
                    number,
                    label,
                    f"{draw(_TITLES)} {secret}",
                    paper=number if draw(st.booleans()) else 0,
                    reference=secret,
                    role=secret,
                    result=secret,
                    linked=draw(st.booleans()),
                    hidden=secret,
                )
            )
    return pages.agenda(rows), secrets, told


@settings(max_examples=40, deadline=None)
@given(agendas())
def test_no_secret_of_an_agenda_is_told_or_kept(agenda: tuple[str, list[str], list[bool]]) -> None:
    page, secrets, told = agenda
    url = f"{BASE}to010?SILFDNR=5"
    facts = ALLRIS.meeting(page, url)
    kept = ALLRIS.redact(K.MEETING, page, url)
    assert ALLRIS.meeting(kept, url) == facts
    assert [one.public for one in facts.items] == told
    for secret in secrets:
        assert secret not in repr(facts)
        assert secret not in kept


@pytest.mark.parametrize(
    "closed",
    [
        ("● Erledigt", "nichtöffentlich", ""),
        ("● Erledigt", "", "N 3"),
        ("Sitzung", "Nicht öffentliche Sitzung", ""),
    ],
)
def test_a_hearing_that_says_itself_not_to_be_public_tells_neither_meeting_nor_result(
    closed: tuple[str, str, str],
) -> None:
    first, state, top = closed
    open_one, secret_one = ("03.09.2026", 4, 40, "in geheimer Wahl gewählt"), ("04.09.2026", 5, 50, SECRET)
    way = pages.steps(pages.hearing("Rat", "Entscheidung", open_one, secret_one))
    before, row, after = way.rpartition('<tr class="odd">')
    if first == "Sitzung":
        after = after.replace(">Sitzung<", f">{state}<", 1)
    else:
        after = after.replace('<td class="colorCol"> ', f'<td class="colorCol">{state}', 1)
        after = after.replace('<td class="toLink"><div>', f'<td class="toLink"><div>{top}', 1)
    page, url = pages.paper(content=before + row + after), f"{BASE}vo020?VOLFDNR=902"
    steps = ALLRIS.paper(page, url).steps
    assert [(one.public, one.meeting, one.item, one.result_raw) for one in steps] == [
        (True, "silfdnr=4", "tolfdnr=40", "in geheimer Wahl gewählt"),
        (False, "", "", ""),
    ]
    assert SECRET not in ALLRIS.redact(K.PAPER, page, url)


def test_the_sample_of_alsdorf_is_read_whole_and_kept_without_its_secrets() -> None:
    site = sample_region(date(2026, 11, 19), only=("alsdorf",))["alsdorf"]
    views = site.views
    wicket = Wicket(site.body_name, 3)
    base = "https://alsdorf.example/public/"
    start = sample_pages.calendar(wicket, 2026, 11)
    installation = recognise(start, f"{base}si010?MM=11&YY=2026")
    assert installation is not None
    assert (installation.base, installation.options["lists"]) == (base, "au010 fr010 pa021")
    allris = Allris4(installation)
    month = allris.calendar_url(date(2026, 11, 1))
    follow = allris.follow_up(start, month)
    assert follow is not None
    assert follow.url == f"{base}si010?3-1.0-&MM=11&YY=2026"
    meetings = views.meetings_of(2026, 11)
    entries = allris.calendar(sample_pages.calendar_rows(meetings), month).entries
    assert [one.start for one in entries] == [one.start for one in meetings]
    read = 0
    for meeting in (one for one in views.meetings() if one.items):
        url, page = allris.meeting_url(f"silfdnr={meeting.number}"), sample_pages.agenda(wicket, meeting)
        facts = allris.meeting(page, url)
        assert [(one.number, one.public) for one in facts.items] == [(one.label, one.public) for one in meeting.items]
        assert facts.start == meeting.start
        titles = [one.title for one in meeting.items if one.public]
        assert [one.title for one in facts.items if one.public] == [re.sub(r"\s+", " ", title) for title in titles]
        kept = allris.redact(K.MEETING, page, url)
        assert SECRET_PHRASE not in kept
        read += 1
        for item in (one for one in meeting.items if one.public):
            url = allris.item_url(f"tolfdnr={item.number}")
            point = allris.item(sample_pages.item(wicket, item, meeting), url)
            assert (point.title, point.number) == (re.sub(r"\s+", " ", item.title), item.label)
            allris.redact(K.ITEM, sample_pages.item(wicket, item, meeting), url)
    assert read > 5
    for paper in views.papers():
        url, page = allris.paper_url(f"volfdnr={paper.number}"), sample_pages.paper(wicket, paper)
        told = allris.paper(page, url)
        assert (told.title, told.reference) == (re.sub(r"\s+", " ", paper.title), paper.reference)
        assert len(told.steps) == sum(max(1, len(steps)) for _, steps in paper.courses)
        assert [one.name for one in told.documents if not one.url] == [one.name for one in paper.attachments]
        kept = allris.redact(K.PAPER, page, url)
        assert CLERK not in kept
        flat = allris.paper(sample_pages.printed(wicket, paper), f"{url}&selfaction=print")
        assert (flat.title, flat.steps, [one.heading for one in flat.blocks]) == (
            told.title, told.steps, [one.heading for one in told.blocks],
        )  # fmt: skip


# -- whatever may come


def _mutations() -> st.SearchStrategy[tuple[PageKind, str, str]]:
    """Pages cut off, with letters swapped, tags exchanged or parts doubled."""

    def broken(one: tuple[PageKind, str, str], at: int, length: int, with_: str) -> tuple[PageKind, str, str]:
        kind, page, url = one
        begin = at % (len(page) + 1)
        return kind, page[:begin] + with_ + page[begin + length :], url

    bits = st.sampled_from(
        ["", "<", ">", "</td>", "<table>", "</tr>", "<td>", "]]>", '"', "<!--", "\0", "<tr><td>N 1", "&#", "ü"]
    )
    return st.builds(
        broken,
        st.sampled_from(list(full_pages())),
        st.integers(0, 20_000),
        st.sampled_from([0, 1, 5, 300, 100_000]),
        bits,
    )


@settings(max_examples=60, deadline=None)
@given(_mutations(), st.sampled_from(list(PageKind)))
def test_a_broken_page_raises_only_errors_of_pages(one: tuple[PageKind, str, str], other: PageKind) -> None:
    kind, page, url = one
    for asked in (kind, other):
        with suppress(PageError):
            kept = ALLRIS.redact(asked, page, url)
            assert READERS[asked](kept, url) == READERS[asked](page, url)
    ALLRIS.follow_up(page, url)
    recognise(page, url)


@given(st.integers(0, 6_000))
def test_a_page_cut_off_anywhere_tells_no_secret(length: int) -> None:
    page, url = pages.agenda(secret_points(), documents=pages.panels([], ["Anlage 1"])), f"{BASE}to010?SILFDNR=5"
    with suppress(PageError):
        assert "Geheim" not in repr(ALLRIS.meeting(page[:length], url))
    with suppress(PageError):
        assert "Geheim" not in ALLRIS.redact(K.MEETING, page[:length], url)


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_at_any_address_raises_only_errors_of_pages(page: str, url: str) -> None:
    for kind in PageKind:
        with suppress(PageError):
            ALLRIS.redact(kind, page, url)
    ALLRIS.follow_up(page, url)
    recognise(page, url)
