"""The sitemap: an index, and parts of at most 10,000 addresses, streamed from the index of everything public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from teilhabe.core.addresses import in_language
from teilhabe.core.languages import is_whole, speaks
from teilhabe.core.moments import machine
from teilhabe.council.models import Body
from teilhabe.council.queries.coverage import source_slugs
from teilhabe.search.models import Entry

from ..models import StandardPage
from ..presentation.places import ref_url
from ..queries.places import places_with_entries
from ..queries.towns import towns_by_key

# Every page has an address in each language. A file may list 50,000, but writing so many keeps a process busy for more
# than a second.
PER_PART = 10_000 // len(settings.LANGUAGES)
_NAMES = (
    "home",
    "council:index",
    "council:papers",
    "council:meetings",
    "council:committees",
    "catalogue:home",
    "catalogue:list",
    "catalogue:calendar",
    "sources",
    "map",
    "places",
    "nearby",
    "embed",
    "muster",
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@require_safe
@cache_control(public=True, max_age=3600)
def index(request: HttpRequest) -> HttpResponse:
    """Part 0 holds the portal's own pages, the others the entries in the order of their keys."""
    parts = 1 + -(-Entry.objects.count() // PER_PART)
    places = "".join(
        f"<sitemap><loc>{settings.PORTAL_URL}{reverse('sitemap_part', args=[number])}</loc></sitemap>\n"
        for number in range(parts)
    )
    return HttpResponse(
        f"{_HEAD}<sitemapindex {_SPACE}>\n{places}</sitemapindex>\n", content_type="application/xml; charset=utf-8"
    )


@require_safe
@cache_control(public=True, max_age=3600)
def part(request: HttpRequest, number: int) -> StreamingHttpResponse:
    if number == 0:
        return _answer(_own_pages())
    first = (number - 1) * PER_PART
    rows = Entry.objects.order_by("pk").values_list("url", "changed", "facts__texts")[first : first + PER_PART]
    if first and not rows[:1]:
        raise Http404
    return _answer(
        (url, changed, _languages(url, texts or ())) for url, changed, texts in rows.iterator(chunk_size=2000)
    )


def _own_pages() -> Iterator[tuple[str, datetime | None, dict[str, str]]]:
    with translation.override(settings.LANGUAGE_CODE):
        own = [reverse(name) for name in _NAMES]
        own += [reverse("source", args=[slug]) for slug in source_slugs()]
        own += [reverse("council:body", args=[slug]) for slug in Body.objects.public().values_list("slug", flat=True)]
        towns = towns_by_key()
        own += [reverse("municipality", args=[town.slug]) for town in towns.values()]
        own += [url for ref, ags in places_with_entries() if (url := ref_url(ref, towns, ags))]
        for url in own:
            yield url, None, {code: in_language(url, code) for code, _ in settings.LANGUAGES if speaks(code, url)}
        yield from _texts()


def _texts() -> Iterator[tuple[str, datetime | None, dict[str, str]]]:
    """What editors wrote, each text once with the addresses of its translations."""
    found: dict[object, list[StandardPage]] = {}
    for page in StandardPage.objects.live().public().select_related("locale").order_by("path"):
        found.setdefault(page.translation_key, []).append(page)
    for pages in found.values():
        addresses = {page.locale.language_code: url for page in pages if (url := page.get_url())}
        changed = max((page.last_published_at for page in pages if page.last_published_at), default=None)
        if addresses:
            yield next(iter(addresses.values())), changed, addresses


def _languages(url: str, texts: Iterable[str]) -> dict[str, str]:
    """An entry's address is German; every other language has its own prefix. In a language that not every page speaks
    it is listed where its words are there, too (``texts``)."""
    return {
        code: in_language(url, code)
        for code, _ in settings.LANGUAGES
        if is_whole(code) or (code in texts and speaks(code, url))
    }


def _answer(rows: Iterable[tuple[str, datetime | None, dict[str, str]]]) -> StreamingHttpResponse:
    return StreamingHttpResponse(_written(rows), content_type="application/xml; charset=utf-8")


def _written(rows: Iterable[tuple[str, datetime | None, dict[str, str]]]) -> Iterator[str]:
    yield f"{_HEAD}<urlset {_SPACE} {_LINKS}>\n"
    for url, changed, languages in rows:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{_whole(other)}"/>'
            for code, other in languages.items()
        )
        moment = f"<lastmod>{machine(changed)}</lastmod>" if changed else ""
        # Each language of a page is listed itself, with all of its siblings.
        for own in languages.values() or [url]:
            yield f"<url><loc>{_whole(own)}</loc>{moment}{links}</url>\n"
    yield "</urlset>\n"


def _whole(url: str) -> str:
    return escape(f"{settings.PORTAL_URL}{url}", {'"': "&quot;"})
