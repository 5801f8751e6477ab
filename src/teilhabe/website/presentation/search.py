"""The search page: what was found in which words, how the choice can be narrowed, widened and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from teilhabe.catalogue.presentation.rows import offer_rows
from teilhabe.core import moments
from teilhabe.core.addresses import in_language
from teilhabe.core.listing import Facet, Row, grouped, with_choice
from teilhabe.council.presentation.rows import meeting_rows, paper_rows
from teilhabe.council.presentation.words import counted, filled
from teilhabe.search.finding import Found, Group, Hit
from teilhabe.search.snippets import Parts, Reason, Why, as_html

from ..forms.search import FACETS, ORDERS, SearchForm
from ..queries.towns import town_names
from .kinds import kind_words
from .search_filters import (
    Link,
    Names,
    active_filters,
    example_links,
    kept,
    offered,
    only,
    period_facet,
    search_url,
    suggestions,
)

PER_PAGE = 20
PER_KIND = 3
MOST_LISTED = 1_000
COUNTED = tuple(facet for facet in FACETS.values() if facet != "place")
"""Facets with numbers; a single place is only filtered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShown:
    """``link`` leads to all hits of the kind; empty where the group holds all of them."""

    title: str
    mark: str
    section: str
    count: str
    url: str
    link: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """``hint`` is the sentence about spelling, ``remarks`` are what else is to be said about the question. Either
    ``groups`` or ``rows`` (with ``page``, the pager) hold the hits. ``keep`` is what a new question keeps of this one,
    ``keep_text`` what new filters keep. ``examples`` help on where nothing was found. ``follow`` are ways to hear of
    new hits."""

    text: str
    title: str
    count: str
    within: str
    too_many: str
    hint: SafeString
    remarks: tuple[SafeString, ...]
    groups: tuple[GroupShown, ...]
    rows: tuple[Row, ...]
    page: Page[int] | None
    facets: tuple[Facet, ...]
    period: Facet
    days: tuple[BoundField, ...]
    active: tuple[Link, ...]
    all_url: str
    orders: tuple[tuple[str, str, bool], ...]
    keep: tuple[Link, ...]
    keep_text: tuple[Link, ...]
    suggestions: tuple[Link, ...]
    examples: tuple[Link, ...] = ()
    follow: tuple[Link, ...] = ()
    asked: bool = True
    label_shown: bool = False

    @property
    def empty(self) -> bool:
        return not (self.groups or self.rows)

    @property
    def active_count(self) -> int:
        return len(self.active)


# --- The whole page ------------------------------------------------------------------------------------------------


def search_page(
    form: SearchForm,
    found: Found,
    *,
    number: int,
    committees: Names,
    examples: Callable[[], Iterable[str]],
    now: datetime,
) -> SearchPage:
    """``number`` is the page of the list; ``committees`` gives names by ref (``queries.search.committee_names``);
    ``examples`` are asked for only where nothing was found."""
    facets = tuple(offered(form, found, committees))
    page = None if found.groups else _pager(found.total, number)
    hits = [hit for group in found.groups for hit in group.hits] or list(found.hits)
    # Where all came by another word, one remark above them says so.
    explain = any(hit.reason.why != Why.SYNONYM for hit in hits)
    active = active_filters(form, facets)
    return SearchPage(
        text=found.asked,
        title=gettext("Suche: %(question)s") % {"question": found.asked} if found.asked else gettext("Suche"),
        count=_count(found.total),
        within=_within(len(found.groups)),
        too_many=_too_many(found.total) if page else "",
        hint=hint(form, found),
        remarks=remarks(found),
        groups=tuple(_group(form, group, explain, now) for group in found.groups),
        rows=() if found.groups else hit_rows(found.hits, now=now, explain_synonyms=explain),
        page=page,
        facets=facets,
        period=period_facet(form),
        days=(form["von"], form["bis"]),
        active=active,
        all_url=only(form.asked, "q", "sortierung", "genau"),
        orders=orders(form),
        keep=kept(form.asked, leave_out=("q", "genau")),
        keep_text=tuple((name, value) for name, value in kept(form.asked) if name in ("q", "sortierung", "genau")),
        suggestions=suggestions(active),
        examples=example_links(examples()) if not found.total else (),
    )


def _count(total: int) -> str:
    return ngettext("%(n)s Ergebnis", "%(n)s Ergebnisse", total) % {"n": grouped(total)}


def _within(groups: int) -> str:
    return gettext("in %(n)s Gruppen") % {"n": counted(groups)} if groups > 1 else ""


def _too_many(total: int) -> str:
    if total <= MOST_LISTED:
        return ""
    return gettext(
        "Die Liste zeigt die ersten %(count)s. Grenzen Sie sie mit Filtern ein, um auch die übrigen zu finden."
    ) % {"count": grouped(MOST_LISTED)}


def _pager(total: int, number: int) -> Page[int]:
    return Paginator(range(min(total, MOST_LISTED)), PER_PAGE).get_page(number)


def orders(form: SearchForm) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (str(label), with_choice(form.asked, "sortierung", value), form.order == value)
        for value, label in ORDERS
        if value != "passung" or form.text
    )


# --- Hits ----------------------------------------------------------------------------------------------------------


