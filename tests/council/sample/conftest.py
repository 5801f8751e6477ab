"""The sample council as it stands on one Monday, and a reader with a browser-like client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Self

import httpx
import pytest

from teilhabe.council.sample import SampleCouncil, Server, running, sample_council

TODAY = date(2026, 11, 23)


class Reader:
    """Reads a council over HTTP as the specification describes it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = httpx.Client(timeout=5, verify=False)  # no https here; saves loading certificates

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self.client.close()

    def get(self, url: str, **more: Any) -> httpx.Response:
        return self.client.get(url if url.startswith("http") else self.server.url + url, **more)

    def json(self, url: str, **more: Any) -> Any:
        return self.get(url, **more).json()

    def bodies(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.json(self.json(self.server.system_url)["body"])["data"]
        return listed

    def pages(self, url: str, most: int = 50, filters: dict[str, str] | None = None) -> list[dict[str, Any]]:
        """The pages of a list, following ``links.next``, at most so many."""
        pages = [self.json(url, params=filters)]
        while "next" in pages[-1]["links"] and len(pages) < most:
            pages.append(self.json(pages[-1]["links"]["next"]))
        return pages

    def all(self, url: str, **filters: str) -> list[dict[str, Any]]:
        return [obj for page in self.pages(url, filters=filters) for obj in page["data"]]


@pytest.fixture(scope="session")
def written() -> SampleCouncil:
    """The council as written; tests only look at it."""
    return sample_council(today=TODAY)


@pytest.fixture(scope="session")
def shared_reader(written: SampleCouncil) -> Iterator[Reader]:
    with running(written) as server, Reader(server) as reader:
        yield reader


@pytest.fixture
def council() -> SampleCouncil:
    """A council of one's own, to be changed."""
    return sample_council(today=TODAY)


@pytest.fixture
def reader(council: SampleCouncil) -> Iterator[Reader]:
    with running(council, page_size=10) as server, Reader(server) as reader:
        yield reader
