"""Feedback in the back office: read, settle, note. Nobody adds or deletes any: visitors do, and time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import EditView as SnippetEditView
from wagtail.snippets.views.snippets import SnippetViewSet

from teilhabe.accounts.rules import may_handle_feedback

from ..actions.feedback import settle_feedback
from ..models import Feedback


class ReadAndSettle(ModelPermissionPolicy):
    """Whoever may handle feedback reads and settles it. Adding and deleting is nobody's, not even a superuser's."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "change"} and bool(may_handle_feedback.test(user))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class EditView(SnippetEditView):
    def save_instance(self) -> Feedback:
        """Through the action, which writes the audit."""
        data = self.form.cleaned_data
        feedback = Feedback.objects.get(pk=self.object.pk)
        return settle_feedback(
            feedback, done=data["state"] == Feedback.State.DONE, note=data["note"], by=self.request.user
        )


class SaidPanel(FieldPanel):
    """A field to read only; one that holds nothing says so in words of its own instead of "None"."""

    def __init__(self, field_name: str, *, empty: Any, **kwargs: Any) -> None:
        super().__init__(field_name, read_only=True, **kwargs)
        self.empty = empty

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs = super().clone_kwargs()
        kwargs.pop("read_only")
        return {**kwargs, "empty": self.empty}

    def format_value_for_display(self, value: Any) -> Any:
        return self.empty if value in (None, "") else super().format_value_for_display(value)


class FeedbackViewSet(SnippetViewSet):
    model = Feedback
    icon = "mail"
    menu_label = _("Rückmeldungen")
    menu_name = "feedback"
    menu_order = 150
    add_to_admin_menu = True
    edit_view_class = EditView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = (
        "number",
        Column("reason", accessor="get_reason_display", label=_("Grund"), sort_key="reason"),
        "page",
        Column("state", accessor="get_state_display", label=_("Stand"), sort_key="state"),
        DateColumn("received", label=_("Eingang"), sort_key="received"),
    )
    list_filter = ("state", "reason")
    search_fields = ("number", "message", "page")
    ordering = "-received"
    panels = (
        MultiFieldPanel(
            [
                FieldPanel("number", read_only=True),
                FieldPanel("received", read_only=True),
                FieldPanel("reason", read_only=True),
                SaidPanel("page", empty=_("keine genannt")),
                FieldPanel("message", read_only=True),
                SaidPanel("email", empty=_("keine angegeben")),
            ],
            heading=_("Nachricht"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("state", widget=forms.RadioSelect),
                FieldPanel("note"),
                SaidPanel("settled", empty=_("noch nicht erledigt")),
            ],
            heading=_("Bearbeitung"),
        ),
    )
