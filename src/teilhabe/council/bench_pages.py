"""Pages of every family of council systems, as the sample sites render them: what ``bench parse`` and fuzzing read.

They are found as a harvest finds them, from the calendar and the lists of committees on, but without HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

from .documents.sections import Section, sections_of_html_blocks
from .ingest import allris3, allris4, sessionnet
from .ingest.allris3.xml import xml_calendar, xml_item, xml_meeting, xml_url
from .ingest.html.document import decode
from .ingest.html.errors import PageError
from .ingest.html.facts import (
    AgendaEntry,
    CalendarPage,
    CommitteesPage,
    ItemPage,
    MeetingPage,
    MembersPage,
    PaperPage,
)
from .ingest.html.families import FAMILIES
from .ingest.html.family import Family, PageKind
from .ingest.html.schedule import months
from .models import Source
from .sample import SITES, sample_council
from .sample.exchange import Request
from .sample.sites import Site

TODAY = date(2026, 11, 23)
FIRST, LAST = date(2019, 1, 1), date(2027, 2, 1)
HOST = "https://rat.beispiel.example"
_RECOGNISED = {
    Source.System.ALLRIS3: allris3.recognise,
    Source.System.ALLRIS4: allris4.recognise,
    Source.System.SESSIONNET: sessionnet.recognise,
}
# What is called how, in the order of the output: site of the sample, system, as XML.
_FAMILIES: dict[str, tuple[str, Source.System, bool]] = {
    "ALLRIS 3 classic": ("allris3", Source.System.ALLRIS3, False),
    "ALLRIS 3 _r": ("allris3_r", Source.System.ALLRIS3, False),
    "ALLRIS 3 XML": ("allris3", Source.System.ALLRIS3, True),
    "ALLRIS 4": ("allris4", Source.System.ALLRIS4, False),
    "SessionNet 6": ("sessionnet6", Source.System.SESSIONNET, False),
    "SessionNet 4": ("sessionnet4", Source.System.SESSIONNET, False),
}
NAMES = tuple(_FAMILIES)
MOST_REDIRECTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPage:
    """One page as a server sends it, decoded; of a paper with the further pages of it that ``parts`` holds."""

    kind: PageKind
    url: str
    text: str
    parts: tuple[tuple[str, str], ...] = ()
    # The point of an agenda that a page in XML belongs to: it does not say itself whether it is public.
    entry: AgendaEntry | None = None


@dataclass(frozen=True, slots=True)
class RenderedFamily:
    """All pages of one sample site, and the readers of its family."""

    name: str
    family: Family
    pages: tuple[RenderedPage, ...]
    xml: bool = False

    def read(self, page: RenderedPage) -> object:
        """What a harvest makes of a page: redact, read what is left, cut text into sections.

        Raises an error of ``ingest.html.errors``, as its three steps do.
        """
        return self.sections(self.facts(self.redacted(page)))

    def redacted(self, page: RenderedPage) -> RenderedPage:
        """The page as it may be kept. XML is read as it came: nothing of it is kept."""
        if self.xml:
            return page
        parts = tuple((url, self.family.redact(page.kind, text, url)) for url, text in page.parts)
        return replace(page, text=self.family.redact(page.kind, page.text, page.url), parts=parts)

    def facts(self, page: RenderedPage) -> object:
        if self.xml:
            return _xml_facts(page)
        if page.kind is PageKind.PAPER:
            return self.family.paper(page.text, page.url, tuple(text for _, text in page.parts))
        return _facts(self.family, page.kind, page.text, page.url)

    def sections(self, facts: object) -> tuple[Section, ...]:
        return sections_of_html_blocks(facts.blocks) if isinstance(facts, PaperPage | ItemPage) else ()


def rendered_family(name: str) -> RenderedFamily:
    """The family called ``name`` (one of NAMES) with the pages of the StädteRegion's invented council."""
    site_name, system, xml = _FAMILIES[name]
    browser = _Browser(SITES[site_name](sample_council(today=TODAY, bodies=("region",), more=True), name=site_name))
    start = HOST + browser.site.start
    installation = _RECOGNISED[system](browser.get(start), start)
    if installation is None:
        raise LookupError(f"{name}: the start page of its sample is not recognised")
    family = FAMILIES[system](installation)
    found = _xml_pages(browser, family) if xml else _pages(browser, family)
    return RenderedFamily(name, family, tuple(found), xml)


