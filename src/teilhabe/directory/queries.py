"""Questions to the directory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from teilhabe.core.outline import Drawing, Mark, Shape, draw

from .geometry import contains, rings
from .models import Municipality, Place, School
from .vocabulary import BY_HAND, DEMONSTRATION, OFFICE_FORMS

# What is drawn side by side on the map; counties and regions lie below them.
_TOWNS = (Municipality.Kind.CITY, Municipality.Kind.MUNICIPALITY, Municipality.Kind.INDEPENDENT_CITY)


def towns() -> QuerySet[Municipality]:
    """Towns and municipalities by name, without the counties and regions around them and without their outlines."""
    return Municipality.objects.filter(kind__in=_TOWNS).defer("outline").order_by("name")


def map_areas(
    *,
    url_of: Callable[[Municipality], str] | None = None,
    counts: Mapping[str, int] | None = None,
    label_of: Callable[[Municipality, int | None], str] | None = None,
    marked: Collection[str] = (),
    marks: Iterable[Mark] = (),
    only: Collection[str] = (),
    width: int = 400,
) -> Drawing | None:
    """The map of the towns for ``<c-map :drawing>``, in one query; None as long as no outline was imported.

    ``only`` holds the AGS of those to draw; all if it is empty.
    ``counts`` maps AGS to a number written below the name; ``label_of`` gives a link's words for a screen reader from
    the town and its number ("Alsdorf: 41 Einträge"); ``marked`` holds the AGS of towns to stand out.
    """
    shapes = []
    drawn = Municipality.objects.filter(kind__in=_TOWNS, outline__isnull=False)
    for town in (drawn.filter(ags__in=only) if only else drawn).order_by("name"):
        assert town.outline is not None  # the filter says so
        count = None if counts is None else counts.get(town.ags, 0)
        shapes.append(
            Shape(
                name=short_name(town),
                rings=rings(town.outline),
                url=url_of(town) if url_of else "",
                label=label_of(town, count) if label_of else "",
                count="" if count is None else str(count),
                marked=town.ags in marked,
                middle=None
                if town.middle_longitude is None or town.middle_latitude is None
                else (town.middle_longitude, town.middle_latitude),
            )
        )
    return draw(shapes, marks=marks, width=width) if shapes else None


def short_name(town: Municipality) -> str:
    """The name as people say it and as a map has room for: "Stolberg" for "Stolberg (Rhld.)"."""
    return town.name.split("(")[0].strip()


def attributions() -> list[str]:
    """Whom to name wherever outlines are shown, each once."""
    return list(outline_sources().order_by("outline_source").values_list("outline_source", flat=True))


def outline_sources() -> QuerySet[Municipality]:
    """As ``attributions``, for a question that asks more: each ``outline_source`` once, in no order."""
    drawn = Municipality.objects.exclude(Q(outline__isnull=True) | Q(outline_source=""))
    return drawn.order_by().distinct()


def place_sources() -> QuerySet[Place]:
    """Whom to name for streets and other places: each ``attribution`` ("© OpenStreetMap (ODbL 1.0)") once, in no order.
    The portal's own places need none."""
    foreign = Place.objects.exclude(Q(source="") | Q(source__startswith=DEMONSTRATION) | Q(source=BY_HAND))
    words = Case(When(licence="", then=F("source")), default=Concat("source", Value(" ("), "licence", Value(")")))
    return foreign.order_by().annotate(attribution=words).distinct()


def municipality_at(longitude: float, latitude: float) -> Municipality | None:
    """The town that holds a point (WGS84 degrees); None outside of all of them."""
    near = Municipality.objects.filter(
        kind__in=_TOWNS, west__lte=longitude, east__gte=longitude, south__lte=latitude, north__gte=latitude
    )
    return next((town for town in near if town.outline and contains(town.outline, longitude, latitude)), None)


def schools_in(town: Municipality) -> QuerySet[School]:
    """The schools of a town by name, without the supervising office that the official list also holds."""
    return School.objects.filter(municipality=town).exclude(form__in=OFFICE_FORMS).order_by("name")
