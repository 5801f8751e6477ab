"""Somebody looks at the map: with a mouse, a keyboard, a phone, no script, no WebGL; and an outside service waits to be
asked."""

from __future__ import annotations

import json
import math
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from .portal import Portal, running_again
from .watch import Watch, accessibility_problems

# Drawing by the processor alone takes its time.
DRAWN = 40_000
# The demonstration's own streets; the matcher is told elsewhere what papers mean by them.
PLACES = """
from teilhabe.directory.gazetteer import gazetteer
from teilhabe.search.actions import NewEntry, NewPlace, put_many
from django.utils import timezone
rows = [row for row in gazetteer() if row.kind in ("street", "square") and row.latitude is not None][:24]
assert rows, "the demonstration has streets"
put_many(
    NewEntry(
        kind="paper", ref=f"karte/{n}", url="/rat/staedteregion/vorlage/2019-0465", title=f"Vorhaben {n}: {row.name}",
        starts=timezone.now(), municipality=row.municipality_ags, facts={"body": "Karte", "standing": "planned"},
        facets={"standing": ["planned"]},
        places=[NewPlace(row.ref, row.kind, row.name, "certain", row.municipality_ags, row.latitude, row.longitude,
                         "im Titel genannt", (f"municipality:{row.municipality_ags}",))],
    )
    for n, row in enumerate(rows, start=1)
)
"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    arguments = [one for one in browser_type_launch_args["args"] if one != "--disable-gpu"]  # type: ignore[attr-defined]  # a list of texts
    webgl = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
    return {**browser_type_launch_args, "args": [*arguments, *webgl]}


@pytest.fixture(scope="module", autouse=True)
def _papers_at_streets(portal: Portal) -> None:
    portal.teilhabe("shell", "--no-imports", "-c", PLACES)


def _drawn(page: Page) -> None:
    expect(page.locator("[data-map]")).to_have_attribute("data-map", "ready", timeout=DRAWN)


def _count(page: Page) -> int:
    said = page.locator("#liste [role=status]").first.inner_text()
    found = re.search(r"\d+", said)
    return int(found[0]) if found else 0


def test_the_map_is_drawn_from_this_house_alone_and_the_list_follows_it(page: Page) -> None:
    page.goto("/karte")
    _drawn(page)
    expect(page.locator("canvas.maplibregl-canvas")).to_be_visible()
    expect(page.locator("[data-still]")).to_be_hidden()
    expect(page.locator(".t-atlas__pin").first).to_be_visible()
    everything = _count(page)
    page.get_by_role("button", name="Vergrößern").click()
    expect(page).to_have_url(re.compile("ausschnitt="))
    expect(page.locator("#liste")).to_contain_text("in diesem Ausschnitt")
    assert _count(page) < everything
    expect(page.locator("[data-said]")).to_contain_text("in diesem Ausschnitt")
    seen = page.url
    page.reload()
    _drawn(page)
    assert page.url == seen, "the view stands in the address"
    expect(page.locator("#liste")).to_contain_text("in diesem Ausschnitt")


def test_somebody_moves_the_map_and_reaches_its_pins_with_the_keyboard(page: Page) -> None:
    page.goto("/karte")
    _drawn(page)
    page.locator("canvas.maplibregl-canvas").focus()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("ausschnitt="))
    before = page.url
    page.wait_for_timeout(500)
    page.keyboard.press("ArrowLeft")
    expect(page).not_to_have_url(before)
    pin = page.locator(".t-atlas__pin").first
    pin.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#e-\d+$"))


def test_a_click_on_a_point_tells_what_is_there_in_words(page: Page) -> None:
    """On the second page of the list those of the first are points without a number."""
    points = [tuple(point[:2]) for point in page.request.get("/karte/punkte").json()["points"]]
    west, south = min(x for x, _ in points) - 0.02, min(y for _, y in points) - 0.02
    east, north = max(x for x, _ in points) + 0.02, max(y for _, y in points) + 0.02
    page.goto(f"/karte?seite=2&ausschnitt={west},{south},{east},{north}")
    _drawn(page)
    stage = page.locator("canvas.maplibregl-canvas").bounding_box()
    assert stage
    left, top = _world(west, north)
    right, bottom = _world(east, south)
    scale = min(stage["width"] / (right - left), stage["height"] / (bottom - top))

    def pixel(longitude: float, latitude: float) -> tuple[float, float]:
        x, y = _world(longitude, latitude)
        across, down = (x - (left + right) / 2) * scale, (y - (top + bottom) / 2) * scale
        return stage["width"] / 2 + across, stage["height"] / 2 + down

    numbered = {
        (pin["longitude"], pin["latitude"]) for pin in json.loads(page.locator("#karte-nadeln").text_content() or "[]")
    }
    places = {point: pixel(*point) for point in points}

    def nearest(point: tuple[float, ...]) -> float:
        return min(math.dist(places[point], where) for other, where in places.items() if other != point)

    # What is too near to another is in a circle with a number, and a click comes nearer.
    alone = max((point for point in points if point not in numbered), key=nearest)
    x, y = places[alone]
    page.locator("canvas.maplibregl-canvas").click(position={"x": x, "y": y})
    expect(page.locator(".maplibregl-popup .t-row__title").first).to_be_visible()
    page.get_by_role("button", name="Schließen").click()
    expect(page.locator(".maplibregl-popup")).to_be_hidden()


def test_a_pin_says_that_more_is_at_its_point_than_the_list_shows(page: Page) -> None:
    """Of sixty papers at a street the list shows twenty: the others are not gone."""
    features = page.request.get("/api/places.geojson?limit=1000").json()["features"]
    refs = [feature["properties"]["place"]["ref"] for feature in features]
    titles = [feature["properties"]["title"] for feature in features]
    ref = next(ref for ref, title in zip(refs, titles, strict=True) if "Vorhaben" in title and refs.count(ref) == 1)
    page.goto(f"/karte?ort={ref}")
    _drawn(page)
    expect(page.locator(".t-atlas__pin")).to_have_text("1")

    def two_more(route: Route) -> None:
        said = route.fetch().json()
        [[longitude, latitude, kind, count]] = said["points"]
        route.fulfill(json={**said, "points": [[longitude, latitude, kind, count + 2]]})

    page.route("**/karte/punkte?*", two_more)
    page.reload()
    _drawn(page)
    expect(page.locator(".t-atlas__pin")).to_have_text("1+")


def _world(longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point lies on the map of the world, from 0 to 1 (Mercator)."""
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return (longitude + 180) / 360, y


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_the_drawn_map(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/karte")
    _drawn(page)
    assert accessibility_problems(page) == []
    page.emulate_media(color_scheme="dark")
    assert accessibility_problems(page, rules=["color-contrast", "link-in-text-block"]) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_without_a_script_drawing_and_list_say_the_same(page_without_script: Page) -> None:
    page = page_without_script
    page.goto("/karte")
    expect(page.locator("[data-still] svg")).to_be_visible()
    expect(page.locator("[data-stage]")).to_be_hidden()
    numbers = page.locator("[data-still] svg a[href^='#e-']")
    expect(numbers.first).to_be_visible()
    expect(page.locator("#e-1")).to_be_visible()
    page.get_by_text("Ergebnisse filtern").click()
    page.get_by_label("Geplant").check()
    page.get_by_role("button", name="Filter anwenden").click()
    expect(page).to_have_url(re.compile("stand=planned"))
    expect(page.locator("#liste .t-filters")).to_contain_text("Geplant")


def test_without_webgl_the_drawing_stays(page: Page) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto("/karte")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-still] svg")).to_be_visible()
    expect(page.locator("#liste .t-row").first).to_be_visible()


