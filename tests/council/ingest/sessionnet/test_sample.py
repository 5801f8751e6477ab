"""The sample content read back from both layouts, page by page, against what the site was made from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from teilhabe.council.ingest.html.document import decode
from teilhabe.council.ingest.html.errors import NotPublic
from teilhabe.council.ingest.html.family import PageKind
from teilhabe.council.ingest.sessionnet import SessionNet, recognise
from teilhabe.council.sample import sample_council
from teilhabe.council.sample.exchange import Request
from teilhabe.council.sample.sites import CLERK, CLERK_MAIL, CLERK_PHONE, SECRET_PHRASE, SessionNet4, SessionNet6
from teilhabe.council.sample.sites.sessionnet import SessionNet as SampleSite

TODAY = date(2026, 11, 24)
HOST = "https://rat.eschweiler.example"


@cache
def site(layout: int) -> SampleSite:
    council = sample_council(today=TODAY, bodies=("eschweiler",))
    return SessionNet6(council) if layout == 6 else SessionNet4(council)


def get(sample: SampleSite, url: str) -> str:
    """The text of the page at ``url``, as the harvest decodes it."""
    answer = sample.answer(Request(method="GET", target=url.removeprefix(HOST), headers={}, at=0.0, concurrent=1))
    return decode(answer.body, answer.headers.get("Content-Type", ""))


def family(sample: SampleSite) -> SessionNet:
    start = f"{HOST}{sample.start}"
    found = recognise(get(sample, start), start)
    assert found is not None
    return SessionNet(found)


def kept_the_same(ours: SessionNet, kind: PageKind, reader: Callable[[str, str], Any], page: str, url: str) -> Any:
    """The facts of a page, after a look at what would be archived of it."""
    facts, kept = reader(page, url), ours.redact(kind, page, url)
    assert reader(kept, url) == facts
    for private in (SECRET_PHRASE, CLERK, CLERK_MAIL, CLERK_PHONE):
        assert private not in kept
        assert private not in repr(facts)
    return facts


@pytest.mark.parametrize("layout", [6, 4])
def test_every_meeting_is_read_with_its_agenda(layout: int) -> None:
    sample = site(layout)
    ours = family(sample)
    assert (ours.installation.layout, ours.installation.suffix) == (str(layout), f".{sample.suffix}")
    seen = 0
    for view in sample.views.meetings():
        url = ours.meeting_url(f"__ksinr={view.number}")
        page = get(sample, url)
        if not view.items:
            with pytest.raises(NotPublic):
                ours.meeting(page, url)
            continue
        meeting = kept_the_same(ours, PageKind.MEETING, ours.meeting, page, url)
        seen += 1
        assert (meeting.committee, meeting.cancelled) == (view.committee, view.cancelled)
        assert (meeting.start, meeting.end) == (view.start, view.end)
        assert meeting.title == view.name
        assert [one.public for one in meeting.items] == [one.public for one in view.items]
        for read, made in zip(meeting.items, view.items, strict=True):
            assert read.title == (made.title if made.public else "")
            assert read.paper == (f"__kvonr={made.paper.number}" if made.public and made.paper else "")
            assert read.result_raw == (made.result if made.public else "")
            assert read.vote_raw == (made.vote if made.public else "")
        files = [one.name for one in (view.invitation, view.protocol) if one]
        assert [one.name for one in meeting.documents] == files
    assert seen > 5


@pytest.mark.parametrize("layout", [6, 4])
def test_every_paper_is_read_with_text_files_and_hearings(layout: int) -> None:
    sample = site(layout)
    ours = family(sample)
    for view in sample.views.papers():
        url = ours.paper_url(f"__kvonr={view.number}")
        page = get(sample, url)
        tabs = ours.paper_parts(page, url)
        assert len(tabs) == (1 if layout == 6 else 0)
        parts = tuple(get(sample, one) for one in tabs)
        kept_the_same(ours, PageKind.PAPER, ours.paper, page, url)
        paper = ours.paper(page, url, parts)
        kept = tuple(ours.redact(PageKind.PAPER, one, tab) for one, tab in zip(parts, tabs, strict=True))
        assert ours.paper(ours.redact(PageKind.PAPER, page, url), url, kept) == paper
        assert (paper.title, paper.reference, paper.kind_raw) == (view.title, view.reference, view.kind)
        assert (paper.day, paper.lead) == (view.day, view.lead)
        assert [one.role for one in paper.documents].count("main") == (1 if view.main else 0)
        assert len(paper.documents) == len(view.attachments) + (1 if view.main else 0)
        assert [one.public for one in paper.steps] == [one.public for one in view.steps]
        for read, made in zip(paper.steps, view.steps, strict=True):
            assert (read.committee, read.role_raw) == (made.committee, made.role)
            assert read.meeting == (f"__ksinr={made.meeting}" if made.public and made.meeting else "")
            assert read.result_raw == (made.result if made.public and made.meeting else "")
        assert bool(paper.blocks) == (layout == 6 and bool(view.content))


def test_the_blocks_of_the_sample_are_mostly_told_right() -> None:
    """The sample's headings are known; the page shows the blocks without them."""
    from teilhabe.council.sample.sites.word import sections
    from teilhabe.council.sample.text import Heading

    words = {"beschluss": "resolution", "sachverhalt": "matter", "finanz": "finance", "sozial": "social"}
    sample = site(6)
    ours = family(sample)
    right = wrong = 0
    for view in sample.views.papers():
        url = ours.paper_url(f"__kvonr={view.number}")
        told = [one.kind for one in ours.paper(get(sample, url), url).blocks]
        made = [one[0].text if isinstance(one[0], Heading) else "" for one in sections(view.content)]
        if len(told) != len(made):
            continue
        for kind, heading in zip(told, made, strict=True):
            meant = next((value for word, value in words.items() if word in str(heading).casefold()), None)
            if meant:
                right += kind == meant
                wrong += kind not in (meant, "")
    assert right + wrong >= 8
    assert right / (right + wrong) > 0.8


