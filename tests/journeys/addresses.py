"""Which pages the checks of all pages look at: the sitemap, and one page of each kind."""

from __future__ import annotations

import re
import urllib.request
from functools import lru_cache
from urllib.parse import urlsplit

from .portal import Portal

PAPER = "/rat/staedteregion/vorlage/2019-0465"
NOWHERE = "/gibt-es-nicht"
# Public, but in no sitemap.
UNLISTED = [
    "/muster",
    "/einbetten/karte",
    "/einbetten/liste",
    "/rueckmeldung",
    f"{PAPER}/orte",
    "/konto/anmelden/",
    "/konto/passwort/vergessen/",
    NOWHERE,
    "/ar/anbieter/hinweis",
    f"/ar{NOWHERE}",
]
_OTHERS = re.compile(r"/(en|fr|tr|uk|fa|ru)/")
_OFFER = re.compile(r"/angebote/(?!liste$|kalender$)[\w-]+$")
LISTS = [
    "/rat/vorlagen?stand=decided&seite=2",
    "/rat/vorlagen?von=2031-01-01",
    "/rat/sitzungen?zeit=vergangen",
]


def listed(portal: Portal) -> list[str]:
    """Every path of the sitemap."""
    found: list[str] = []
    waiting = [f"{portal.url}/sitemap.xml"]
    while waiting:
        with urllib.request.urlopen(waiting.pop(), timeout=30) as answer:
            text = answer.read().decode()
        places = re.findall(r"<loc>([^<]+)</loc>", text)
        if "<sitemapindex" in text:
            waiting += places
        else:
            found += [urlsplit(place).path or "/" for place in places]
    return found


def one_of_each_kind(portal: Portal) -> list[str]:
    """One page of each kind from the sitemap, the paper that follows the seed, and what stands in no sitemap.

    Of the offers, whose pages differ in their parts, as many as together show every part.
    """
    kinds: dict[str, str] = {}
    everything = listed(portal)
    offers = _showing_every_part(portal.url, tuple(path for path in everything if _OFFER.match(path)))
    for path in everything:
        if _OFFER.match(path) and path not in offers:
            continue
        kind = re.sub(r"/(vorlage|sitzung|gremium|person)/.*", r"/\1", path)
        kind = re.sub(r"^(/en)?/rat/[a-z-]+(?=/)", r"\1/rat/body", kind)
        kind = re.sub(r"^(/en)?/ort/[^/]+/[^/]+/", r"\1/ort/town/place/", kind)
        kind = re.sub(r"^(/en)?/ort/[^/]+/$", r"\1/ort/town/", kind)
        kind = re.sub(r"^/ar/angebote/(?!liste|kalender)[\w-]+$", "/ar/angebote/offer", kind)
        # Other languages share templates and styles with German; two English pages, and the Arabic ones as those that
        # run from right to left, stand for all.
        if not _OTHERS.match(path) or kind in ("/en/", "/en/rat/body/vorlage"):
            kinds.setdefault(kind, path)
    return [PAPER, *sorted(set(kinds.values()) - {PAPER}), *UNLISTED, *LISTS]


@lru_cache
def _showing_every_part(url: str, paths: tuple[str, ...]) -> frozenset[str]:
    """As few of the pages as together hold every element and every class that any of them holds."""
    parts: dict[str, set[str]] = {}
    for path in paths:
        with urllib.request.urlopen(url + path, timeout=30) as answer:
            html = answer.read().decode()
        classes = " ".join(re.findall(r'class="([^"]*)"', html)).split()
        parts[path] = {*classes, *re.findall(r"<[a-z]+", html)}
    kept: set[str] = set()
    shown: set[str] = set()
    while missing := set().union(*parts.values()) - shown:
        path = max(sorted(parts), key=lambda one: len(parts[one] & missing))
        shown |= parts.pop(path)
        kept.add(path)
    return frozenset(kept)
