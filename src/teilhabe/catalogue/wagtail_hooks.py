"""What Wagtail finds by itself at start: the catalogue's part of the back office."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import PublishMenuItem, RestartWorkflowMenuItem, UnpublishMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .backoffice.easy import EasyTextViewSet, check
from .backoffice.gaps import gaps
from .backoffice.imports.feeds import feed_gone, feed_page, feed_remove, feed_settings, feeds, new_feed, template
from .backoffice.imports.runs import columns, report, run_page
from .backoffice.life import life
from .backoffice.offers import OfferViewSet
from .backoffice.policies import OfferPolicy, ReadAndWrite
from .backoffice.tasks import TasksPanel, groups_for, my_tasks
from .backoffice.translations import keep_in_step, stop_instead, submit_instead, translations, update_instead
from .models import EasyText, Offer
from .rules import may_edit_catalogue
from .rules.importing import may_import
from .rules.translating import may_translate_offers


class CatalogueGroup(SnippetViewSetGroup):
    items = (OfferViewSet, EasyTextViewSet)
    menu_label = _("Katalog")
    menu_name = "catalogue"
    menu_icon = "list-ul"
    menu_order = 140


register_permission_policy(Offer, OfferPolicy(Offer))
register_permission_policy(EasyText, ReadAndWrite(EasyText))
register_snippet(CatalogueGroup)
# Before wagtail-localize's own, which would lead to its editor and its button to publish.
hooks.register("before_edit_snippet", keep_in_step, order=-10)


# Before wagtail-localize's, whose three addresses here are taken over.
@hooks.register("register_admin_urls", order=-10)
def catalogue_urls() -> list[Any]:
    return [
        path("katalog/aufgaben/", my_tasks, name="catalogue_tasks"),
        path("katalog/luecken/", gaps, name="catalogue_gaps"),
        path("katalog/uebernahmen/", feeds, name="catalogue_imports"),
        path("katalog/uebernahmen/neu/", new_feed, name="catalogue_import_new"),
        path("katalog/uebernahmen/vorlage/angebote.<slug:kind>", template, name="catalogue_import_template"),
        path("katalog/uebernahmen/lauf/<int:pk>/", run_page, name="catalogue_import"),
        path("katalog/uebernahmen/lauf/<int:pk>/spalten/", columns, name="catalogue_import_columns"),
        path("katalog/uebernahmen/lauf/<int:pk>/bericht.csv", report, name="catalogue_import_report"),
        path("katalog/uebernahmen/<slug:slug>/", feed_page, name="catalogue_feed"),
        path("katalog/uebernahmen/<slug:slug>/einstellungen/", feed_settings, name="catalogue_feed_settings"),
        path("katalog/uebernahmen/<slug:slug>/weg/", feed_gone, name="catalogue_feed_gone"),
        path("katalog/uebernahmen/<slug:slug>/entfernen/", feed_remove, name="catalogue_feed_remove"),
        path("katalog/leichte-sprache/<int:pk>/", check, name="catalogue_easy_check"),
        path("katalog/<int:pk>/uebersetzungen/", translations, name="catalogue_translations"),
        path("katalog/<int:pk>/<slug:what>/", life, name="catalogue_life"),
        path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", submit_instead),
        path("localize/update/<int:translation_source_id>/", update_instead),
        path("localize/translate/<int:translation_id>/disable/", stop_instead),
    ]


@hooks.register("register_admin_menu_item")
def tasks_in_the_menu() -> MenuItem:
    class TasksItem(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return bool(may_translate_offers.test(request.user))

    return TasksItem(_("Meine Aufgaben"), reverse("catalogue_tasks"), icon_name="tasks", order=130)


@hooks.register("register_admin_menu_item")
def gaps_in_the_menu() -> MenuItem:
    class GapsItem(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return bool(may_edit_catalogue.test(request.user))

    return GapsItem(_("Lücken im Katalog"), reverse("catalogue_gaps"), icon_name="warning", order=145)


@hooks.register("register_admin_menu_item")
def imports_in_the_menu() -> MenuItem:
    class ImportsItem(MenuItem):
        def is_shown(self, request: HttpRequest) -> bool:
            return bool(may_import.test(request.user))

    return ImportsItem(_("Übernahmen"), reverse("catalogue_imports"), icon_name="download", order=147)


@hooks.register("construct_homepage_panels")
def tasks_on_the_dashboard(request: HttpRequest, panels: list[Component]) -> None:
    if found := groups_for(request.user):
        panels.append(TasksPanel(found))


@hooks.register("construct_snippet_action_menu")
def reviews_alone_publish(items: list[Any], _request: HttpRequest, context: dict[str, Any]) -> None:
    """Superusers would find buttons that go around the review."""
    if context["model"] is Offer:
        around = (PublishMenuItem, UnpublishMenuItem, RestartWorkflowMenuItem)
        items[:] = [item for item in items if not isinstance(item, around)]


@hooks.register("construct_snippet_listing_buttons")
def languages_on_one_page(buttons: list[Any], snippet: Any, _user: Any) -> None:
    """One way to the languages instead of two that go around the review."""
    if isinstance(snippet, Offer):
        buttons[:] = [one for one in buttons if "/localize/" not in (one.url or "")]
