"""The lists with their filters: what is shown, what is chosen, how to undo it, and what to try when nothing is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext

from teilhabe.core import moments
from teilhabe.core.listing import Facet, Option, Row, grouped, with_choice, without

from ..forms import ORDERS, ListFilter, MeetingFilter, PaperFilter
from ..models import Body
from ..outcomes.labels import STANDING_LABELS
from ..queries.listing import CommitteeChoice, Hits


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """``search`` is what a search within this list sends along."""

    title: str
    rows: tuple[Row, ...]
    page: Page[int]
    count: str
    too_many: str
    facets: tuple[Facet, ...]
    days: tuple[BoundField, ...]
    active: tuple[tuple[str, str], ...]
    active_count: int
    all_url: str
    orders: tuple[tuple[str, str, bool], ...]
    suggestions: tuple[tuple[str, str], ...]
    search: tuple[tuple[str, str], ...] = ()


def tabs(current: str) -> list[tuple[str, str, bool]]:
    """The three lists as ``c-tabs`` take them; ``current`` is the name of one's address."""
    names = (("papers", gettext("Vorlagen")), ("meetings", gettext("Sitzungen")), ("committees", gettext("Gremien")))
    return [(label, reverse(f"council:{name}"), name == current) for name, label in names]


def count_sentence(hits: Hits, words: str) -> str:
    """ "23 Vorlagen" or "Mehr als 1.000 Vorlagen"; ``words`` are in the right number and may hold ``%(count)s``."""
    number = hits.count
    said = words % {"count": grouped(number)}
    if hits.has_more:
        return gettext("Mehr als %(count)s") % {"count": said}
    return said if number else gettext("Keine Treffer")


def too_many_sentence(hits: Hits) -> str:
    """Why the last pages are missing; empty if none are."""
    if not hits.has_more:
        return ""
    return gettext(
        "Die Liste zeigt die ersten %(count)s. Grenzen Sie sie mit Filtern ein, um auch die übrigen zu finden."
    ) % {"count": grouped(hits.count)}


def body_facet(form: ListFilter, bodies: Sequence[Body], counts: Mapping[tuple[str, str], int] | None) -> Facet:
    return Facet(
        name="kommune",
        title=gettext("Kommune"),
        options=tuple(
            Option(
                value=one.slug,
                label=one.short_name or one.name,
                count=_count(counts, "body", one.slug),
                checked=one.slug in form.bodies,
            )
            for one in bodies
        ),
    )


def committee_facet(form: ListFilter, committees: Sequence[CommitteeChoice]) -> Facet:
    """A menu: there are many, and one is enough. Several bodies put the body's name behind each."""
    several = len({one.body for one in committees}) > 1
    options = [Option(value="", label=gettext("Alle Gremien"), checked=not form.committee)]
    for one in committees:
        value = f"{one.body}/{one.slug}"
        label = f"{one.name} ({one.body_name})" if several else one.name
        options.append(Option(value=value, label=label, checked=value == form.committee))
    return Facet(name="gremium", title=gettext("Gremium"), options=tuple(options), as_menu=True)


def type_facet(form: PaperFilter, types: Sequence[str], counts: Mapping[tuple[str, str], int] | None) -> Facet:
    known = [*types, *(one for one in form.types if one not in types)]
    options = (
        Option(value=word, label=word, count=_count(counts, "type", word), checked=word in form.types) for word in known
    )
    return Facet(
        name="art",
        title=gettext("Art der Vorlage"),
        lang="de",
        options=tuple(one for one in options if counts is None or one.count or one.checked),
    )


def standing_facet(form: PaperFilter, counts: Mapping[tuple[str, str], int] | None) -> Facet:
    """Every standing, or only those that occur among the hits where that is known."""
    options = (
        Option(
            value=kind,
            label=gettext(label),
            count=_count(counts, "standing", kind),
            checked=kind in form.standings,
        )
        for kind, label in STANDING_LABELS.items()
    )
    return Facet(
        name="stand",
        title=gettext("Stand"),
        options=tuple(one for one in options if counts is None or one.count or one.checked),
    )


def time_facet(form: MeetingFilter) -> Facet:
    words = {"kommend": gettext("Kommende"), "vergangen": gettext("Vergangene"), "alle": gettext("Alle")}
    options = tuple(Option(value=key, label=word, checked=form.when == key) for key, word in words.items())
    return Facet(name="zeit", title=gettext("Zeit"), options=options, type="radio")


def active_filters(
    form: ListFilter, facets: Sequence[Facet], committee_name: Callable[[str], str]
) -> tuple[tuple[str, str], ...]:
    """What is chosen now, each with the address of the list without it.

    ``committee_name`` finds the name of a committee that the menu does not hold, for instance one of another body.
    """
    found = [
        (option.label, without(form.asked, facet.name, option.value))
        for facet in facets
        if facet.type != "radio"
        for option in facet.options
        if option.checked and option.value
    ]
    if form.committee and not any(o.checked and o.value for f in facets if f.name == "gremium" for o in f.options):
        name = committee_name(form.committee) or gettext("unbekanntes Gremium")
        found.append((name, without(form.asked, "gremium")))
    for name, day, words in (
        ("von", form.first_day, gettext("ab %(day)s")),
        ("bis", form.last_day, gettext("bis %(day)s")),
    ):
        if day:
            found.append((words % {"day": moments.short(day)}, without(form.asked, name)))
    return tuple(found)


def suggestions(active: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """What to leave out when a list is empty: each filter by itself, the period first."""
    ordered = sorted(active, key=lambda pair: "von=" in pair[1] or "bis=" in pair[1])
    return tuple((gettext("Ohne „%(filter)s“ suchen") % {"filter": label}, url) for label, url in ordered[:4])


# Filters that mean the same in an address of the search.
_SEARCHED = ("kommune", "gremium", "stand", "von", "bis")


def search_within(form: ListFilter) -> tuple[tuple[str, str], ...]:
    """What a search of this list sends along: the kind, and the filters that the search knows, too."""
    wrong = form.errors
    chosen = ((n, v) for n in _SEARCHED if n not in wrong for v in form.asked.getlist(n) if v)
    return (("art", {"paper": "vorlage", "meeting": "sitzung"}[form.kind]), *chosen)


def orders(form: ListFilter) -> tuple[tuple[str, str, bool], ...]:
    """What is to come is always in order of time; everything else can be turned round."""
    if isinstance(form, MeetingFilter) and form.when == "kommend":
        return ()
    return tuple(
        (str(label), with_choice(form.asked, "sortierung", value), form.order == value) for value, label in ORDERS
    )


def _count(counts: Mapping[tuple[str, str], int] | None, name: str, value: str) -> int | None:
    return None if counts is None else counts.get((name, value), 0)
