from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import AbstractGroupApprovalTask, TaskState

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class NotReviewed(Exception):
    """Nobody but the author has looked at this change; a second person has to publish it."""


class SecondPersonTask(AbstractGroupApprovalTask):
    """The review of a change by somebody of a group who has not written it. Nobody publishes what is their own."""

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        actions: list[tuple[str, Any, bool]] = super().get_actions(obj, user)
        return [one for one in actions if one[0] != "approve"] if obj.is_written_by(user) else actions

    def on_action(self, task_state: TaskState, user: AbstractBaseUser, action_name: str, **kwargs: Any) -> None:
        """Approve or return. Raises NotReviewed for an approval by an author, whichever way it was asked for."""
        if action_name == "approve" and task_state.workflow_state.content_object.is_written_by(user):
            raise NotReviewed
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        from django.utils.translation import gettext

        return gettext("Eine zweite Person prüft und veröffentlicht.")
