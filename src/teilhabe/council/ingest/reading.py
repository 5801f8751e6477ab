"""Asking a source for JSON: conditional requests, scrubbing, the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from teilhabe.core.fetching.client import Answer, PoliteClient

from ..models import RawAnswer, Source
from . import archive
from .errors import Paused
from .oparl import reading, scrub


@dataclass
class Loaded:
    """An answer as JSON. :meth:`keep` archives it; call it in the transaction that stores what it brought."""

    source: Source
    url: str
    data: Any
    answer: Answer
    content: bytes
    at: datetime
    # Set when the source answered 304: the row that holds the content already.
    known: RawAnswer | None = None
    # It held numbers that are none (NaN, Infinity); they were read as missing.
    odd_numbers: bool = False

    def keep(self) -> RawAnswer:
        if self.known is not None:
            RawAnswer.objects.filter(pk=self.known.pk).update(last_fetched=self.at)
            return self.known
        row = RawAnswer(
            source=self.source,
            url=self.url[:2000],
            status=self.answer.status,
            content_type=self.answer.content_type,
            etag=self.answer.etag,
            last_modified=self.answer.last_modified,
            sha256=archive.keep(self.content),
            size=len(self.content),
            first_fetched=self.at,
            last_fetched=self.at,
        )
        # Not remembered here: the transaction may be rolled back, and the row with it.
        [kept] = RawAnswer.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["source", "url", "sha256"],
            update_fields=["status", "content_type", "etag", "last_modified", "last_fetched"],
        )
        return kept


class SourceReader:
    """Reads JSON of one source through its polite client."""

    def __init__(self, source: Source, client: PoliteClient, now: datetime) -> None:
        self.source = source
        self.client = client
        self.now = now

    def json(self, url: str, expected: str = "") -> Loaded:
        """The scrubbed JSON at ``url``; ``expected`` is the type of objects that do not say theirs.

        Raises an error of :mod:`.errors`.
        """
        if Source.objects.filter(pk=self.source.pk, state=Source.State.PAUSED).exists():
            raise Paused(url)
        known = self._known(url)
        if known is not None:
            try:
                content = archive.content(known.sha256)
            except archive.NotArchived:
                known = None
        read: list[tuple[Any, bool]] = []
        answer = self.client.get(
            url,
            etag=known.etag if known else "",
            last_modified=known.last_modified if known else "",
            check=lambda got: read.append(reading.read_telling(url, got.body)),
        )
        if answer.not_modified and known is not None:
            # Scrubbed again: it may have been archived before we knew what else must go.
            data, odd = reading.read_telling(url, content)
            clean, _ = scrub.scrub(data, expected)
            return Loaded(self.source, url, clean, answer, content, self.now, known, odd)
        data, odd = read[-1]
        clean, changed = scrub.scrub(data, expected)
        content = reading.canonical(clean) if changed else answer.body
        return Loaded(self.source, url, clean, answer, content, self.now, odd_numbers=odd)

    def _known(self, url: str) -> RawAnswer | None:
        """The newest answer from this address that can be asked for conditionally."""
        newest = RawAnswer.objects.filter(source=self.source, url=url[:2000]).order_by("-last_fetched", "-pk").first()
        return newest if newest and (newest.etag or newest.last_modified) else None
