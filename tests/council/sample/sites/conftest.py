"""Every site of the sample region, served, and a reader of its pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from teilhabe.council.sample import Server, Site, running_site, sample_region
from teilhabe.council.sample.sites.views import MeetingView, PaperView, Views
from tests.council.sample.conftest import TODAY


class Visitor:
    """Reads the pages of one site, with the cookies it is given."""

    def __init__(self, site: Site, server: Server) -> None:
        self.site = site
        self.server = server
        self.views: Views = site.views
        self.client = httpx.Client(timeout=5, verify=False)  # no https here; saves loading certificates

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to an address, cookies kept; header names with an underscore."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(self.server.url + path, headers=named)

    def text(self, path: str, **headers: str) -> str:
        return self.get(path, **headers).text

    def paper(self, reference: str) -> PaperView:
        return next(one for one in self.views.papers() if one.reference == reference)

    def meeting(self, committee: str, day: str) -> MeetingView:
        """The meeting of a committee on "2026-11-19"."""
        found = [one for one in self.views.meetings() if one.committee == committee and f"{one.start:%Y-%m-%d}" == day]
        return found[0]


Visit = Callable[..., Visitor]


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Start a site of the region and go there: ``visit("alsdorf")`` or ``visit(site=SessionNet4(council))``."""
    with ExitStack() as stack:

        def start(name: str = "", *, site: Site | None = None) -> Visitor:
            chosen = site or sample_region(TODAY, only=(name,))[name]
            visitor = Visitor(chosen, stack.enter_context(running_site(chosen)))
            stack.callback(visitor.client.close)
            return visitor

        yield start


def words(page: str) -> str:
    """What a reader sees of a page: no tags, no comments, no scripts, one blank between words."""
    page = re.sub(r"(?s)<!--.*?-->|<script.*?</script>", " ", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page).replace("&nbsp;", " "))
