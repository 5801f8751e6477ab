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
_PAGE_NUMBER = re.compile(
    r"(?:(?:seite|blatt|page|s\.)\s*:?\s*\d{1,4}(?:\s*(?:von|/|of)\s*\d{1,4})?"
    r"|[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s*/\s*\d{1,4}|\d{1,4}\s+von\s+\d{1,4}|\d{1,3})",
    re.I,
)


def mark_furniture(pages: Sequence[PageText]) -> tuple[PageText, ...]:
    """The same pages, their lines' `zone` set to "header" or "footer" where they are furniture.

    A page number counts alone; any other line only if a line of the same wording (digits aside) stands in the
    same place of at least two pages and of a third of all pages. The letterhead of page one is no furniture.
    """
    seen: Counter[tuple[str, str, int]] = Counter()
    for page in pages:
        seen.update({key for line in page.lines for key in _keys(page, line)})
    needed = max(2, len(pages) // 3)
    return tuple(replace(page, lines=tuple(_marked(page, line, seen, needed) for line in page.lines)) for page in pages)


def _margin(page: PageText, line: TextLine) -> Zone:
    if line.y < page.height * _HEAD_SHARE:
        return "header"
    if line.y > page.height * (1 - _FOOT_SHARE):
        return "footer"
    return "body"


def _keys(page: PageText, line: TextLine) -> list[tuple[str, str, int]]:
    """What identifies a running line: zone, wording without digits, and place (both rasters, so none falls
    between)."""
    zone = _margin(page, line)
    if zone == "body":
        return []
    wording = re.sub(r"\d+", "#", line.text.lower())
    # Feet of pages with different heights stand at the same distance from the bottom.
    place = line.y if zone == "header" else page.height - line.y
    return [(zone, wording, round(place / _SAME_PLACE)), (zone, wording, -1 - int(place // _SAME_PLACE))]


def _marked(page: PageText, line: TextLine, seen: Counter[tuple[str, str, int]], needed: int) -> TextLine:
    zone = _margin(page, line)
    if zone == "body":
        return line
    if _PAGE_NUMBER.fullmatch(line.text.strip()) or max(seen[key] for key in _keys(page, line)) >= needed:
        return replace(line, zone=zone)
    return line
