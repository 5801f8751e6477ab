"""The filters of the search page: what is offered with which numbers, what is chosen, how to undo it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.translation import get_language_info, gettext

from teilhabe.core import moments
from teilhabe.core.listing import Facet, Option, without
from teilhabe.council.outcomes.labels import STANDING_LABELS
from teilhabe.directory.themes import theme_label
from teilhabe.search.finding import Found

from ..forms.search import FACETS, PERIODS, SearchForm
from ..queries.search import place_names
from .kinds import kind_words

MOST_OPTIONS = 8
MOST_COMMITTEES = 40
"""Values of a facet that are offered; the menu of committees is longer."""

Link = tuple[str, str]
Names = Callable[[Iterable[str]], Mapping[str, tuple[str, str]]]
"""Refs of committees → name and council of each."""


def offered(form: SearchForm, found: Found, committees: Names) -> Iterable[Facet]:
    """The facets in the order of the page, without those that leave no choice."""
    makers = (_kinds, _places, _themes, _standings, _years, _languages)
    made = {facet.name: facet for facet in (make(form, found.facets) for make in makers)}
    made["gremium"] = _committees(form, found.facets.get("committee", {}), committees)
    made["ort"] = _spots(form)
    for name in FACETS:
        facet = made[name]
        chosen = any(option.checked and option.value for option in facet.options)
        # A choice among one is none.
        if chosen or sum(1 for option in facet.options if option.value) > 1:
            yield facet


Counts = Mapping[str, Mapping[str, int]]


def _facet(
    form: SearchForm, counts: Counts, *, name: str, title: str, label: Callable[[str], str], **more: object
) -> Facet:
    """The most frequent values, and those that are chosen; ``label`` gives their words."""
    found = counts.get(FACETS[name], {})
    chosen = form.filters().get(FACETS[name], ())
    ordered = sorted(found, key=lambda value: (-found[value], label(value)))[:MOST_OPTIONS]
    values = [*ordered, *(value for value in chosen if value not in ordered)]
    options = tuple(
        Option(
            value=form.in_address(name, value), label=label(value), count=found.get(value, 0), checked=value in chosen
        )
        for value in values
    )
    return Facet(name=name, title=title, options=options, **more)  # type: ignore[arg-type]  # passed on to the fields of Facet


def _kinds(form: SearchForm, counts: Counts) -> Facet:
    """With the shape that stands for each kind."""

    def label(kind: str) -> str:
        words = kind_words(kind)
        shape = '<span class="t-kind t-kind--{}" aria-hidden="true"></span>{}'
        return format_html(shape, words.mark, words.many)

    return _facet(form, counts, name="art", title=gettext("Art"), label=label)


def _places(form: SearchForm, counts: Counts) -> Facet:
    names = {place.ags: place.name for place in form.places}
    return _facet(form, counts, name="kommune", title=gettext("Kommune"), label=lambda ags: names.get(ags, ags))


def _spots(form: SearchForm) -> Facet:
    """Streets, schools and districts: only those that are chosen, because there are too many to offer."""
    chosen = form.chosen("ort")
    names = place_names(chosen) if chosen else {}
    options = tuple(Option(value=ref, label=names.get(ref, ref), checked=True) for ref in chosen)
    return Facet(name="ort", title=gettext("Ort"), options=options, lang="de")


def _themes(form: SearchForm, counts: Counts) -> Facet:
    return _facet(form, counts, name="thema", title=gettext("Thema"), label=theme_label)


def _standings(form: SearchForm, counts: Counts) -> Facet:
    def label(kind: str) -> str:
        return gettext(STANDING_LABELS[kind]) if kind in STANDING_LABELS else kind

    return _facet(form, counts, name="stand", title=gettext("Stand"), label=label)


def _languages(form: SearchForm, counts: Counts) -> Facet:
    return _facet(form, counts, name="sprache", title=gettext("Sprache"), label=language_name)


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _years(form: SearchForm, counts: Counts) -> Facet:
    """A menu, the latest first: there are many, and a period says the rest."""
    found = counts.get("year", {})
    chosen = form.chosen("jahr")
    years = sorted({*found, *chosen}, reverse=True)
    options = [Option(value=year, label=year, count=found.get(year, 0), checked=year in chosen[:1]) for year in years]
    everything = Option(value="", label=gettext("Alle Jahre"), checked=not chosen)
    return Facet(name="jahr", title=gettext("Jahr"), options=(everything, *options), as_menu=True)


def _committees(
    form: SearchForm,
    found: Mapping[str, int],
    committees: Names,
) -> Facet:
    """A menu of those with most hits; several councils put their name behind each."""
    chosen = form.chosen("gremium")[:1]
    refs = sorted(found, key=lambda ref: (-found[ref], ref))[:MOST_COMMITTEES]
    names = committees([*refs, *(ref for ref in chosen if ref not in refs)])
    several = len({body for _, body in names.values()}) > 1
    options = [Option(value="", label=gettext("Alle Gremien"), checked=not chosen)]
    for ref in sorted(names, key=lambda ref: names[ref]):
        name, body = names[ref]
        label = f"{name} ({body})" if several and body else name
        options.append(Option(value=ref, label=label, count=found.get(ref, 0), checked=ref in chosen))
    if chosen and chosen[0] not in names:
        options.append(Option(value=chosen[0], label=gettext("unbekanntes Gremium"), count=0, checked=True))
    return Facet(name="gremium", title=gettext("Gremium"), options=tuple(options), as_menu=True, lang="de")


def period_facet(form: SearchForm) -> Facet:
    options = tuple(
        Option(value=value, label=label, checked=form.period == value)
        for value, label in (("", gettext("Beliebig")), *_period_words().items())
    )
    return Facet(name="zeitraum", title=gettext("Zeitraum"), options=options, type="radio")


def _period_words() -> dict[str, str]:
    words = {
        "kommend": gettext("Kommende Termine"),
        "monat": gettext("Letzte 30 Tage"),
        "jahr": gettext("Letzte 12 Monate"),
    }
    return {name: words[name] for name in PERIODS}


def active_filters(form: SearchForm, facets: Sequence[Facet]) -> tuple[Link, ...]:
    """What is chosen now, each with the address of the search without it."""
    found = [
        (strip_tags(option.label), without(form.asked, facet.name, _raw(form, facet.name, option.value)))
        for facet in facets
        for option in facet.options
        if option.checked and option.value
    ]
    if form.period:
        found.append((_period_words()[form.period], without(form.asked, "zeitraum")))
    for name, day, words in (
        ("von", form.first_day, gettext("ab %(day)s")),
        ("bis", form.last_day, gettext("bis %(day)s")),
    ):
        if day:
            found.append((words % {"day": moments.short(day)}, without(form.asked, name)))
    return tuple(found)


def _raw(form: SearchForm, name: str, value: str) -> str:
    """A value as this address has it: a place may stand there under another slug."""
    wanted = form.in_index(name, value)
    return next((one for one in form.chosen(name) if form.in_index(name, one) == wanted), value)


def suggestions(active: Sequence[Link]) -> tuple[Link, ...]:
    return tuple((gettext("Ohne „%(filter)s“ suchen") % {"filter": label}, url) for label, url in active[:4])


# --- Addresses -----------------------------------------------------------------------------------------------------


def kept(asked: QueryDict, *, leave_out: Sequence[str] = ()) -> tuple[Link, ...]:
    """What a form sends along without showing it; a page number never."""
    return tuple(
        (name, value)
        for name, values in asked.lists()
        for value in values
        if value and name not in ("seite", *leave_out) and name in _KNOWN
    )


_KNOWN = frozenset({"q", "genau", "sortierung", "zeitraum", "von", "bis", *FACETS})


def only(asked: QueryDict, *names: str) -> str:
    return "?" + urlencode([(name, value) for name, value in kept(asked) if name in names])


def search_url(**parts: str) -> str:
    """The address of a search: ``search_url(q="Ganztag", art="vorlage")``."""
    return f"{reverse('search')}?{urlencode({name: value for name, value in parts.items() if value})}"


def example_links(words: Iterable[str]) -> tuple[Link, ...]:
    return tuple((word, search_url(q=word)) for word in words)
