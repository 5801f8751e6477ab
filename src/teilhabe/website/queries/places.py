"""A place's page: what is discussed here, what was decided, which schools and which places are in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Min, Q, QuerySet

from teilhabe.council.models import Body, Consultation, Source
from teilhabe.council.placing import same_address
from teilhabe.directory.gazetteer import Near, within
from teilhabe.directory.geometry import box_around, metres_between
from teilhabe.directory.models import District, Place, PlaceName, School
from teilhabe.directory.vocabulary import OFFICE_FORMS
from teilhabe.search.choosing import chosen
from teilhabe.search.engines.backend import Order
from teilhabe.search.finding import Wanted
from teilhabe.search.models import Entry, EntryPlace
from teilhabe.search.queries import EntryQuerySet

from .map import Box, on_map, pinned
from .towns import Town

PAPERS_SHOWN = 6
MEETINGS_SHOWN = 4
OFFERS_SHOWN = 6
BUSIEST_SHOWN = 12
SCHOOLS_SHOWN = 60
PLACES_SHOWN = 200
MOST_REFS = 20
"""Places that one address names."""
MOST_IN_SITEMAP = 2_000
NEAR_SCHOOLS_METRES = 1_000
OPEN = ("planned", "in_consultation", "recommended", "recommended_with_changes", "referred", "postponed")
ENDED = ("decided", "decided_with_changes", "rejected", "noted", "settled")
STILL_OPEN = timedelta(days=400)
"""What nobody talked about for longer is not under way any more, whatever its last word was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """The place of a page. ``kind`` is one of directory.matching.rows.PlaceKind; a point that is not believed is none.
    ``slug`` is empty for the municipality itself."""

    ref: str
    kind: str
    name: str
    town: Town
    slug: str = ""
    district: str = ""
    district_slug: str = ""
    latitude: float | None = None
    longitude: float | None = None
    also: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    source: str = ""
    school: School | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """A place within another one, and how many entries are about it."""

    ref: str
    kind: str
    name: str
    slug: str
    entries: int


@dataclass(frozen=True, slots=True)
class Nearby:
    """An entry, its nearest point, and how far away that is in metres."""

    entry: Entry
    place: EntryPlace
    metres: int


def places_with_entries() -> list[tuple[str, str]]:
    """(ref, AGS) of every street, district or other place that an entry is about: most of the others have an empty
    page. Of schools the page has another address than the ref tells, so they are found from their municipality's."""
    rows = EntryPlace.objects.sure().exclude(kind__in=("municipality", "school"))
    named = rows.order_by("municipality", "ref").values_list("ref", "municipality").distinct()
    return list(named[:MOST_IN_SITEMAP])


# --- The place -----------------------------------------------------------------------------------------------------


def here_at(town: Town, slug: str) -> Here | None:
    """The place behind ``/ort/<town>/<slug>/``: a district before a place before a school. Four queries at most."""
    if district := District.objects.filter(municipality__ags=town.ags, slug=slug, hidden=False).first():
        return _district(town, district)
    place = (
        Place.objects.filter(municipality__ags=town.ags, slug=slug, hidden=False)
        .select_related("district")
        .defer("outline", "district__outline")
        .first()
    )
    if place:
        return _place(town, place)
    # A school is also known by its number, which is what an entry has of it.
    schools = School.objects.filter(municipality__ags=town.ags).exclude(form__in=OFFICE_FORMS)
    school = schools.filter(Q(slug=slug) | Q(number=slug)).first()
    return _school(town, school) if school else None


def town_here(town: Town) -> Here:
    return Here(ref=f"municipality:{town.ags}", kind="municipality", name=town.name, town=town)


def _district(town: Town, district: District) -> Here:
    latitude, longitude = district.point or (None, None)
    also, formerly = _names(PlaceName.objects.filter(district=district).values_list("kind", "name"))
    return Here(
        ref=f"district:{town.ags}/{district.slug}",
        kind="district",
        name=district.name,
        town=town,
        slug=district.slug,
        latitude=latitude,
        longitude=longitude,
        also=also,
        formerly=formerly,
        source=district.source,
    )


