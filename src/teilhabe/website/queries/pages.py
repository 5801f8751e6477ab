"""The texts that editors write, as the frame and the home page need them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from teilhabe.directory.queries import outline_sources, place_sources

KEEP_SECONDS = 60
_KEY = "website.texts"


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


@dataclass(frozen=True, slots=True)
class _Texts:
    """By language; ``addresses`` maps the translation key of a text to its address in each language."""

    starts: dict[str, StartText] = field(default_factory=dict)
    pages: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    addresses: dict[UUID, dict[str, str]] = field(default_factory=dict)
    outlines: list[str] = field(default_factory=list)


class _Row(NamedTuple):
    """A text of Wagtail's tree, its words empty on all but start pages; or, without a path, whom to name."""

    path: str
    language: str
    key: str
    url_path: str
    slug: str
    title: str
    statement: str | None
    second: str | None
    lede: str | None
    outline: str


def frame_facts(language: str) -> FrameFacts:
    """Asked once a minute and process, because every page shows them."""
    texts = _texts()
    return FrameFacts(texts.starts.get(language), texts.pages.get(language, {}), tuple(texts.outlines))


def start_text(language: str) -> StartText | None:
    """The published words of the home page."""
    return _texts().starts.get(language)


def addresses_of(translation_key: UUID) -> dict[str, str]:
    """Language → address of a text in all its published translations."""
    return _texts().addresses.get(translation_key, {})


def _texts() -> _Texts:
    known: _Texts | None = cache.get(_KEY)
    if known is None:
        known = _sorted_out([_Row(*row) for row in _rows()])
        if known.starts:
            # A portal without texts shows its first ones at once.
            cache.set(_KEY, known, KEEP_SECONDS)
    return known


def _rows() -> Any:
    """Everything in one query, so that a page stays within its eight when nothing is kept: the start pages that a site
    begins at, in any language, the published texts, and whom to name for outlines and places."""
    sites = Site.objects.filter(root_page__translation_key=OuterRef("translation_key"))
    nothing = Value("", output_field=CharField())
    texts = (
        Page.objects.live()
        .filter(Q(Exists(sites), startpage__isnull=False) | Q(standardpage__isnull=False))
        .order_by()
        .annotate(key=Cast("translation_key", CharField(max_length=36)), nobody=nothing)
        .values_list(
            "path",
            "locale__language_code",
            "key",
            "url_path",
            "slug",
            "title",
            "startpage__statement",
            "startpage__statement_second",
            "startpage__lede",
            "nobody",
        )
    )
    return texts.union(
        outline_sources().values_list(*[nothing] * 9, "outline_source"),
        place_sources().values_list(*[nothing] * 9, "attribution"),
    )


def _sorted_out(rows: list[_Row]) -> _Texts:
    texts = _Texts(outlines=sorted(row.outline for row in rows if not row.path))
    in_tree = sorted(row for row in rows if row.path)
    roots: dict[str, _Row] = {}
    for row in in_tree:
        if row.statement is not None and row.language not in roots:
            roots[row.language] = row
            texts.starts[row.language] = StartText(row.statement, row.second or "", row.lede or "")
    for row in in_tree:
        root = roots.get(row.language)
        if root is None or row.path == root.path or not row.path.startswith(root.path):
            continue
        with translation.override(row.language):
            below = row.url_path.removeprefix(root.url_path)
            address = reverse("wagtail_serve", args=[below])
        address = address if settings.WAGTAIL_APPEND_SLASH else address.rstrip("/")
        # SQLite writes a UUID without strokes, PostgreSQL with them.
        texts.addresses.setdefault(UUID(row.key), {})[row.language] = address
        if len(row.path) == len(root.path) + Page.steplen:
            texts.pages.setdefault(row.language, {})[row.slug] = (row.title, address)
    return texts
