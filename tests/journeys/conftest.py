"""Browser and portal for the journeys. ``page`` fails a test on requests to strangers and on broken policies."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from .portal import Portal, running_portal
from .watch import Watch

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium on this machine: apt-get install chromium")
        pytest.skip("No Chromium on this machine: apt-get install chromium")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {"executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with the harvested sample council, for all journeys; a story that changes things keeps to its corner."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running_portal(tmp_path_factory.mktemp("portal"), port) as built:
        yield built


@pytest.fixture(scope="session")
def browser_context_args(portal: Portal) -> dict[str, object]:
    return {"base_url": portal.url, "locale": "de-DE", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def watch(portal: Portal) -> Iterator[Watch]:
    watching = Watch(portal)
    yield watching
    assert watching.wrong == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    opened = context.new_page()
    watch.over(opened)
    return opened


@pytest.fixture
def page_without_script(new_context: Callable[..., BrowserContext], watch: Watch) -> Page:
    opened = new_context(java_script_enabled=False).new_page()
    watch.over(opened)
    return opened
