"""Asking an HTML system for one page: session, gates, redaction, facts, the archive."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from django.utils import timezone

from teilhabe.core.fetching.client import Answer, PoliteClient
from teilhabe.core.fetching.errors import ForbiddenByRobots, Refused

from ...models import RawAnswer, Source
from .. import archive
from ..errors import NightIsOver, OddPage, Paused
from . import document
from .errors import NotPublic, NotThisPage, PageError, SystemTrouble, TurnedAway
from .facts import PaperPage
from .family import Family, FollowUp, PageKind

F = TypeVar("F")
Reader = Callable[[str, str], F]
KEPT_AS = "text/html; charset=utf-8"
# Pages that make no sense are asked for again; after so many of them in one run it is the system, not a hiccup.
MOST_ODD = 4
# Between the texts of a paper's pages in the archive.
_NEXT_PART = "\n<!-- teilhabe: next part {url} -->\n"
_PARTS = re.compile(r"\n<!-- teilhabe: next part (\S+) -->\n")
_LOG_IN = re.compile(r"/[xy]?logon|/login|noauth|/error2?\.(?:asp|php)|/ri/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[F]):
    """What a page says, and its text as it may be kept."""

    url: str
    facts: F
    text: str
    answer: Answer | None = None


class PageReader:
    """Reads pages of one source through its polite client.

    Every reader is given the redacted text, never the page itself: what is not in the archive cannot be in the facts.
    """

    def __init__(self, source: Source, client: PoliteClient, family: Family) -> None:
        self.source = source
        self.client = client
        self.family = family
        self._odd = 0

    def read(self, kind: PageKind, url: str, reader: Reader[F]) -> Loaded[F]:
        """The facts of the page at ``url``. Raises an error of ``ingest.errors`` or of :mod:`.errors`."""
        return self._ask(kind, url, reader, {})

    def announced(self, kind: PageKind, url: str, reader: Reader[F]) -> Loaded[F]:
        """The facts of a list; systems that only announce it are asked a second time within the same session."""
        self._may_go_on(url)
        found: list[Loaded[F]] = []
        announcing: list[FollowUp] = []

        def look(answer: Answer) -> None:
            more = self.family.follow_up(_text(answer), url)
            if more is None:
                found.append(self._looked_at(kind, url, answer, reader))
            else:
                announcing.append(more)

        self.client.page(url, check=self._checked(url, look))
        if found:
            return found[-1]
        return self._ask(kind, announcing[-1].url, reader, announcing[-1].headers)

    def paper(self, url: str) -> Loaded[PaperPage]:
        """A paper with all its pages; if one of them cannot be had, the paper is not read at all."""
        first = self._ask(PageKind.PAPER, url, self.family.paper_parts, {})
        addresses = first.facts
        if not addresses:
            return Loaded(url, self.family.paper(first.text, url), first.text, first.answer)
        parts = tuple(self._ask(PageKind.PAPER, one, lambda page, at: page, {}).text for one in addresses)
        text = first.text
        for address, part in zip(addresses, parts, strict=True):
            text += _NEXT_PART.format(url=address) + part
        return Loaded(url, self.family.paper(first.text, url, parts), text, first.answer)

    def _ask(self, kind: PageKind, url: str, reader: Reader[F], headers: dict[str, str]) -> Loaded[F]:
        self._may_go_on(url)
        found: list[Loaded[F]] = []
        check = self._checked(url, lambda answer: found.append(self._looked_at(kind, url, answer, reader)))
        try:
            self.client.page(url, headers=headers, check=check)
        except ForbiddenByRobots as error:
            # Where robots keep out of the members' area, the redirect to its log-in is as far as we get.
            if _leads_to_log_in(url, error.url):
                raise NotPublic from None
            raise
        return found[-1]

    def _looked_at(self, kind: PageKind, url: str, answer: Answer, reader: Reader[F]) -> Loaded[F]:
        if _leads_to_log_in(url, answer.url):
            raise NotPublic
        kept = self.family.redact(kind, _text(answer), url)
        return Loaded(url, reader(kept, url), kept, answer)

    def _checked(self, url: str, look: Callable[[Answer], object]) -> Callable[[Answer], None]:
        """``look``, with what may pass turned into what is tried again, and a refusal into what ends the run."""

        def check(answer: Answer) -> None:
            try:
                look(answer)
            except TurnedAway as error:
                raise Refused(url, reason=str(error)) from None
            except (NotThisPage, SystemTrouble) as error:
                self._odd += 1
                if self._odd > MOST_ODD:
                    raise
                raise OddPage(url, error=error) from None

        return check

    def _may_go_on(self, url: str) -> None:
        state = Source.objects.values_list("state", flat=True).get(pk=self.source.pk)
        if state == Source.State.PAUSED:
            raise Paused(url)
        if not is_time(self.source, timezone.now()):
            raise NightIsOver(url)


def keep(source: Source, loaded: Loaded[F], at: datetime) -> RawAnswer:
    """Archive the redacted page; call it in the transaction that stores what it brought."""
    content = loaded.text.encode("utf-8", "replace")
    [kept] = RawAnswer.objects.bulk_create(
        [
            RawAnswer(
                source=source,
                url=loaded.url[:2000],
                status=200,
                content_type=KEPT_AS,
                sha256=archive.keep(content),
                size=len(content),
                first_fetched=at,
                last_fetched=at,
            )
        ],
        update_conflicts=True,
        unique_fields=["source", "url", "sha256"],
        update_fields=["status", "content_type", "last_fetched"],
    )
    return kept


def again(family: Family, kind: PageKind, row: RawAnswer) -> object:
    """The facts of an archived page. Raises NotArchived or an error of :mod:`.errors`."""
    text = archive.content(row.sha256).decode("utf-8", "replace")
    readers: dict[PageKind, Reader[object]] = {
        PageKind.CALENDAR: family.calendar,
        PageKind.MEETING: family.meeting,
        PageKind.ITEM: family.item,
        PageKind.COMMITTEES: family.committees,
        PageKind.MEMBERS: family.members,
        PageKind.PERSON: family.person,
    }
    if kind is PageKind.PAPER:
        first, *rest = _PARTS.split(text)
        return family.paper(first, row.url, tuple(rest[1::2]))
    return readers[kind](text, row.url)


def redacted_again(family: Family, kind: PageKind, url: str, content: bytes) -> bytes:
    """An archived page as it may be kept today, each part of a paper with its own address. Raises an error of
    :mod:`.errors`."""
    first, *rest = _PARTS.split(content.decode("utf-8", "replace"))
    text = family.redact(kind, first, url)
    for address, part in zip(rest[::2], rest[1::2], strict=True):
        text += _NEXT_PART.format(url=address) + family.redact(kind, part, address)
    return text.encode("utf-8", "replace")


def is_time(source: Source, moment: datetime) -> bool:
    """Whether the source may be asked at this time of day."""
    start, end = source.night_from, source.night_until
    if start is None or end is None:
        return True
    clock = timezone.localtime(moment).time()
    return start <= clock < end if start < end else clock >= start or clock < end


def error_of(error: OddPage) -> PageError:
    """What the reader said of a page that stayed odd."""
    said = error.facts.get("error")
    return said if isinstance(said, PageError) else NotThisPage()


def _leads_to_log_in(asked: str, reached: str) -> bool:
    return bool(_LOG_IN.search(urlsplit(reached).path) and not _LOG_IN.search(urlsplit(asked).path))


def _text(answer: Answer) -> str:
    return document.decode(answer.body, answer.content_type)
