"""The way to a feed: the polite client of the house, bound to the host of the feed's address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf

from teilhabe.core.fetching.client import MEGABYTE, PoliteClient
from teilhabe.core.fetching.errors import FetchError
from teilhabe.core.fetching.patience import PATIENT, Patience

from .items import Ask, FeedUnavailable

MOST_BYTES = 50 * MEGABYTE
"""Of one document."""
MOST_DOCUMENTS = 400
MOST_OF_RUN = 300 * MEGABYTE
"""Of one run, as they are kept."""


@dataclass(frozen=True, slots=True)
class _Feed:
    url: str
    extra_hosts: list[str] = field(default_factory=list)
    delay_seconds: float = 1.0


@contextmanager
def asking(url: str, *, delay_seconds: float = 1.0, until: float = inf, patience: Patience = PATIENT) -> Iterator[Ask]:
    """A way to ask for documents of the feed at ``url``: only its own host, at most 400 documents of 50 MB
    and 300 MB together, with ``delay_seconds`` between two of them, until ``until`` (monotonic seconds).

    >>> with asking(feed.url) as ask:                               # doctest: +SKIP
    ...     documents = [ask(feed.url)]
    """
    asked = size = 0
    with PoliteClient(_Feed(url, delay_seconds=delay_seconds), patience=patience, until=until) as client:

        def ask(address: str) -> bytes:
            nonlocal asked, size
            asked += 1
            if asked > MOST_DOCUMENTS:
                raise FeedUnavailable(
                    f"Die Quelle hat mehr als {MOST_DOCUMENTS} Seiten; so viele werden in einem Lauf nicht gelesen."
                )
            try:
                found = client.get(address, limit=MOST_BYTES).body
            except FetchError as wrong:
                raise FeedUnavailable(wrong.sentence) from wrong
            size += len(found)
            if size > MOST_OF_RUN:
                raise FeedUnavailable(
                    f"Die Quelle hat mehr als {MOST_OF_RUN // MEGABYTE} MB; so viel wird in einem Lauf nicht gelesen."
                )
            return found

        yield ask
