"""The page of an offer: who, where, when, costs, languages, registration before any prose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext

from teilhabe.core import moments
from teilhabe.core.addresses import in_language, whole
from teilhabe.core.languages import german, with_values
from teilhabe.core.listing import Row, Word
from teilhabe.core.text import fold
from teilhabe.directory.concepts import label
from teilhabe.directory.vocabulary import LICENCES
from teilhabe.search.models import Entry

from ..models import Offer, OfferFile, State
from ..queries.imports import provenance
from ..queries.mentions import Mention
from ..queries.offer_page import Around
from ..queries.translations import Standing, standing_of
from ..rich_text import safe_body
from ..rules.schedule import BadSchedule, Occurrence, upcoming
from .facts import Fact, facts_of, host_of, tel
from .home import address_if_there, list_url
from .notes import notes_url
from .rows import offer_rows
from .words import kind_label, labels

DATES_SHOWN = 5
_FIRST_HEADING = re.compile(r"\s*<h[34]>([^<]*)</h[34]>")

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Action:
    """The one way on: words and address; ``outside`` leads away from the portal."""

    label: str
    url: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class FileShown:
    name: str
    url: str
    type: str
    size: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPage:
    """``lang`` is that of the offer's own words; ``languages`` hold (own name, address, code,
    current)."""

    offer: Offer
    title: str
    kicker: str
    lede: str
    body: SafeString
    lang: str
    only_german: bool
    remark: str
    word: Word | None
    checked: str
    ended: str
    languages: tuple[tuple[str, str, str, bool], ...]
    facts: tuple[Fact, ...]
    action: Action | None
    dates: tuple[Occurrence, ...]
    more_dates: bool
    documents: tuple[str, ...]
    files: tuple[FileShown, ...]
    links: tuple[Link, ...]
    organisation: str
    organisation_url: str
    funding: str
    part_of: Link | None
    parts: tuple[Link, ...]
    similar: tuple[Row, ...]
    mentions: tuple[Mention, ...]
    tags: tuple[Link, ...]
    crumbs: tuple[Link, ...]
    address: str
    ics_url: str
    note_url: str
    mistake_url: str
    easy_url: str
    original: SafeString | str

    @property
    def dates_noted(self) -> bool:
        return any(one.note for one in self.dates)


def offer_page(
    source: Offer,
    rows: Mapping[str, Offer],
    *,
    language: str,
    around: Around,
    mentions: Sequence[Mention],
    towns: Mapping[str, str],
    noted: Sequence[str],
    now: datetime,
) -> OfferPage:
    """``source`` is the German row, ``rows`` the readable ones by language; ``language`` is what to read it in."""
    shown = rows.get(language, source)
    own = shown.locale.language_code
    dates = _dates(source, now)
    return OfferPage(
        offer=shown,
        title=shown.title,
        kicker=_kicker(source),
        lede=shown.summary,
        body=_body(shown),
        lang=own,
        only_german=own == settings.LANGUAGE_CODE and language != settings.LANGUAGE_CODE,
        remark=_remark(source, shown),
        word=_word(source),
        checked=_checked(source),
        ended=_ended(source),
        languages=_languages(source, rows, own),
        facts=tuple(facts_of(source, shown, towns, own, dates[0] if dates else None)),
        action=way_on(source),
        dates=dates[:DATES_SHOWN],
        more_dates=len(dates) > DATES_SHOWN,
        documents=tuple(line.strip() for line in shown.documents.splitlines() if line.strip()),
        files=tuple(_file(one) for one in around.files),
        links=tuple((str(one.get("label") or one["url"]), str(one["url"])) for one in source.links if _is_web(one)),
        organisation=source.organisation.name,
        organisation_url=reverse("catalogue:provider", args=[source.organisation.slug]),
        funding=source.funding,
        part_of=_of_offer(source.part_of) if source.part_of and source.part_of.state in _SHOWN else None,
        parts=tuple(_of_offer(one) for one in around.parts),
        similar=offer_rows(around.similar, now=now, towns=towns),
        mentions=tuple(mentions),
        tags=tuple((label("theme", key), list_url(thema=key)) for key in source.themes),
        crumbs=((gettext("Angebote"), reverse("catalogue:home")), _crumb(source)),
        address=whole(reverse("catalogue:offer", args=[source.slug])),
        ics_url=reverse("catalogue:offer_ics", args=[source.slug]) if dates else "",
        note_url=notes_url([*(one for one in noted if one != source.slug), source.slug]),
        mistake_url=_mistake(source),
        easy_url=_easy(source),
        original=provenance_of(source),
    )


def provenance_of(source: Offer) -> SafeString | str:
    """Where the words come from, when they were taken over and under which licence; empty for what was written here."""
    entry = provenance(source)
    name = entry.feed.name if entry else host_of(source.origin_url)
    if not name:
        return ""
    named: SafeString | str = format_html('<bdi lang="de">{}</bdi>', name)
    if _is_web({"url": source.origin_url}):
        named = format_html('<a class="t-ext" href="{}" rel="external noopener">{}</a>', source.origin_url, named)
    if entry is None:
        return format_html(gettext("Übernommen aus {source}."), source=named)
    day = moments.written(entry.taken_on, weekday=False)
    said = format_html(gettext("Übernommen aus {source} am {day}."), source=named, day=day)
    return format_html('{} <span lang="de">{}</span>', said, entry.feed.licence) if entry.feed.licence else said


def _remark(source: Offer, shown: Offer) -> str:
    """What readers of a translation must know about it; empty for the German text and for one that holds."""
    if shown is source:
        return ""
    if shown.by_machine:
        return gettext("Diese Übersetzung hat eine Maschine gemacht; noch niemand hat sie geprüft.")
    if standing_of(source, shown) == Standing.OUTDATED:
        return gettext("Der deutsche Text hat sich seit dieser Übersetzung geändert. Im Zweifel gilt der deutsche.")
    return ""


_SHOWN = (State.PUBLISHED, State.REVIEW_DUE, State.ARCHIVED)


def get_language_info_of(code: str) -> dict[str, object]:
    try:
        return dict(get_language_info(code))
    except KeyError:
        return {"bidi": False, "name_local": code, "name_translated": code}


def _body(shown: Offer) -> SafeString:
    """Without a first heading that says what the page says above it anyway."""
    body = safe_body(shown.body)
    first = _FIRST_HEADING.match(body)
    if first is None or fold(first[1]).strip(" :") not in {fold(gettext("Worum es geht")), fold("Worum es geht")}:
        return body
    return mark_safe(body[first.end() :])  # nosec B308 B703 - the rest of what is safe


def _kicker(source: Offer) -> str:
    kind = kind_label(source.kind)
    if not source.audience:
        return kind
    return gettext("%(kind)s für: %(audience)s") % {"kind": kind, "audience": labels("audience", source.audience[:2])}


def _crumb(source: Offer) -> Link:
    if source.audience:
        key = source.audience[0]
        return (label("audience", key), list_url(fuer=key))
    return (kind_label(source.kind), list_url(art=source.kind))


def _word(source: Offer) -> Word | None:
    if source.state == State.ARCHIVED:
        return Word(gettext("beendet"), "open")
    if source.places_free is not None:
        if source.places_free:
            return Word(gettext("Plätze frei"), "ok")
        return Word(gettext("zurzeit keine Plätze frei"), "wait")
    if source.state == State.REVIEW_DUE:
        return Word(gettext("wird gerade neu bestätigt"), "ask")
    return None


def _checked(source: Offer) -> str:
    if not source.assured_on or source.state == State.ARCHIVED:
        return ""
    day = moments.written(source.assured_on, weekday=False)
    due = moments.month(source.review_due) if source.review_due else ""
    if source.assured_by and due:
        sentence = gettext("Zuletzt geprüft am %(day)s von: %(name)s, nächste Prüfung: %(due)s")
        return with_values(sentence, day=day, name=german(source.assured_by), due=due)
    if due:
        return gettext("Zuletzt geprüft am %(day)s, nächste Prüfung: %(due)s") % {"day": day, "due": due}
    return gettext("Zuletzt geprüft am %(day)s") % {"day": day}


def _ended(source: Offer) -> str:
    if source.state != State.ARCHIVED:
        return ""
    if source.ended_on:
        return gettext("Das gibt es nicht mehr: Es hat am %(day)s geendet. Die Seite bleibt als Archiv stehen.") % {
            "day": moments.written(source.ended_on, weekday=False)
        }
    return gettext("Das gibt es nicht mehr. Die Seite bleibt als Archiv stehen.")


def _languages(source: Offer, rows: Mapping[str, Offer], current: str) -> tuple[tuple[str, str, str, bool], ...]:
    """A language of the portal has pages of its own; in any other one the text stands on the German page."""
    portal = {code for code, _name in settings.LANGUAGES}
    german = f"/angebote/{source.slug}"
    found = []
    for code in rows:
        address = german if code == settings.LANGUAGE_CODE else f"/{code}{german}"
        if code not in portal:
            address = f"{in_language(german)}?sprache={code}"
        found.append((str(get_language_info_of(code)["name_local"]).capitalize(), address, code, code == current))
    return tuple(found) if len(found) > 1 else ()


# --- Ways on -------------------------------------------------------------------------------------------------------


def way_on(source: Offer) -> Action | None:
    """Exactly one: what most readers want to do next."""
    if source.state == State.ARCHIVED:
        return None
    if source.kind == Offer.Kind.MATERIAL and source.material_url:
        return Action(gettext("Material öffnen"), _counted(source, "material") or source.material_url, outside=True)
    if source.registration_url:
        way = _counted(source, "anmeldung") or source.registration_url
        return Action(gettext("Zur Anmeldung"), way, outside=True)
    if source.phone:
        return Action(gettext("Anrufen"), tel(source.phone))
    if source.email:
        return Action(gettext("E-Mail schreiben"), f"mailto:{source.email}")
    if source.homepage:
        return Action(gettext("Zur Internetseite"), _counted(source, "internetseite") or source.homepage, outside=True)
    return None


def _counted(source: Offer, way: str) -> str:
    """The way out by which providers learn how often it was taken."""
    return address_if_there("provider:step", source.pk, way)


def _dates(source: Offer, now: datetime) -> tuple[Occurrence, ...]:
    if source.state == State.ARCHIVED:
        return ()
    try:
        return tuple(upcoming(source.schedule, now=now, most=DATES_SHOWN + 1))
    except BadSchedule:  # of an import that nobody has looked at yet
        return ()


def _file(one: OfferFile) -> FileShown:
    return FileShown(
        name=one.title or one.name,
        url=address_if_there("provider:file", one.pk, one.name),
        type=one.name.rpartition(".")[2].upper()[:5],
        size=one.size,
        note=LICENCES.get(one.licence, ""),
    )


def _is_web(link: Mapping[str, object]) -> bool:
    return str(link.get("url", "")).startswith(("https://", "http://"))


def _of_offer(offer: Offer) -> Link:
    return (offer.title, reverse("catalogue:offer", args=[offer.slug]))


def _mistake(source: Offer) -> str:
    address = address_if_there("proposal:write")
    return f"{address}?angebot={source.slug}" if address else ""


def _easy(source: Offer) -> str:
    easy = getattr(source, "easy", None)
    if easy is None or easy.state != easy.State.CURRENT or source.state not in _SHOWN:
        return ""
    return reverse("catalogue:offer_easy", args=[source.slug])


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The page at the address of an offer whose content is gone."""

    title: str
    kicker: str
    sentence: str
    organisation: str
    organisation_url: str
    list_url: str
    similar: tuple[Row, ...]


def explained(source: Offer, similar: Sequence[Entry], *, towns: Mapping[str, str], now: datetime) -> Explained:
    """Why the content is gone: nobody confirmed it in time, or it was taken back."""
    since: date | None = source.state_since.date() if source.state_since else None
    if source.state == State.OUTDATED:
        sentence = gettext(
            "Seit längerer Zeit hat niemand bestätigt, dass dieser Eintrag noch stimmt. Darum zeigen wir ihn "
            "nicht mehr. Sobald der Anbieter ihn bestätigt, steht er wieder hier."
        )
    elif since:
        sentence = gettext("Dieser Eintrag wurde am %(day)s zurückgezogen.") % {
            "day": moments.written(since, weekday=False)
        }
    else:
        sentence = gettext("Dieser Eintrag wurde zurückgezogen.")
    return Explained(
        title=source.title,
        kicker=kind_label(source.kind),
        sentence=sentence,
        organisation=source.organisation.name,
        organisation_url=reverse("catalogue:provider", args=[source.organisation.slug]),
        list_url=list_url(**({"thema": source.themes[0]} if source.themes else {})),
        similar=offer_rows(similar, now=now, towns=towns),
    )