def test_the_library_is_loaded_only_where_a_map_is(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/ort/", "/ort/aachen/", "/in-der-naehe", "/suche", "/einbetten/liste"):
        page.goto(path, wait_until="networkidle")
    assert [url for url in asked if "maplibre" in url] == []


def test_a_first_visit_to_the_map_is_light_without_its_library(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: dict[str, float] = {}
    names: dict[str, str] = {}
    session.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    session.on(
        "Network.loadingFinished", lambda event: received.update({event["requestId"]: event["encodedDataLength"]})
    )
    page.goto("/karte")
    _drawn(page)
    weights = {names.get(one, one): round(size / 1000, 1) for one, size in received.items()}
    ours = {url: size for url, size in weights.items() if "maplibre" not in url}
    # The page itself comes unpacked from here; a reverse proxy packs it.
    assert sum(size for url, size in ours.items() if not url.endswith("/karte")) <= 100, ours


def test_another_site_shows_the_map_in_a_frame(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    sandbox = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    (tmp_path / "index.html").write_text(
        f'<iframe src="{portal.url}/einbetten/karte" sandbox="{sandbox}" width="900" height="700"></iframe>'
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path))) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{site.server_port}/")  # another port is another origin
        frame = page.frame_locator("iframe")
        expect(frame.locator("[data-map]")).to_have_attribute("data-map", "ready", timeout=DRAWN)
        expect(frame.locator("#e-1")).to_be_attached()
        page.close()
        site.shutdown()


# --- Where somebody is ---------------------------------------------------------------------------------------------


def test_somebody_uses_the_position_of_their_device(new_context: Callable[..., BrowserContext], watch: Watch) -> None:
    context = new_context(geolocation={"latitude": 50.77664, "longitude": 6.08342}, permissions=["geolocation"])
    page = context.new_page()
    watch.over(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.goto("/in-der-naehe")
    page.get_by_label("Umkreis").select_option("5000")
    page.get_by_role("button", name="Meinen Standort verwenden").click()
    expect(page.locator("#liste")).to_contain_text("Ihr Standort")
    assert "breite=50.777&laenge=6.083" in sent[0], "rounded to about a hundred metres"
    assert page.url.partition("#")[0].endswith("/in-der-naehe"), "and in no address"


def test_somebody_whose_device_says_nothing_is_told_so(page: Page) -> None:
    page.goto("/in-der-naehe")
    page.get_by_role("button", name="Meinen Standort verwenden").click()
    expect(page.locator("[data-located]")).to_contain_text("Bitte schreiben Sie die Adresse")


def test_without_a_script_an_address_is_typed(page_without_script: Page) -> None:
    page = page_without_script
    page.goto("/in-der-naehe")
    expect(page.get_by_role("button", name="Meinen Standort verwenden")).to_be_hidden()
    page.get_by_label("Adresse, Straße oder Ortsteil").fill("Mariadorf")
    page.get_by_label("Umkreis").select_option("5000")
    page.get_by_role("button", name="Zeigen").click()
    expect(page.locator("#liste")).to_contain_text("Mariadorf")


# --- An outside service, and streets of one's own ------------------------------------------------------------------

SERVICE = "https://kacheln.example.org/{z}/{x}/{y}.png"


@pytest.fixture
def with_service(portal: Portal) -> Iterator[str]:
    with running_again(portal, TEILHABE_MAP_SERVICE=SERVICE, TEILHABE_MAP_SERVICE_NAME="Beispielkarten") as url:
        yield url


def test_nothing_is_asked_of_a_service_before_consent_nor_after_it_is_taken_back(
    browser: Browser, browser_context_args: dict[str, Any], with_service: str
) -> None:
    page = browser.new_context(**{**browser_context_args, "base_url": with_service}).new_page()
    asked: list[str] = []

    def picture(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=_png(), content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

    page.route("https://kacheln.example.org/**", picture)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None)
    page.goto("/karte")
    _drawn(page)
    expect(page.get_by_text("Die Bilder dafür kommen von Beispielkarten")).to_be_visible()
    assert asked == []

    page.get_by_role("button", name="Straßenkarte anzeigen").click()
    _drawn(page)
    expect(page.get_by_text("Straßenkarte von Beispielkarten, mit Ihrer Zustimmung.")).to_be_visible()
    assert asked, "now the browser loads pictures"
    page.reload()
    expect(page.get_by_role("button", name="Zustimmung zurücknehmen")).to_be_visible()

    page.get_by_role("button", name="Zustimmung zurücknehmen").click()
    _drawn(page)
    asked.clear()
    page.reload()
    _drawn(page)
    assert asked == []
    assert refused == []


@pytest.fixture
def with_streets(portal: Portal, tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "strassen.pmtiles"
    file.write_bytes(_pmtiles(_png()))
    with running_again(portal, TEILHABE_MAP_TILES=str(file), TEILHABE_MAP_TILES_CREDIT="Wir selbst") as url:
        yield url


def test_streets_come_from_the_operators_own_file_piece_by_piece(
    browser: Browser, browser_context_args: dict[str, Any], with_streets: str
) -> None:
    page = browser.new_context(**{**browser_context_args, "base_url": with_streets}).new_page()
    strangers: list[str] = []
    pieces: list[int] = []
    page.on(
        "request",
        lambda one: None if one.url.startswith((with_streets, "blob:", "data:")) else strangers.append(one.url),
    )
    page.on("response", lambda one: pieces.append(one.status) if one.url.endswith(".pmtiles") else None)
    page.goto("/karte")
    _drawn(page)
    assert set(pieces) == {206}
    assert len(pieces) >= 2, "its head and a tile"
    assert strangers == []
    expect(page.locator(".t-atlas__note")).to_contain_text("Wir selbst")


def _png() -> bytes:
    """One grey pixel."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0\x99")) + part(b"IEND", b"")


def _pmtiles(tile: bytes) -> bytes:
    """The smallest file of streets (PMTiles 3): one picture of the whole world."""
    directory = bytes([1, 0, 1]) + _varint(len(tile)) + bytes([1])  # one entry: number, run, length, place
    metadata = json.dumps({}).encode()
    at = 127
    head = b"PMTiles\x03" + struct.pack(
        "<QQQQQQQQQQQ",
        at, len(directory),
        at + len(directory), len(metadata),
        0, 0,
        at + len(directory) + len(metadata), len(tile),
        1, 1, 1,
    )  # fmt: skip
    head += bytes([1, 1, 1, 2, 0, 0])  # clustered; directory and tile are not packed; pictures; zoom 0 to 0
    head += struct.pack("<iiii", -1800000000, -850000000, 1800000000, 850000000) + bytes([0]) + struct.pack("<ii", 0, 0)
    assert len(head) == at
    return head + directory + metadata + tile


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])
