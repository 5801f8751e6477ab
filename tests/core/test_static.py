"""The vendored assets: small, complete, and in step with the script that makes them."""

import re
import runpy
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src/teilhabe/core/static/teilhabe"
FIRST_VISIT = 100_000
"""Bytes over the wire that a first visit may cost (brotli), fonts and an average page of 12 KB included."""


def _wire(name: str) -> int:
    content = (STATIC / name).read_bytes()
    return len(content) if name.endswith("woff2") else len(brotli.compress(content))


def test_a_first_visit_costs_less_than_a_hundred_kilobytes() -> None:
    base = (ROOT / "src/teilhabe/core/templates/base.html").read_text()
    linked = re.findall(r"static 'teilhabe/([^']+)'", base)
    assert {"vendor/kern/kern.min.css", "js/teilhabe.js", "css/print.css"} <= set(linked)
    medium = "fonts/fira-medium-latin.woff2"  # not preloaded, but every page has a label
    assert sum(_wire(name) for name in {*linked, medium}) + 12_000 <= FIRST_VISIT
    assert _wire("js/teilhabe.js") < len((STATIC / "js/teilhabe.js").read_bytes()) <= 8_192


def test_every_file_that_a_sheet_names_is_there() -> None:
    for sheet in STATIC.rglob("*.css"):
        for address in re.findall(r"url\(\"?([^\")]+)", sheet.read_text()):
            assert address.startswith("data:") or (sheet.parent / address).resolve().exists(), address


def test_no_sheet_or_script_calls_a_third_party() -> None:
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]:
        assert not re.search(r"https?://(?!www\.w3\.org)|@import", path.read_text()), path.name


def test_a_browser_loads_just_the_scripts_that_a_font_file_holds() -> None:
    ranges = runpy.run_path(str(ROOT / "script/vendor"))["RANGES"]
    faces = re.findall(
        r'fonts/[\w-]+?-(latin|latin-ext|cyrillic|400|600)\.woff2"\) format\("woff2"\); unicode-range: ([^;]+);',
        (STATIC / "css/foundation.css").read_text(),
    )
    assert len(faces) == 18
    for script, codes in faces:
        assert codes == ranges["arabic" if script.isdigit() else script]


def test_labels_have_real_small_capitals() -> None:
    font = TTFont(STATIC / "fonts/fira-medium-latin.woff2")
    assert {"smcp", "c2sc", "tnum", "kern"} <= {
        r.FeatureTag for t in ("GSUB", "GPOS") for r in font[t].table.FeatureList.FeatureRecord
    }


def test_german_and_turkish_letters_are_in_the_fonts() -> None:
    letters = {ord(one) for one in "äöüÄÖÜßẞ„“–€\u2011ğĞşŞıİçÇ"}
    for weight in ("regular", "italic", "medium", "semibold"):
        held = {
            code
            for part in ("latin", "latin-ext")
            for code in TTFont(STATIC / f"fonts/fira-{weight}-{part}.woff2").getBestCmap()
        }
        assert letters <= held


def test_licences_travel_with_what_they_cover() -> None:
    assert "European Union Public" in (STATIC / "vendor/kern/LICENSE.md").read_text()
    for name in ("fira-sans", "noto-sans-arabic"):
        assert "SIL OPEN FONT LICENSE" in (STATIC / f"fonts/LICENSE-{name}.txt").read_text().upper()
    assert "MapLibre contributors" in (STATIC / "vendor/maplibre/LICENSE-maplibre-gl.txt").read_text()
    assert "Arjun Barrett" in (STATIC / "vendor/maplibre/LICENSE-fflate.txt").read_text()
    assert "BSD-3-Clause" in (STATIC / "vendor/maplibre/pmtiles.js").read_text()[:200]
