"""The list of offers: what it holds, how it can be narrowed, and how to undo that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from teilhabe.core.languages import is_whole, reading
from teilhabe.core.listing import Facet, Option, Row, grouped, with_choice, without
from teilhabe.directory.concepts import label, scheme
from teilhabe.directory.models import Municipality
from teilhabe.directory.queries import short_name

from ..forms.listing import EVERYWHERE, FACETS, FIRST, FIRST_TRANSLATED, ORDERS, ListQuestion
from ..indexing.offers import AGES
from ..models import Offer
from ..queries.entries import Answer, Counts, town_names
from .rows import offer_rows
from .words import age_label, kinds_label, known, participation_label

PER_PAGE = 20
MOST_LISTED = 1_000
MOST_OPTIONS = 8

Link = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferList:
    """``facets`` stand open, ``more`` wait folded. ``meant`` leads to a spelling that finds something, in the language
    ``meant_in``; ``meant_hint`` names that where it is not the reader's.
    ``unavailable`` says why words cannot be looked up now. ``noted`` is the reader's list of notes in the address."""

    title: str
    text: str
    count: str
    rows: tuple[Row, ...]
    page: Page[int]
    too_many: str
    facets: tuple[Facet, ...]
    more: tuple[Facet, ...]
    more_open: bool
    active: tuple[Link, ...]
    all_url: str
    orders: tuple[tuple[str, str, bool], ...]
    keep: tuple[Link, ...]
    keep_text: tuple[Link, ...]
    suggestions: tuple[Link, ...]
    meant: Link | None
    meant_in: str
    meant_hint: str
    unavailable: str
    noted: str
    noted_url: str
    calendar_url: str

    @property
    def active_count(self) -> int:
        return len(self.active)


def offer_list(
    question: ListQuestion,
    found: Answer,
    counts: Counts,
    *,
    number: int,
    towns: Sequence[Municipality],
    providers: Callable[[Sequence[str]], Mapping[str, str]],
    now: datetime,
    meant_in: str = settings.LANGUAGE_CODE,
    unavailable: str = "",
    noted: str = "",
) -> OfferList:
    """``providers`` gives names by slug (``queries.entries.organisation_names``); it is asked once."""
    facets = [facet for facet in _facets(question, counts, towns, providers) if _is_a_choice(facet)]
    first = FIRST if is_whole() else FIRST_TRANSLATED
    more = tuple(facet for facet in facets if facet.name not in first)
    active = _active(question, facets)
    return OfferList(
        title=gettext("Alle Angebote"),
        text=question.text,
        count=_count(found.total),
        rows=offer_rows(found.entries, now=now, towns=town_names(towns), noted=noted),
        page=Paginator(range(min(found.total, MOST_LISTED)), PER_PAGE).get_page(number),
        too_many=_too_many(found.total),
        facets=tuple(facet for facet in facets if facet.name in first),
        more=more,
        more_open=any(option.checked for facet in more for option in facet.options if option.value),
        active=active,
        all_url="?" + urlencode([(name, value) for name, value in _kept(question) if name not in FACETS]),
        orders=tuple(
            (str(words), with_choice(question.asked, "sortierung", value), question.order == value)
            for value, words in ORDERS
            if value != "passung" or question.text
        ),
        keep=tuple((name, value) for name, value in _kept(question) if name != "q"),
        keep_text=tuple((name, value) for name, value in _kept(question) if name not in FACETS),
        suggestions=tuple((gettext("Ohne „%(filter)s“ suchen") % {"filter": words}, url) for words, url in active[:4]),
        meant=(found.meant, with_choice(question.asked, "q", found.meant)) if found.meant else None,
        meant_in=meant_in,
        meant_hint=gettext("auf Deutsch") if found.meant and meant_in != reading() else "",
        unavailable=unavailable,
        noted=noted,
        noted_url=reverse("catalogue:notes") + "?" + urlencode({"e": noted}) if noted else "",
        calendar_url=_calendar(question),
    )


def _count(total: int) -> str:
    return ngettext("%(n)s Eintrag", "%(n)s Einträge", total) % {"n": grouped(total)}


def _too_many(total: int) -> str:
    if total <= MOST_LISTED:
        return ""
    return gettext(
        "Die Liste zeigt die ersten %(count)s. Grenzen Sie sie mit Filtern ein, um auch die übrigen zu finden."
    ) % {"count": grouped(MOST_LISTED)}


def _kept(question: ListQuestion) -> list[tuple[str, str]]:
    names = {"q", "sortierung", "e", *FACETS}
    return [
        (name, value) for name, values in question.asked.lists() if name in names for value in values if value.strip()
    ]


def _calendar(question: ListQuestion) -> str:
    chosen = [(name, value) for name in ("ort", "thema", "fuer") for value in question.chosen(name)]
    return reverse("catalogue:calendar") + (f"?{urlencode(chosen)}" if chosen else "")


# --- Filters -------------------------------------------------------------------------------------------------------


