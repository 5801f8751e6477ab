"""The texts that editors write, as the frame and the home page need them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from teilhabe.directory.queries import attributions

from ..models import StandardPage, StartPage

KEEP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """``pages`` maps the slug of each published page below the start page to (title, address)."""

    pages: dict[str, tuple[str, str]]
    outlines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartText:
    statement: str
    statement_second: str
    lede: str


def frame_facts(language: str) -> FrameFacts:
    """Asked once a minute and process, because every page shows them."""
    key = f"website.frame.{language}"
    facts: FrameFacts | None = cache.get(key)
    if facts is None:
        facts = FrameFacts(_links(language), tuple(attributions()))
        cache.set(key, facts, KEEP_SECONDS)
    return facts


def start_text(language: str) -> StartText | None:
    """The published words of the home page; None until an editor or ``teilhabe startpages`` wrote them."""
    key = f"website.start.{language}"
    text: StartText | None = cache.get(key)
    if text is None:
        page = StartPage.objects.live().filter(locale__language_code=language).order_by("path").first()
        if page is None:
            return None
        text = StartText(page.statement, page.statement_second, page.lede)
        cache.set(key, text, KEEP_SECONDS)
    return text


def forget_texts() -> None:
    """After an editor published something: this process shows it at once, the others within a minute."""
    from django.conf import settings

    cache.delete_many([f"website.{part}.{code}" for part in ("frame", "start") for code, _ in settings.LANGUAGES])


def _links(language: str) -> dict[str, tuple[str, str]]:
    start = StartPage.objects.live().filter(locale__language_code=language).order_by("path").first()
    if start is None:
        return {}
    pages = StandardPage.objects.live().child_of(start).order_by("path")
    return {page.slug: (page.title, page.get_url() or "") for page in pages if page.get_url()}