@pytest.mark.parametrize("layout", [6, 4])
def test_every_month_committee_and_person_is_read(layout: int) -> None:
    sample = site(layout)
    ours = family(sample)
    for month in sorted({one.start.date().replace(day=1) for one in sample.views.meetings()}):
        url = ours.calendar_url(month)
        calendar = kept_the_same(ours, PageKind.CALENDAR, ours.calendar, get(sample, url), url)
        made = sample.views.meetings_of(month.year, month.month)
        assert [(one.committee, one.start, one.cancelled) for one in calendar.entries] == [
            (one.committee, one.start, one.cancelled) for one in made
        ]
        assert [one.meeting for one in calendar.entries] == [
            f"__ksinr={one.number}" if one.items else "" for one in made
        ]
    (url,) = ours.committees_urls()
    committees = kept_the_same(ours, PageKind.COMMITTEES, ours.committees, get(sample, url), url).committees
    assert len(committees) == len([one for one in sample.views.organizations() if one.ended is None])
    people = set()
    for one in committees:
        url = ours.members_url(one.key)
        members = kept_the_same(ours, PageKind.MEMBERS, ours.members, get(sample, url), url)
        assert members.name == one.name
        people |= {member.person for member in members.members}
    assert people
    for key in people:
        url = ours.person_url(key)
        person = kept_the_same(ours, PageKind.PERSON, ours.person, get(sample, url), url)
        view = sample.views.person(int(key.partition("=")[2]))
        assert (person.name, person.group) == (view.name, view.group)
        assert [(one.committee, one.start) for one in person.roles] == [
            (role.organization_name, role.start) for role in view.roles
        ]


@pytest.mark.parametrize("layout", [6, 4])
def test_every_public_item_is_read(layout: int) -> None:
    sample = site(layout)
    ours = family(sample)
    seen = 0
    for meeting in sample.views.meetings():
        for made in meeting.items:
            if not made.public or not (made.paper or made.result):
                continue
            url = ours.item_url(f"__ktonr={made.number}")
            item = kept_the_same(ours, PageKind.ITEM, ours.item, get(sample, url), url)
            seen += 1
            assert (item.title, item.result_raw, item.vote_raw) == (made.title, made.result, made.vote)
            assert item.meeting == f"__ksinr={meeting.number}"
            assert bool(item.blocks) == bool(made.resolution or made.minutes)
    assert seen > 5