def _facets(
    question: ListQuestion,
    counts: Counts,
    towns: Sequence[Municipality],
    providers: Callable[[Sequence[str]], Mapping[str, str]],
) -> list[Facet]:
    def of(name: str, title: str, label_of: Callable[[str], str], order: Sequence[str] = ()) -> Facet:
        return _facet(question, counts, name, title, label_of, order)

    def concepts(name: str, title: str, scheme_key: str) -> Facet:
        def words(key: str) -> str:
            return label(scheme_key, key) if known(scheme_key, key) else key

        return of(name, title, words, tuple(scheme(scheme_key).concepts))

    choices = {value: str(words) for value, words in Offer.Access.choices}
    costs = {value: str(words) for value, words in Offer.Cost.choices}
    levels = {value: str(words) for value, words in Offer.Level.choices}
    return [
        _texts(question, counts),
        concepts("anliegen", gettext("Anliegen"), "need"),
        concepts("fuer", gettext("Für wen"), "audience"),
        _towns(question, counts, towns),
        concepts("thema", gettext("Thema"), "theme"),
        of("art", gettext("Art"), kinds_label, tuple(Offer.Kind.values)),
        concepts("sprache", gettext("Sprache des Angebots"), "language"),
        concepts("stufe", gettext("Bildungsstufe"), "level"),
        of("alter", gettext("Alter"), age_label, tuple(f"{low}-{high}" for low, high in AGES)),
        of("deutsch", gettext("Deutschkenntnisse"), lambda value: levels.get(value, value), tuple(levels)),
        of("kosten", gettext("Kosten"), lambda value: costs.get(value, value), tuple(costs)),
        of("form", gettext("Teilnahme"), participation_label, ("site", "online", "mobile")),
        of("zugang", gettext("Zugang"), lambda value: choices.get(value, value), tuple(choices)),
        concepts("barrierefrei", gettext("Barrierefreiheit"), "accessibility"),
        concepts("baustein", gettext("Bausteine des Siegels"), "block"),
        concepts("material", gettext("Art des Materials"), "resource-type"),
        _providers(question, counts, providers),
    ]


def _texts(question: ListQuestion, counts: Counts) -> Facet:
    """Languages into which entries are translated; German is what they all have."""
    found = {key: number for key, number in counts.get("translation", {}).items() if key != settings.LANGUAGE_CODE}
    return _facet(
        question,
        {"translation": found},
        "text",
        gettext("Sprache des Textes"),
        lambda key: label("language", key) if known("language", key) else key,
        tuple(scheme("language").concepts),
    )


def _is_a_choice(facet: Facet) -> bool:
    """A choice among one is none, unless it is made or not all entries belong to it."""
    values = [option for option in facet.options if option.value]
    return len(values) > (0 if facet.name == "text" else 1) or any(option.checked for option in values)


def _facet(
    question: ListQuestion,
    counts: Counts,
    name: str,
    title: str,
    label_of: Callable[[str], str],
    order: Sequence[str] = (),
) -> Facet:
    """In the order of the vocabulary, the most frequent where there are too many; what is chosen always."""
    found, chosen = counts.get(FACETS[name], {}), question.chosen(name)
    often = sorted(found, key=lambda value: -found[value])[:MOST_OPTIONS]
    shown = [value for value in order if value in often or value in chosen]
    shown += [value for value in (*often, *chosen) if value not in shown]
    return Facet(
        name=name,
        title=title,
        options=tuple(
            Option(value=value, label=label_of(value), count=found.get(value, 0), checked=value in chosen)
            for value in dict.fromkeys(shown)
        ),
    )


def _towns(question: ListQuestion, counts: Counts, towns: Sequence[Municipality]) -> Facet:
    """A menu. What holds everywhere is counted with each town, because it is found there."""
    found, chosen = counts.get("town", {}), question.chosen("ort")[:1]
    everywhere = found.get(EVERYWHERE, 0)
    options = [Option(value="", label=gettext("Alle Orte"), checked=not chosen)]
    options += [
        Option(
            value=town.slug,
            label=short_name(town),
            count=found.get(town.ags, 0) + everywhere,
            checked=town.slug in chosen or town.ags in chosen,
        )
        for town in towns
    ]
    return Facet(name="ort", title=gettext("Ort"), options=tuple(options), as_menu=True)


def _providers(
    question: ListQuestion, counts: Counts, providers: Callable[[Sequence[str]], Mapping[str, str]]
) -> Facet:
    found, chosen = counts.get("provider", {}), question.chosen("anbieter")[:1]
    names = providers([*found, *chosen])
    options = [Option(value="", label=gettext("Alle Anbieter"), checked=not chosen)]
    options += [
        Option(value=slug, label=names[slug], count=found.get(slug, 0), checked=slug in chosen)
        for slug in sorted(names, key=lambda slug: names[slug].lower())
    ]
    return Facet(name="anbieter", title=gettext("Anbieter"), options=tuple(options), as_menu=True)


def _active(question: ListQuestion, facets: Sequence[Facet]) -> tuple[Link, ...]:
    return tuple(
        (option.label, without(question.asked, facet.name, _raw(question, facet, option)))
        for facet in facets
        for option in facet.options
        if option.checked and option.value
    )


def _raw(question: ListQuestion, facet: Facet, option: Option) -> str:
    """The value as this address has it: of a menu there is only one."""
    return "" if facet.as_menu else option.value