def _place(town: Town, place: Place) -> Here:
    latitude, longitude = place.point or (None, None)
    also, formerly = _names(PlaceName.objects.filter(place=place).values_list("kind", "name"))
    shown = place.district if place.district and not place.district.hidden else None
    return Here(
        ref=f"{place.kind}:{town.ags}/{place.slug}",
        kind=place.kind,
        name=place.name,
        town=town,
        slug=place.slug,
        district=shown.name if shown else "",
        district_slug=shown.slug if shown else "",
        latitude=latitude,
        longitude=longitude,
        also=also,
        formerly=formerly,
        source=place.source,
    )


def _school(town: Town, school: School) -> Here:
    return Here(
        ref=f"school:{school.number}",
        kind="school",
        name=school.name,
        town=town,
        slug=school.slug,
        latitude=school.latitude,
        longitude=school.longitude,
        source=school.source,
        school=school,
    )


def _names(rows: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Other names of today, and those of the past."""
    found = list(rows)
    return (
        tuple(name for kind, name in found if kind != PlaceName.Kind.FORMER),
        tuple(name for kind, name in found if kind == PlaceName.Kind.FORMER),
    )


def council_of(town: Town) -> tuple[Body | None, Source | None]:
    """The municipality's council and the source it is read from; a source may stand alone, as long as nothing could be
    read of it. Two queries at most."""
    body = (
        Body.objects.public().filter(municipality__ags=town.ags).select_related("record__source").order_by("pk").first()
    )
    if body is not None:
        return body, body.record.source
    return None, Source.objects.filter(ags=town.ags).order_by("pk").first()


def as_indexed(refs: Sequence[str]) -> dict[str, str]:
    """Refs that nothing is known of by that kind of place, as the index calls them: a street that became a square has
    another ref with the same address. One query, none where a ref has no such namesakes."""
    namesakes = {ref: same_address(ref)[1:] for ref in refs[:MOST_REFS]}
    wanted = {one for ref, others in namesakes.items() if others for one in (ref, *others)}
    if not wanted:
        return {}
    known = set(EntryPlace.objects.filter(ref__in=wanted).order_by().values_list("ref", flat=True).distinct())
    found = {ref: next((one for one in others if one in known), "") for ref, others in namesakes.items()}
    return {ref: one for ref, one in found.items() if one and ref not in known}


# --- What is about it ----------------------------------------------------------------------------------------------


def entries_at(here: Here, *kinds: str) -> EntryQuerySet:
    """Everything about the place or a place within it; of a municipality also what its council has."""
    found = Entry.objects.of_kind(*kinds).defer("body", "annex")
    if here.kind != "municipality":
        return found.at_place(here.ref)
    about = Entry.objects.at_place(here.ref).values("pk")
    return found.filter(Q(municipality=here.town.ags) | Q(pk__in=about))


@dataclass(frozen=True, slots=True)
class Matters:
    """``now`` are papers under way, ``lately`` those that came to an end, the latest first; ``meetings`` the next ones
    of a municipality, ``offers`` the newest ones that take place or hold here."""

    now: tuple[Entry, ...]
    lately: tuple[Entry, ...]
    meetings: tuple[Entry, ...]
    offers: tuple[Entry, ...] = ()


def matters(here: Here, now: datetime) -> Matters:
    """What a page of a place begins with, in one query."""
    papers = entries_at(here, "paper")
    under_way = papers.with_facet("standing", *OPEN).filter(starts__gte=now - STILL_OPEN)
    ended = papers.with_facet("standing", *ENDED).filter(starts__lte=now)
    offers = entries_at(here, "offer").with_facet("listed", "yes").order_by("-published", "pk")
    wanted = (
        Q(pk__in=_first(offers, OFFERS_SHOWN))
        | Q(pk__in=_first(under_way.newest_first(), PAPERS_SHOWN))
        | Q(pk__in=_first(ended.newest_first(), PAPERS_SHOWN))
    )
    if here.kind == "municipality":
        coming = Entry.objects.of_kind("meeting").in_municipality(here.town.ags).upcoming(now)
        wanted |= Q(pk__in=_first(coming, MEETINGS_SHOWN))
    found = list(Entry.objects.defer("body", "annex").filter(wanted).newest_first())
    return Matters(
        tuple(entry for entry in found if entry.facts.get("standing") in OPEN),
        tuple(entry for entry in found if entry.facts.get("standing") in ENDED),
        tuple(entry for entry in reversed(found) if entry.kind == "meeting"),
        tuple(sorted((entry for entry in found if entry.kind == "offer"), key=lambda entry: entry.title)),
    )


def _first(found: EntryQuerySet, most: int) -> QuerySet[Entry, int]:
    return found.values_list("pk", flat=True)[:most]


def newest(wanted: Wanted, box: Box | None, *, most: int) -> list[Entry]:
    """The newest entries (or the oldest, if asked for) that a search finds, papers unless it asks for other kinds;
    with a part of the map those that have a point in it. One query. Raises SearchUnavailable where there are words."""
    asked = replace(wanted, filters={"kind": ("paper",), **wanted.filters})
    found = (on_map(asked, box) if box else chosen(asked)).defer("body", "annex")
    ordered = found.order_by("starts", "kind", "ref") if wanted.order is Order.OLDEST else found.newest_first()
    return list(ordered[:most])


@dataclass(frozen=True, slots=True)
class MeetingAbout:
    """A meeting and the papers on its public agenda that are about the place; of a municipality's council none are
    named."""

    meeting: Entry
    papers: tuple[Entry, ...] = ()


def meetings_about(here: Here, since: datetime, *, most: int) -> list[MeetingAbout]:
    """Meetings since then, in their order: of a municipality those of its council, elsewhere those with a public point
    about the place."""
    found = Entry.objects.of_kind("meeting").defer("body", "annex").filter(starts__gte=since).order_by("starts", "ref")
    if here.kind == "municipality":
        return [MeetingAbout(meeting) for meeting in found.in_municipality(here.town.ags)[:most]]
    papers = {tuple(paper.ref.split("/", 1)): paper for paper in entries_at(here, "paper").newest_first()[:200]}
    hearings = (
        Consultation.objects.filter(
            paper__body__slug__in={body for body, _ in papers},
            paper__slug__in={slug for _, slug in papers},
            meeting__start__gte=since,
            agenda_item__public=True,
        )
        .order_by("agenda_item__order", "pk")
        .values_list("paper__body__slug", "paper__slug", "meeting__body__slug", "meeting__slug")
    )
    about: dict[str, dict[str, Entry]] = {}
    for paper_body, paper, body, slug in hearings:
        if entry := papers.get((paper_body, paper)):
            about.setdefault(f"{body}/{slug}", {})[entry.ref] = entry
    return [
        MeetingAbout(meeting, tuple(about[meeting.ref].values()))
        for meeting in found.filter(ref__in=list(about))[:most]
    ]


# --- What is in it -------------------------------------------------------------------------------------------------


def districts_of(town: Town) -> list[Inside]:
    rows = (
        District.objects.filter(municipality__ags=town.ags, hidden=False).order_by("name").values_list("name", "slug")
    )
    return [Inside(f"district:{town.ags}/{slug}", "district", name, slug, 0) for name, slug in rows]


def busiest(town: Town) -> list[Inside]:
    """The places of a municipality with most entries, districts apart."""
    rows = (
        EntryPlace.objects.sure()
        .filter(municipality=town.ags)
        .exclude(kind__in=("district", "municipality"))
        .order_by()
        .values_list("ref", "kind")
        # An entry names a place once.
        .annotate(name=Max("name"), entries=Count("pk"))
        .order_by("-entries", "name")[:BUSIEST_SHOWN]
    )
    return [Inside(ref, kind, name, slug_of(ref), entries) for ref, kind, name, entries in rows]


def places_in_district(here: Here) -> list[Inside]:
    rows = (
        Place.objects.filter(municipality__ags=here.town.ags, district__slug=here.slug, hidden=False)
        .order_by("name")
        .values_list("kind", "name", "slug")[:PLACES_SHOWN]
    )
    return [Inside(f"{kind}:{here.town.ags}/{slug}", kind, name, slug, 0) for kind, name, slug in rows]


def schools_of(here: Here) -> list[School]:
    """Of a municipality all by name; of a place those within a kilometre, nearest first."""
    schools = School.objects.exclude(form__in=OFFICE_FORMS)
    if here.kind == "municipality":
        return list(schools.filter(municipality__ags=here.town.ags).order_by("name")[:SCHOOLS_SHOWN])
    if here.latitude is None or here.longitude is None or here.kind == "school":
        return []
    west, south, east, north = box_around(here.latitude, here.longitude, NEAR_SCHOOLS_METRES)
    near = schools.filter(latitude__range=(south, north), longitude__range=(west, east))
    return sorted(near, key=lambda school: _away(here, school) or 0)


def _away(here: Here, school: School) -> float | None:
    if None in (here.latitude, here.longitude, school.latitude, school.longitude):
        return None
    return metres_between(here.latitude, here.longitude, school.latitude, school.longitude)  # type: ignore[arg-type]  # none of them is None


def slug_of(ref: str) -> str:
    """The last part of an address below a municipality: of a school its number."""
    return ref.rpartition("/")[2] if "/" in ref else ref.partition(":")[2]


# --- What is near --------------------------------------------------------------------------------------------------


def near(latitude: float, longitude: float, metres: int, *, most: int) -> tuple[list[Nearby], int]:
    """The ``most`` nearest papers with a point in the circle, of one place the newest first; and how many there are.
    Three queries at most; the point is kept nowhere."""
    west, south, east, north = box_around(latitude, longitude, metres)
    # Measured by the database, on a plane: in a circle of some kilometres the ball's curve makes no metre.
    north_metres = metres_between(latitude, longitude, latitude + 0.01, longitude) * 100
    east_metres = metres_between(latitude, longitude, latitude, longitude + 0.01) * 100
    up, across = (F("latitude") - latitude) * north_metres, (F("longitude") - longitude) * east_metres
    there = pinned(Box(west, south, east, north)).of_kind("paper").annotate(away=up * up + across * across)
    there = there.filter(away__lte=float(metres) ** 2).order_by()
    nearest = (
        there.values("entry")
        .annotate(least=Min("away"), late=Max("starts"))
        .order_by("least", F("late").desc(nulls_last=True), "entry")
    )
    keys = list(nearest.values_list("entry", flat=True)[:most])
    total = len(keys) if len(keys) < most else there.aggregate(entries=Count("entry", distinct=True))["entries"]
    at: dict[int, EntryPlace] = {}
    rows = there.filter(entry__in=keys).select_related("entry").defer("entry__body", "entry__annex")
    for place in rows.order_by("away", "pk"):
        at.setdefault(place.entry_id, place)
    found = [Nearby(at[key].entry, at[key], _metres(latitude, longitude, at[key])) for key in keys if key in at]
    return found, total


def _metres(latitude: float, longitude: float, place: EntryPlace) -> int:
    assert place.latitude is not None  # only those with a point are asked for
    assert place.longitude is not None
    return round(metres_between(latitude, longitude, place.latitude, place.longitude))


def places_near(latitude: float, longitude: float, metres: int) -> list[Near]:
    """Places, districts and schools of the directory in the circle, nearest first."""
    return within(latitude, longitude, metres)
