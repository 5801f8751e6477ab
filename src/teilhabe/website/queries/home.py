"""What the home page shows: from the index, with the councils by name and the municipalities of the map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.cache import cache
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from teilhabe.catalogue.presentation.rows import offer_rows
from teilhabe.core.listing import Row
from teilhabe.core.outline import Drawing
from teilhabe.council.models import Body, Source
from teilhabe.council.presentation.rows import meeting_rows, paper_rows_by_day
from teilhabe.directory.models import Municipality
from teilhabe.directory.queries import map_areas, short_name, towns
from teilhabe.search.models import Entry
from teilhabe.search.queries import EntryQuerySet

from .week import PAPERS_SHOWN, WEEK, CouncilWeek, council_week

MEETINGS_SHOWN = 5
OFFERS_SHOWN = 5
KEPT_SECONDS = 300
_COUNTS = "website.counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A municipality or a council above it; its ``url`` is its page, the council's above, or that of a source that has
    given nothing yet. Without ``url`` it has no source; ``lang`` is that of ``last``."""

    anchor: str
    name: str
    url: str
    last: str
    count: str
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """``papers`` are those of ``week``, or simply the latest ones where neither this week nor the next has any (None).
    ``more_url`` lists all meetings of the week, ``following_url`` those of the week after it."""

    papers_total: int
    meetings_total: int
    bodies_total: int
    papers: tuple[Row, ...]
    week: CouncilWeek | None
    more_url: str
    following_url: str
    meetings: tuple[Row, ...]
    offers: tuple[Row, ...]
    places: tuple[Place, ...]
    drawing: Drawing | None

    @property
    def empty(self) -> bool:
        return not (self.papers_total or self.meetings_total or self.bodies_total)


def home_page(now: datetime) -> HomePage:
    counts = _counts()
    week = council_week(now)
    papers = tuple(heard.paper for heard in week.shown) or tuple(
        _row_entries("paper").filter(starts__lte=now).newest_first()[:PAPERS_SHOWN]
    )
    meetings, offers = _coming_and_new(now)
    bodies = tuple(Body.objects.public().select_related("municipality").defer("municipality__outline").order_by("name"))
    totals = {kind: sum(by_place.values()) for kind, by_place in counts.items()}
    waiting = {source.ags: source for source in Source.objects.exclude(ags="").only("ags", "slug", "state")}
    listed = _towns()
    places = _places(listed, bodies, counts, waiting)
    addresses = {body.municipality.ags: _ort(body.municipality) for body in bodies if body.municipality}
    return HomePage(
        papers_total=totals.get("paper", 0),
        meetings_total=totals.get("meeting", 0),
        bodies_total=len(bodies),
        papers=paper_rows_by_day(papers, days={heard.paper.pk: heard.at for heard in week.shown}),
        week=week if week.shown else None,
        more_url=_meetings_between(week.first, week.last),
        following_url=_meetings_between(week.first + WEEK, week.last + WEEK),
        meetings=meeting_rows(meetings, now=now),
        offers=offer_rows(offers, now=now, towns={town.ags: short_name(town) for town in listed}),
        places=places,
        drawing=_drawing(addresses, counts["paper"], waiting),
    )


def _meetings_between(first: date, last: date) -> str:
    """The list of all meetings of these days."""
    days = {"zeit": "alle", "von": first.isoformat(), "bis": last.isoformat()}
    return f"{reverse('council:meetings')}?{urlencode(days)}"


def _drawing(addresses: Mapping[str, str], papers: Mapping[str, int], waiting: Mapping[str, Source]) -> Drawing | None:
    """The map: a town leads to its page; one without a council has no number and leads to its source, if it has one."""

    def label(town: Municipality, number: int | None) -> str:
        words = _count(number or 0) if town.ags in addresses else _why_none(waiting.get(town.ags))
        return f"{short_name(town)}: {words}"

    def address(town: Municipality) -> str:
        source = waiting.get(town.ags)
        return addresses.get(town.ags) or (_page_of(source) if source else _ort(town))

    drawing = map_areas(url_of=address, counts=papers, label_of=label)
    if drawing is None:
        return None
    councils = set(addresses.values())
    return replace(
        drawing,
        areas=tuple(area if area.url in councils else replace(area, count="") for area in drawing.areas),
    )


def _ort(town: Municipality) -> str:
    return reverse("municipality", args=[town.slug])


