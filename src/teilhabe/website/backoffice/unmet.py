"""What was searched for in vain, for editors to read: what to write, and which words people use for it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from teilhabe.accounts.rules import may_handle_feedback

from ..models import UnmetTerm


class ReadOnly(ModelPermissionPolicy):
    """Whoever may handle feedback reads it; nobody writes it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(may_handle_feedback.test(user))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class UnmetTermViewSet(SnippetViewSet):
    model = UnmetTerm
    icon = "search"
    menu_label = _("Nicht gefunden")
    menu_name = "unmet"
    menu_order = 155
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = (
        Column("term", label=_("Gesucht"), sort_key="term"),
        Column("people", label=_("Anschlüsse und Tage"), sort_key="people"),
        DateColumn("first", label=_("Zuerst"), sort_key="first"),
        DateColumn("last", label=_("Zuletzt"), sort_key="last"),
    )
    search_fields = ("term",)
    ordering = ("-people", "-last")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnmetTerm]:
        return UnmetTerm.objects.in_words()
