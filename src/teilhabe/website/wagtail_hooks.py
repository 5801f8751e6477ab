"""What Wagtail finds by itself at start: our parts of the back office."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from teilhabe.accounts.models import User
from teilhabe.accounts.rules import may_decide_on_places, may_manage_sources, needs_second_factor
from teilhabe.council.models import PlaceCorrection
from teilhabe.directory.models import District, Place

from .backoffice.feedback import FeedbackViewSet, ReadAndSettle
from .backoffice.place_corrections import PlaceCorrectionViewSet, ReadAndDecide, admin_urls, corrections_url
from .backoffice.places import AddAndCorrect, Correct, DistrictViewSet, PlaceViewSet
from .backoffice.unmet import ReadOnly, UnmetTermViewSet
from .models import Feedback, OperatorDetails, UnmetTerm

register_permission_policy(Feedback, ReadAndSettle(Feedback))
register_snippet(FeedbackViewSet)
register_permission_policy(UnmetTerm, ReadOnly(UnmetTerm))
register_snippet(UnmetTermViewSet)
register_permission_policy(PlaceCorrection, ReadAndDecide(PlaceCorrection))
register_snippet(PlaceCorrectionViewSet)
hooks.register("register_admin_urls", admin_urls)
register_permission_policy(Place, AddAndCorrect(Place))
register_snippet(PlaceViewSet)
register_permission_policy(District, Correct(District))
register_snippet(DistrictViewSet)


@hooks.register("insert_global_admin_css")
def branding() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("website/css/backoffice.css"))


@hooks.register("register_admin_menu_item")
def sources_in_the_menu() -> MenuItem:
    class SourcesItem(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return bool(may_manage_sources.test(request.user))

    return SourcesItem(_("Quellen"), reverse("sources"), icon_name="download", order=160)


@hooks.register("register_admin_menu_item")
def matching_in_the_menu() -> MenuItem:
    class MatchingItem(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return bool(may_decide_on_places.test(request.user))

    return MatchingItem(_("Orte in Vorlagen"), reverse("place_matching"), icon_name="tag", order=156)


@hooks.register("catalogue_gap_links")
def searched_in_vain() -> tuple[str, str]:
    """For the catalogue's page of gaps, which knows nothing of the website."""
    return _("Wonach Menschen suchen, ohne etwas zu finden"), reverse("wagtailsnippets_website_unmetterm:list")


@hooks.register("before_bulk_action")
def keep_bulk_actions_off_users(request: HttpRequest, _kind: str, objects: Any, _action: Any) -> HttpResponse | None:
    """Wagtail's bulk actions would go around invite, grant and deactivate."""
    if any(isinstance(one, User) for one in objects):
        return HttpResponseForbidden()
    return None


class Reminder(Component):
    """One thing the signed-in person should do, at the top of the dashboard."""

    template_name = "website/backoffice/reminder.html"
    order = 10

    def __init__(self, title: str, text: str, url: str, link: str) -> None:
        self.title, self.text, self.url, self.link = title, text, url, link

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"title": self.title, "text": self.text, "url": self.url, "link": self.link}


@hooks.register("construct_homepage_panels")
def remind(request: HttpRequest, panels: list[Component]) -> None:
    user = request.user
    if needs_second_factor.test(user) and not is_mfa_enabled(user):
        panels.append(
            Reminder(
                _("Bitte richten Sie einen zweiten Faktor ein"),
                _(
                    "Mit der Rolle Administration verwalten Sie Zugänge anderer. "
                    "Ein Passwort allein schützt das nicht genug."
                ),
                reverse("mfa_index"),
                _("Zweiten Faktor einrichten"),
            )
        )
    waiting = PlaceCorrection.objects.pending().count() if may_decide_on_places.test(user) else 0
    if waiting:
        panels.append(
            Reminder(
                _("Hinweise zu Orten"),
                ngettext(
                    "Ein Hinweis wartet auf eine Entscheidung.",
                    "%(count)s Hinweise warten auf eine Entscheidung.",
                    waiting,
                )
                % {"count": waiting},
                corrections_url(),
                _("Hinweise ansehen"),
            )
        )
    missing = OperatorDetails.load().missing() if user.has_perm("website.change_operatordetails") else []
    if missing:
        panels.append(
            Reminder(
                _("Angaben zum Betreiber fehlen"),
                _("Impressum, Datenschutz und Barrierefreiheit sind erst damit vollständig: %(missing)s.")
                % {"missing": ", ".join(missing)},
                reverse("wagtailsettings:edit", args=["website", "operatordetails"]),
                _("Angaben ergänzen"),
            )
        )
