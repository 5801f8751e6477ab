"""Ways to hear of what a search finds later: as a feed, its meetings as a calendar, its hits as data."""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from ..forms.search import KIND_WORDS, SearchForm
from .search_filters import Link

_LEFT_OUT = ("seite", "sortierung")


def feed_url(asked: QueryDict) -> str:
    return _address("search_atom", asked)


def follow_links(form: SearchForm) -> tuple[Link, ...]:
    """The calendar only where meetings are asked for, or everything is."""
    links = [(gettext("als Feed (Atom)"), feed_url(form.asked))]
    if form.chosen("art") in ((), (KIND_WORDS["meeting"],)):
        links.append((gettext("Sitzungen als Kalender (iCal)"), _address("search_ics", form.asked)))
    return tuple(links)


def _address(name: str, asked: QueryDict) -> str:
    kept = asked.copy()
    for left_out in _LEFT_OUT:
        kept.pop(left_out, None)
    query = kept.urlencode()
    return reverse(name) + (f"?{query}" if query else "")