def _group(form: SearchForm, group: Group, explain: bool, now: datetime) -> GroupShown:
    words, total = kind_words(group.kind), group.total
    more = total > len(group.hits)
    return GroupShown(
        title=words.many if total != 1 else words.one,
        mark=words.mark,
        section=words.section,
        count=grouped(total),
        url=with_choice(form.asked, "art", form.in_address("art", group.kind)) if more else "",
        link=words.all % {"n": grouped(total)} if more else "",
        rows=hit_rows(group.hits, now=now, explain_synonyms=explain),
    )


def hit_rows(hits: Iterable[Hit], *, now: datetime, explain_synonyms: bool = True) -> tuple[Row, ...]:
    return tuple(_row(hit, now, explain_synonyms) for hit in hits)


def _row(hit: Hit, now: datetime, explain_synonyms: bool) -> Row:
    entry = hit.entry
    if entry.kind == "paper":
        row = paper_rows([entry])[0]
    elif entry.kind == "meeting":
        row = _meeting(hit, now)
    elif entry.kind == "offer":
        row = offer_rows([entry], now=now, towns=town_names())[0]
    else:
        row = Row(title=entry.title, url=in_language(entry.url), meta=_plain_meta(hit))
    reason = reason_words(hit.reason) if explain_synonyms or hit.reason.why != Why.SYNONYM else ""
    return replace(
        row,
        title=_html(hit.title),
        text=_text(hit),
        meta=(*row.meta, reason) if reason else row.meta,
        lang=entry.language,
    )


def _meeting(hit: Hit, now: datetime) -> Row:
    """Without the big day: dates would outshine the marked words."""
    entry = hit.entry
    row = meeting_rows([entry], now=now)[0]
    when = [moments.written(entry.starts), moments.clock(entry.starts)] if entry.starts else []
    _, *others = row.meta if entry.starts else ("", *row.meta)
    return replace(row, day=None, meta=tuple(part for part in (*when, *others) if part))


def _plain_meta(hit: Hit) -> tuple[str, ...]:
    facts = hit.entry.facts
    parts = [facts.get("body", ""), facts.get("group", "")]
    return tuple(str(part) for part in parts if part)


def _text(hit: Hit) -> SafeString:
    """The snippet in its own language and direction."""
    words = _html(hit.text)
    if hit.reason.in_annex and words:
        words = format_html("{} {}", gettext("In einer Anlage:"), words)
    own = hit.entry.language
    if not words or own == (get_language() or "de"):
        return words
    return format_html('<span lang="{}" dir="auto">{}</span>', own, words)


def _html(parts: Parts) -> SafeString:
    # Every piece was escaped by as_html.
    return mark_safe(as_html(parts))  # nosec B308 B703


def reason_words(reason: Reason) -> str:
    """Why an entry is among the hits; empty where its marked words tell."""
    words = {
        Why.PART: gettext("gefunden als Teil von „%(word)s“"),
        Why.SYNONYM: gettext("gefunden über „%(word)s“"),
        Why.NUMBER: gettext("gefunden über die Nummer %(word)s"),
    }.get(reason.why, "")
    return words % {"word": reason.word} if words else ""


# --- What is said about the question -------------------------------------------------------------------------------


def hint(form: SearchForm, found: Found) -> SafeString:
    """ "Meinten Sie …?", with what was done about it."""
    if found.corrected:
        return filled(
            gettext("Meinten Sie %(meant)s? Wir zeigen Ergebnisse dafür. %(literal)s"),
            meant=_link(with_choice(form.asked, "q", found.corrected), found.corrected),
            literal=format_html(
                '<a class="t-small" href="{}">{}</a>',
                with_choice(form.asked, "genau", "ja"),
                gettext("Nur „%(question)s“ suchen") % {"question": found.asked},
            ),
        )
    if found.suggested_without_filters:
        return filled(
            gettext("Meinten Sie %(meant)s? Ohne Filter gibt es dafür Ergebnisse."),
            meant=_link(search_url(q=found.suggestion), found.suggestion),
        )
    if found.suggestion:
        return filled(
            gettext("Meinten Sie %(meant)s?"),
            meant=_link(with_choice(form.asked, "q", found.suggestion), found.suggestion),
        )
    return SafeString("")


def _link(url: str, words: str) -> SafeString:
    return format_html('<a href="{}" dir="auto">{}</a>', url, words)


def remarks(found: Found) -> tuple[SafeString, ...]:
    """One sentence for each note that tells the reader something; in the order of the notes."""
    return tuple(sentence for note in found.notes if (sentence := _remark(note)))


def _remark(note: object) -> SafeString:
    match getattr(note, "kind", ""):
        case "synonym":
            words = gettext("Gesucht wurde auch: %(used)s")
            return filled(words, used=_listed(note.used))  # type: ignore[attr-defined]  # the kind says which note it is
        case "taken_apart":
            words = gettext("%(said)s kommt nirgends vor. Gesucht wurden die Teile: %(used)s")
            return filled(words, said=_quoted(note.said), used=_listed(note.parts))  # type: ignore[attr-defined]  # as above
        case "cut":
            return filled(gettext("Die Frage war sehr lang. Gesucht wurde mit ihrem Anfang."))
        case "only_minus":
            return filled(gettext("Gezeigt wird alles ohne %(used)s"), used=_listed(note.words))  # type: ignore[attr-defined]  # as above
        case _:  # words left out and quotes closed change nothing that anybody would miss
            return SafeString("")


def _listed(words: Iterable[str]) -> SafeString:
    return format_html_join(", ", '<b lang="de">{}</b>', ((word,) for word in words))


def _quoted(word: str) -> SafeString:
    return format_html("<bdi>„{}“</bdi>", word)
