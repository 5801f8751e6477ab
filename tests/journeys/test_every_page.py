"""What holds on every public page: accessible, valid, within the window, light, and nobody else is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.databases import ROOT

from .addresses import NOWHERE, PAPER, listed, one_of_each_kind
from .portal import Portal
from .watch import Watch, accessibility_problems

VALIDATOR = ROOT / "build/npm/node_modules/vnu-jar/build/dist/vnu.jar"
MOST_KILOBYTES = 100


WIDTHS = (320, 360, 768, 1280)


@pytest.fixture(scope="module")
def tour(browser: Browser, browser_context_args: dict[str, Any], portal: Portal) -> dict[str, dict[str, object]]:
    """One visit to one page of each kind; what was wrong there, by check and address."""
    found: dict[str, dict[str, object]] = {"light": {}, "dark": {}, "width": {}, "strangers": {}}
    context = browser.new_context(**browser_context_args, reduced_motion="reduce")
    for path in one_of_each_kind(portal):
        page, watch = context.new_page(), Watch(portal)
        watch.over(page)
        page.goto(path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            sticks_out = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if sticks_out > 0:
                found["width"][f"{path} at {width}"] = sticks_out
        if problems := accessibility_problems(page):
            found["light"][path] = problems
        page.emulate_media(color_scheme="dark")
        if problems := accessibility_problems(page, rules=["color-contrast", "link-in-text-block"]):
            found["dark"][path] = problems
        if watch.wrong:
            found["strangers"][path] = watch.wrong
        page.close()
    context.close()
    return found


Tour = dict[str, dict[str, object]]


def test_axe_finds_nothing(tour: Tour) -> None:
    assert tour["light"] == {}


def test_colours_are_readable_in_the_dark(tour: Tour) -> None:
    assert tour["dark"] == {}


def test_nothing_sticks_out_sideways_on_any_screen(tour: Tour) -> None:
    assert tour["width"] == {}


def test_no_page_asks_strangers_or_breaks_its_policy(tour: Tour) -> None:
    assert tour["strangers"] == {}


def test_every_page_of_the_sitemap_answers_and_is_valid_html(portal: Portal, tmp_path: Path) -> None:
    if shutil.which("java") is None or not VALIDATOR.exists():
        reason = "the HTML validator is missing: script/test installs it"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    addresses = {}
    # One client for all of them: making one costs more than a page.
    with httpx.Client(base_url=portal.url, timeout=30) as client:
        for number, path in enumerate([*listed(portal), *one_of_each_kind(portal)]):
            file = tmp_path / f"{number}.html"
            file.write_bytes(fetch(client, path))
            addresses[file.name] = path
    checked = subprocess.run(
        ["java", "-jar", str(VALIDATOR), "--errors-only", "--format", "gnu", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    errors = sorted({readable(line, addresses) for line in checked.stderr.splitlines() if ": error: " in line})
    assert len(addresses) > 150
    assert errors == [], "\n".join(errors[:40])
    assert checked.returncode == 0, checked.stderr[-2000:]


def fetch(client: httpx.Client, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == (404 if path.endswith(NOWHERE) else 200), path
    return answer.content


def readable(line: str, addresses: dict[str, str]) -> str:
    """`"file:/tmp/…/7.html":3.5-3.9: error: …` with the page's address instead of the file."""
    place, _, message = line.partition(": error: ")
    name = place.split('":')[0].rpartition("/")[2]
    return f"{addresses.get(name, name)}: {message}"


@pytest.mark.parametrize("path", ["/", PAPER])
def test_the_first_page_is_light(page: Page, path: str) -> None:
    """Bytes on the wire of a first visit, as the browser counts them."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: dict[str, float] = {}
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    session.on(
        "Network.loadingFinished", lambda event: received.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto(path, wait_until="networkidle")
    weights = {names.get(one, one): round(size / 1000, 1) for one, size in received.items()}
    assert len(weights) > 3
    assert sum(weights.values()) <= MOST_KILOBYTES, weights


def test_a_second_page_brings_no_file_again(page: Page) -> None:
    page.goto("/", wait_until="networkidle")
    again: list[str] = []
    page.on(
        "requestfinished",
        lambda request: again.append(request.url) if request.sizes()["responseBodySize"] > 0 else None,
    )
    page.goto("/quellen", wait_until="networkidle")
    assert [url for url in again if "/static/" in url and "/fonts/" not in url] == []
