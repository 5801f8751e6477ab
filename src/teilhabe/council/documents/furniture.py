"""Page furniture: running heads, running feet and page numbers. They are marked, not removed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from teilhabe.council.documents.reading import PageText, TextLine, Zone

_HEAD_SHARE = 0.14  # the upper part of a page where running heads stand
_FOOT_SHARE = 0.12  # the lower part of a page where running feet stand
_SAME_PLACE = 4.0  # points; a running head stands in the same place on each page
_MOST_LINES = 4  # a running head or foot with more lines is none
_PAGE_NUMBER = re.compile(
    r"(?:(?:seite|blatt|page|s\.)\s*:?\s*\d{1,4}(?:\s*(?:von|/|of)\s*\d{1,4})?"
    r"|[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s*/\s*\d{1,4}|\d{1,4}\s+von\s+\d{1,4}|\d{1,3})",
    re.I,
)


def mark_furniture(pages: Sequence[PageText]) -> tuple[PageText, ...]:
    """The same pages, their lines' `zone` set to "header" or "footer" where they are furniture.

    Seen from the page's edge, at most four lines in a row are furniture: page numbers, small print in the very
    margin, and lines of a wording (digits aside) that stands in the same place of at least two pages and a third
    of all pages. The letterhead of page one is no furniture.
    """
    seen: Counter[tuple[str, str, int]] = Counter()
    for page in pages:
        seen.update({key for line in page.lines for key in _keys(page, line)})
    sizes = Counter(round(line.size) for page in pages for line in page.lines for _ in range(len(line.text)))
    usual = sizes.most_common(1)[0][0] if sizes else 10
    needed = max(2, len(pages) // 3)
    return tuple(_with_zones(page, seen, needed, usual) for page in pages)


def _with_zones(page: PageText, seen: Counter[tuple[str, str, int]], needed: int, usual: int) -> PageText:
    lines = list(page.lines)
    inwards = {
        "header": sorted(range(len(lines)), key=lambda place: lines[place].y),
        "footer": sorted(range(len(lines)), key=lambda place: -lines[place].y),
    }
    for zone, places in inwards.items():
        found: list[int] = []
        for place in places[:_MOST_LINES]:
            line = lines[place]
            repeated = max((seen[key] for key in _keys(page, line)), default=0) >= needed
            if _margin(page, line) != zone or not (
                repeated or _PAGE_NUMBER.fullmatch(line.text.strip()) or _is_small_print(page, line, usual)
            ):
                break
            found.append(place)
        # Text that happens to repeat has the body's size and runs on into it without a gap.
        inner = next((lines[place] for place in places if place not in found), None)
        while found and inner is not None and _runs_on(lines[found[-1]], inner, usual):
            inner = lines[found.pop()]
        for place in found:
            lines[place] = replace(lines[place], zone=_margin(page, lines[place]))
    return replace(page, lines=tuple(lines))


def _runs_on(outer: TextLine, inner: TextLine, usual: int) -> bool:
    is_number = _PAGE_NUMBER.fullmatch(outer.text.strip()) is not None
    return not is_number and outer.size > usual - 1 and abs(inner.y - outer.y) < 1.6 * usual


def _is_small_print(page: PageText, line: TextLine, usual: int) -> bool:
    """Small letters in the very margin; the letterhead of page one may have them on top for good."""
    in_margin = line.y > page.height * 0.94 or (line.y < page.height * 0.08 and page.number > 1)
    return in_margin and line.size < usual - 1.5


def _margin(page: PageText, line: TextLine) -> Zone:
    if line.y < page.height * _HEAD_SHARE:
        return "header"
    if line.y > page.height * (1 - _FOOT_SHARE):
        return "footer"
    return "body"


def _keys(page: PageText, line: TextLine) -> list[tuple[str, str, int]]:
    """What identifies a running line: zone, wording without digits, place in two rasters so that none falls between."""
    zone = _margin(page, line)
    if zone == "body":
        return []
    wording = re.sub(r"\d+", "#", line.text.lower())
    # Feet of pages with different heights stand at the same distance from the bottom.
    place = line.y if zone == "header" else page.height - line.y
    return [(zone, wording, round(place / _SAME_PLACE)), (zone, wording, -1 - int(place // _SAME_PLACE))]
