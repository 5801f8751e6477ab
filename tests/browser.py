"""A real Chromium that sees rendered pages without a server: addresses are answered from the test itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
ORIGIN = "http://localhost:9"
"""Never reached; localhost, because browsers allow the clipboard only there and under https."""


@contextmanager
def shown(html: str, *, headers: dict[str, str] | None = None, **device: Any) -> Iterator[Page]:
    """A page that shows ``html`` and loads our static files; every other request fails the test.

    ``device`` goes to Playwright's ``new_context``: ``viewport``, ``color_scheme``, ``permissions`` …
    What the browser complains about (script errors, refusals of the content policy) fails the test at the end.
    """
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers or {})
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=Path(str(found)))
        else:
            complaints.append(f"asked for {route.request.url}")
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        context = browser.new_context(locale="de-DE", **device)
        context.route("**/*", answer)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{ORIGIN}/", wait_until="load")
        yield page
        browser.close()
    assert not complaints
