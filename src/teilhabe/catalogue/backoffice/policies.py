"""Who may do what with offers in the back office. Nobody publishes or deletes by hand: reviews and actions do."""

from __future__ import annotations

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy

from ..rules import may_edit_catalogue
from ..rules.translating import may_translate_offers


class OfferPolicy(ModelPermissionPolicy):
    """Editors and reviewers write; translators have the rows of other languages only."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in {"view", "change"}:
            return bool(may_edit_catalogue.test(user) or may_translate_offers.test(user))
        return action in {"add", "lock", "unlock"} and bool(may_edit_catalogue.test(user))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if may_edit_catalogue.test(user):
            return self.user_has_permission(user, action)
        return self.user_has_permission(user, action) and not instance.is_source


class ReadAndWrite(ModelPermissionPolicy):
    """Editors and reviewers of the catalogue; deleting is nobody's."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "add", "change"} and bool(may_edit_catalogue.test(user))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
