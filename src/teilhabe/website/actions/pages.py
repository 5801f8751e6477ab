"""Write the first texts of a portal."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site, Task, Workflow

from teilhabe.core import audit
from teilhabe.core.audit import Actor

from ..models import StandardPage, StartPage

_TEXTS = Path(__file__).resolve().parent.parent / "start_pages"


@dataclass(frozen=True, slots=True)
class Written:
    """How many pages were written now, and how many were there."""

    new: int
    kept: int


@transaction.atomic
def create_start_pages(*, by: Actor) -> Written:
    """Write every text that is missing, in every language there is a file for; what exists stays as editors left it.

    The German start page becomes the root of the site; the pages of the other languages are its translations, so that
    editors see them side by side.
    """
    new = kept = 0
    source = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    for language in [settings.LANGUAGE_CODE, *_others()]:
        texts = tomllib.loads((_TEXTS / f"{language}.toml").read_text(encoding="utf-8"))
        locale = Locale.objects.get_or_create(language_code=language)[0]
        start, fresh = _start_page(texts["start"], locale, source)
        new, kept = new + fresh, kept + (not fresh)
        for text in texts["page"]:
            fresh = _standard_page(text, start, locale, source)
            new, kept = new + fresh, kept + (not fresh)
    start = StartPage.objects.get(locale=source)
    _point_site_to(start)
    _name_workflow_in_german()
    if new:
        audit.record("create_start_pages", start, by=by, pages=new)
    return Written(new, kept)


def _name_workflow_in_german() -> None:
    """Wagtail's migration made one with an English name, which editors read on the button that hands a page in."""
    for kind in (Workflow, Task):
        kind.objects.filter(name="Moderators approval").update(name="Freigabe durch die Redaktion")


def _others() -> list[str]:
    return [
        code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE and (_TEXTS / f"{code}.toml").exists()
    ]


def _start_page(text: dict[str, str], locale: Locale, source: Locale) -> tuple[StartPage, bool]:
    found = StartPage.objects.filter(locale=locale).order_by("path").first()
    if found:
        return found, False
    page = StartPage(
        title=text["title"],
        slug="start" if locale == source else f"start-{locale.language_code}",
        statement=text["statement"],
        statement_second=text["statement_second"],
        lede=text["lede"],
        locale=locale,
    )
    original = StartPage.objects.filter(locale=source).first()
    if original is not None:
        page.translation_key = original.translation_key
    Page.get_first_root_node().add_child(instance=page)
    page.save_revision().publish()
    return page, True


def _standard_page(text: dict[str, Any], start: StartPage, locale: Locale, source: Locale) -> bool:
    if StandardPage.objects.child_of(start).filter(slug=text["slug"]).exists():
        return False
    page = StandardPage(
        title=text["title"],
        slug=text["slug"],
        intro=text["intro"],
        body=[(block["type"], _value(block["value"])) for block in text["body"]],
        locale=locale,
    )
    original = StandardPage.objects.filter(locale=source, slug=text["slug"]).order_by("path").first()
    if original is not None:
        page.translation_key = original.translation_key
    start.add_child(instance=page)
    page.save_revision().publish()
    return True


def _value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from wagtail.rich_text import RichText

    return RichText(value.strip())


def _point_site_to(start: StartPage) -> None:
    """Make the start page the root of the one site; the welcome page that Wagtail's migration made goes."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=start, is_default_site=True, site_name=settings.PORTAL_NAME)
        return
    welcome = site.root_page
    if welcome.specific_class is Page and welcome.depth == 2:
        site.root_page = start
        site.site_name = settings.PORTAL_NAME
        site.save()
        welcome.refresh_from_db()
        welcome.delete()