def _page_of(source: Source) -> str:
    return reverse("source", args=[source.slug])


def _why_none(source: Source | None) -> str:
    """Why there is nothing of a municipality: the source that was set up for it, if any, is not readable yet."""
    if source is None:
        return gettext("noch keine Quelle eingerichtet")
    if source.state == Source.State.REFUSED:
        return gettext("Quelle eingerichtet, Zugriff verweigert")
    if source.state == Source.State.FAILING:
        return gettext("Quelle eingerichtet, zurzeit gestört")
    if source.state == Source.State.PAUSED:
        return gettext("Quelle eingerichtet, angehalten")
    return gettext("Quelle eingerichtet, noch nicht abgerufen")


def _row_entries(kind: str) -> EntryQuerySet:
    """Without the full text, which no row shows."""
    return Entry.objects.of_kind(kind).defer("body", "annex")


def _counts() -> dict[str, dict[str, int]]:
    """Kind → AGS (or "") → how many; counted through the whole index once in five minutes, as for /rat/."""
    known: dict[str, dict[str, int]] | None = cache.get(_COUNTS)
    if known is not None:
        return known
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Entry.objects.order_by().values_list("kind", "municipality").annotate(n=Count("pk"))
    for kind, ags, number in rows:
        found[kind][ags] = number
    if found:
        # An empty portal shows its first harvest at once.
        cache.set(_COUNTS, found, KEPT_SECONDS)
    return found


def _coming_and_new(now: datetime) -> tuple[list[Entry], list[Entry]]:
    """The next meetings and the newest offers, in one query."""
    meetings = _row_entries("meeting").upcoming(now).values("pk")[:MEETINGS_SHOWN]
    offers = _row_entries("offer").with_facet("listed", "yes").order_by("-published", "-pk").values("pk")[:OFFERS_SHOWN]
    found = list(Entry.objects.defer("body", "annex").filter(Q(pk__in=meetings) | Q(pk__in=offers)).order_by("starts"))
    by_news = sorted((one for one in found if one.kind == "offer"), key=lambda one: one.published, reverse=True)
    return [one for one in found if one.kind == "meeting"], by_news


def _towns() -> list[Municipality]:
    """Every town in order of its name, with the title of its latest paper as ``last_title``."""
    latest = (
        Entry.objects.filter(kind="paper", municipality=OuterRef("ags")).order_by("-starts", "-ref").values("title")
    )
    return list(towns().annotate(last_title=Subquery(latest[:1])))


def _places(
    listed: Sequence[Municipality],
    bodies: tuple[Body, ...],
    counts: Mapping[str, Mapping[str, int]],
    waiting: Mapping[str, Source],
) -> tuple[Place, ...]:
    """Councils above the towns first, then every town in order of its name."""
    named = {town.ags for town in listed}
    by_ags = {body.municipality.ags: body for body in bodies if body.municipality}
    return (
        *(
            _above(body, counts["paper"])
            for body in bodies
            if not body.municipality or body.municipality.ags not in named
        ),
        *(_town(town, by_ags.get(town.ags), counts["paper"], waiting.get(town.ags)) for town in listed),
    )


def _above(body: Body, papers: Mapping[str, int]) -> Place:
    """A council for several municipalities, or of one that the directory does not know."""
    ags = body.municipality.ags if body.municipality else body.ags
    return Place(
        anchor=body.slug,
        name=body.short_name or body.name,
        url=body.get_absolute_url(),
        last=gettext("für die ganze Region") if body.municipality else "",
        count=_count(papers.get(ags, 0)) if ags else "",
    )


def _town(town: Municipality, body: Body | None, papers: Mapping[str, int], waiting: Source | None) -> Place:
    if body is None:
        return Place(
            anchor=town.slug,
            name=short_name(town),
            url=_page_of(waiting) if waiting else _ort(town),
            last=_why_none(waiting),
            count="",
        )
    return Place(
        anchor=town.slug,
        name=short_name(town),
        url=_ort(town),
        last=getattr(town, "last_title", None) or "",
        lang="de",
        count=_count(papers.get(town.ags, 0)),
    )


def _count(number: int) -> str:
    words = ngettext("%(n)s Vorlage", "%(n)s Vorlagen", number)
    return words % {"n": number_format(number, use_l10n=True, force_grouping=True)}
