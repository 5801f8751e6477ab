"""What a page must not do, and what axe says about it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

from .portal import Portal

# Milliseconds: long enough for a busy machine, short enough to hear soon of what is missing.
PATIENCE = 15_000


class Watch:
    """What a page must not do."""

    def __init__(self, portal: Portal) -> None:
        self._host = urlsplit(portal.url).netloc
        self.wrong: list[str] = []

    def over(self, page: Page) -> None:
        page.set_default_timeout(PATIENCE)
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"script error: {error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._host:
            self.wrong.append(f"request to a stranger: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.wrong.append(f"policy broken: {message.text}")


def accessibility_problems(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds on the page as it stands, one line for each place; with ``rules`` only theirs."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]
