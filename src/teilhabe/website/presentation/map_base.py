"""What lies under the points: outlines always, streets from the operator's own file, or from a service that a visitor
has agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

COOKIE = "kartendienst"
"""Set only by a visitor who agreed, and forgotten when they take it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMap:
    """``tiles_url`` is the operator's own file, ``service_url`` the template of an outside service, empty until the
    visitor agreed (``agreed``). ``offered``: there is a service to agree to."""

    tiles_url: str = ""
    tiles_credit: str = ""
    service_url: str = ""
    service_name: str = ""
    service_host: str = ""
    service_privacy: str = ""
    service_credit: str = ""
    offered: bool = False
    agreed: bool = False


def base_map(request: HttpRequest, *, ours_only: bool = False) -> BaseMap:
    """``ours_only``: on other sites no service is asked or offered."""
    offered = service_offered() and not ours_only
    agreed = offered and has_agreed(request)
    return BaseMap(
        tiles_url=reverse("map_tiles") if settings.MAP_TILES else "",
        tiles_credit=settings.MAP_TILES_CREDIT,
        service_url=settings.MAP_SERVICE if agreed else "",
        service_name=settings.MAP_SERVICE_NAME or service_host(),
        service_host=service_host(),
        service_privacy=settings.MAP_SERVICE_PRIVACY,
        service_credit=settings.MAP_SERVICE_CREDIT if agreed else "",
        offered=offered,
        agreed=agreed,
    )


def service_offered() -> bool:
    """Streets of our own need no stranger."""
    return bool(settings.MAP_SERVICE) and not settings.MAP_TILES


def service_host() -> str:
    return urlsplit(settings.MAP_SERVICE).netloc


def has_agreed(request: HttpRequest) -> bool:
    """Whether this visitor agreed to this very service: another one has to ask anew."""
    return request.COOKIES.get(COOKIE) == service_host() != ""


def words_of_map() -> dict[str, object]:
    """What the script says: its own words, and those of the library in its place."""
    return {
        "whole": gettext("Die ganze Karte zeigen"),
        "cut": gettext("Es gibt mehr Orte, als die Karte auf einmal zeigt. Ein Filter hilft weiter."),
        "locale": {
            "Map.Title": gettext("Karte, mit den Pfeiltasten zu bewegen"),
            "Marker.Title": gettext("Markierung"),
            "NavigationControl.ZoomIn": gettext("Vergrößern"),
            "NavigationControl.ZoomOut": gettext("Verkleinern"),
            "Popup.Close": gettext("Schließen"),
            "CooperativeGesturesHandler.WindowsHelpText": gettext("Zum Vergrößern Strg halten und das Mausrad drehen"),
            "CooperativeGesturesHandler.MacHelpText": gettext("Zum Vergrößern ⌘ halten und das Mausrad drehen"),
            "CooperativeGesturesHandler.MobileHelpText": gettext("Karte mit zwei Fingern bewegen"),
        },
    }