class _Browser:
    """Asks a site without a server: one session, redirects followed."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._cookies: dict[str, str] = {}

    def get(self, url: str, headers: dict[str, str] | None = None) -> str:
        for _ in range(MOST_REDIRECTS):
            parts = urlsplit(url)
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            given = {name.lower(): value for name, value in (headers or {}).items()} | {"cookie": cookie}
            answer = self.site.answer(Request("GET", target, given, at=0.0, concurrent=1))
            for name, one in SimpleCookie(answer.headers.get("Set-Cookie", "")).items():
                self._cookies[name] = one.value
            if not 300 <= answer.status < 400:
                break
            url = urljoin(url, answer.headers["Location"])
        return decode(answer.body, answer.headers.get("Content-Type", ""))


def _facts(family: Family, kind: PageKind, text: str, url: str) -> object:
    """The facts of a page that is no paper."""
    match kind:
        case PageKind.CALENDAR:
            return family.calendar(text, url)
        case PageKind.MEETING:
            return family.meeting(text, url)
        case PageKind.ITEM:
            return family.item(text, url)
        case PageKind.COMMITTEES:
            return family.committees(text, url)
        case PageKind.MEMBERS:
            return family.members(text, url)
        case PageKind.PERSON:
            return family.person(text, url)
    raise ValueError(kind)


def _pages(browser: _Browser, family: Family) -> Iterator[RenderedPage]:
    """Every page that links lead to; those that the site does not show to everybody are left out."""
    waiting = [(PageKind.COMMITTEES, url) for url in family.committees_urls()]
    waiting += [(PageKind.CALENDAR, family.calendar_url(month)) for month in months(FIRST, LAST)]
    known = set(waiting)
    for kind, url in waiting:
        text = browser.get(url)
        more = family.follow_up(text, url)
        if more is not None:
            url = more.url  # noqa: PLW2901 - the answer to the second request is the page that is meant
            text = browser.get(url, more.headers)
        parts: tuple[tuple[str, str], ...] = ()
        try:
            if kind is PageKind.PAPER:
                parts = tuple((one, browser.get(one)) for one in family.paper_parts(text, url))
                facts: object = family.paper(text, url, tuple(part for _, part in parts))
            else:
                facts = _facts(family, kind, text, url)
        except PageError:
            continue
        yield RenderedPage(kind=kind, url=url, text=text, parts=parts)
        fresh = [one for one in dict.fromkeys(_links(family, facts)) if one not in known]
        known.update(fresh)
        waiting += fresh


def _links(family: Family, facts: object) -> Iterator[tuple[PageKind, str]]:
    match facts:
        case CommitteesPage():
            yield from ((PageKind.MEMBERS, family.members_url(one.key)) for one in facts.committees)
        case MembersPage():
            yield from ((PageKind.PERSON, family.person_url(one.person)) for one in facts.members if one.person)
        case CalendarPage():
            yield from ((PageKind.MEETING, family.meeting_url(one.meeting)) for one in facts.entries if one.meeting)
        case MeetingPage():
            yield from ((PageKind.PAPER, family.paper_url(one.paper)) for one in facts.items if one.paper)
            yield from ((PageKind.ITEM, family.item_url(one.key)) for one in facts.items if one.has_page and one.key)
        case PaperPage():
            yield from ((PageKind.MEETING, family.meeting_url(one.meeting)) for one in facts.steps if one.meeting)


# -- XML output --------------------------------


def _xml_pages(browser: _Browser, family: Family) -> Iterator[RenderedPage]:
    url = xml_url(family.calendar_url(TODAY), kaldatvon=f"{FIRST:%d.%m.%Y}", kaldatbis=f"{LAST:%d.%m.%Y}")
    calendar = RenderedPage(kind=PageKind.CALENDAR, url=url, text=browser.get(url))
    yield calendar
    for known in xml_calendar(calendar.text, url).entries:
        url = xml_url(family.meeting_url(known.meeting))
        meeting = RenderedPage(kind=PageKind.MEETING, url=url, text=browser.get(url))
        try:
            items = xml_meeting(meeting.text, url).items
        except PageError:
            continue
        yield meeting
        for entry in items:
            if entry.public:
                url = xml_url(family.item_url(entry.key))
                yield RenderedPage(kind=PageKind.ITEM, url=url, text=browser.get(url), entry=entry)


def _xml_facts(page: RenderedPage) -> object:
    if page.kind is PageKind.CALENDAR:
        return xml_calendar(page.text, page.url)
    if page.entry is None:
        return xml_meeting(page.text, page.url)
    return xml_item(page.text, page.url, entry=page.entry)
