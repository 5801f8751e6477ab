"""Was ist in meiner Nähe: by a typed address or the device's position. Neither is kept, logged or sent to anybody."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from teilhabe.core.limits import RateLimit
from teilhabe.directory.addresses import Located, find_address

from ..forms.nearby import NearbyForm
from ..presentation.nearby import NearbyPage, WholeTowns, nearby_page, whole_towns
from ..queries import places as ask
from ..queries.towns import outlines, towns_by_key

MOST_SHOWN = 40
_limit = RateLimit("nearby", per_minute=20)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nearby(request: HttpRequest) -> HttpResponse:
    """GET is the question, POST the answer: what somebody typed stands in no address."""
    if request.method != "POST":
        return _shown(request, NearbyForm())
    if not _limit.allows(request):
        return render(request, "core/too_many.html", status=429)
    form = NearbyForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    here = [_position(*form.position)] if form.position else find_address(form.cleaned_data["adresse"])
    if not here:
        form.add_error(
            "adresse", gettext("Diese Adresse steht nicht im Verzeichnis. Versuchen Sie nur die Straße mit dem Ort.")
        )
        return _shown(request, form, status=422)
    if towns := whole_towns(here, towns_by_key()):
        return _shown(request, form, towns=towns)
    first = here[0]
    if not first.sure and "gemeint" not in request.POST:
        # What is near another place than the one that was meant would look like an answer.
        return _shown(request, form, choices=tuple(dict.fromkeys(one.label for one in here)))
    found, total = ask.near(first.latitude, first.longitude, form.metres, most=MOST_SHOWN)
    page = nearby_page(
        first,
        here[1:],
        found,
        total=total,
        metres=form.metres,
        places=ask.places_near(first.latitude, first.longitude, form.metres),
        towns=towns_by_key(),
        outlines=outlines(),
        now=timezone.now(),
    )
    return _shown(request, form, page)


def _position(latitude: float, longitude: float) -> Located:
    """The device's own word, as if it were an address."""
    return Located(
        label=gettext("Ihr Standort"),
        ref="",
        kind="other",
        municipality_ags="",
        house_number="",
        latitude=latitude,
        longitude=longitude,
        precision="place",
        score=1.0,
        sure=True,
    )


def _shown(
    request: HttpRequest,
    form: NearbyForm,
    page: NearbyPage | None = None,
    *,
    choices: Sequence[str] = (),
    towns: WholeTowns | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "page": page, "choices": choices, "towns": towns}
    return render(request, "website/nearby.html", context, status=status)
