"""The texts that editors write, as the frame and the home page need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from teilhabe.directory.queries import outline_sources

KEEP_SECONDS = 60
_EMPTY = Value("", output_field=CharField())
_WORDS = ("startpage__statement", "startpage__statement_second", "startpage__lede")


@dataclass(frozen=True, slots=True)
class StartText:
    statement: str
    statement_second: str
    lede: str


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """``pages`` maps the slug of each published page below the start page to (title, address); ``start`` is None until
    an editor or ``teilhabe startpages`` wrote it; ``outlines`` says whom to name for the map."""

    start: StartText | None
    pages: dict[str, tuple[str, str]]
    outlines: tuple[str, ...]


def frame_facts(language: str) -> FrameFacts:
    """Asked once a minute and process, because every page shows them."""
    key = f"website.frame.{language}"
    facts: FrameFacts | None = cache.get(key)
    if facts is None:
        facts = _facts(language)
        if facts.start is not None:
            # A portal without texts shows its first ones at once.
            cache.set(key, facts, KEEP_SECONDS)
    return facts


def start_text(language: str) -> StartText | None:
    """The published words of the home page."""
    return frame_facts(language).start


def _facts(language: str) -> FrameFacts:
    """In one query, so that a page stays within its eight when nothing is kept: the texts and, as rows of the same
    shape, whom to name for the outlines."""
    outlines, rows = [], []
    for path, *row, outline in _texts(language).union(_outlines()):
        if path:
            rows.append((path, *row))
        else:
            outlines.append(outline)
    rows.sort()
    # The words are None on every page but a start page.
    start = next((row for row in rows if row[4] is not None), None)
    if start is None:
        return FrameFacts(None, {}, tuple(sorted(outlines)))
    root, root_address, *_, statement, second, lede = start
    below = len(root) + Page.steplen
    with translation.override(language):
        pages = {
            slug: (title, reverse("wagtail_serve", args=[address.removeprefix(root_address)]).rstrip("/"))
            for path, address, slug, title, *_ in rows
            if path.startswith(root) and len(path) == below
        }
    return FrameFacts(StartText(statement, second, lede), pages, tuple(sorted(outlines)))


def _texts(language: str) -> Any:
    """Start pages that a site begins at, in any language, and published pages of text."""
    sites = Site.objects.filter(root_page__translation_key=OuterRef("translation_key"))
    return (
        Page.objects.live()
        .filter(Q(Exists(sites), startpage__isnull=False) | Q(standardpage__isnull=False))
        .filter(locale__language_code=language)
        .order_by()
        .annotate(outline=_EMPTY)
        .values_list("path", "url_path", "slug", "title", *_WORDS, "outline")
    )


def _outlines() -> Any:
    return outline_sources().values_list(*[_EMPTY] * 7, "outline_source")
