"""What Wagtail finds by itself at start: the catalogue's part of the back office."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.action_menu import PublishMenuItem, RestartWorkflowMenuItem, UnpublishMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .backoffice.life import life
from .backoffice.offers import OfferViewSet
from .backoffice.policies import OfferPolicy
from .models import Offer


class CatalogueGroup(SnippetViewSetGroup):
    items = (OfferViewSet,)
    menu_label = _("Katalog")
    menu_name = "catalogue"
    menu_icon = "list-ul"
    menu_order = 140


register_permission_policy(Offer, OfferPolicy(Offer))
register_snippet(CatalogueGroup)


@hooks.register("register_admin_urls")
def catalogue_urls() -> list[Any]:
    return [path("katalog/<int:pk>/<slug:what>/", life, name="catalogue_life")]


@hooks.register("construct_snippet_action_menu")
def reviews_alone_publish(items: list[Any], _request: HttpRequest, context: dict[str, Any]) -> None:
    """Superusers would find buttons that go around the review."""
    if context["model"] is Offer:
        around = (PublishMenuItem, UnpublishMenuItem, RestartWorkflowMenuItem)
        items[:] = [item for item in items if not isinstance(item, around)]
