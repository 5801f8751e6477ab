"""Rights as named sentences. Views ask them with ``may_manage_sources.test(request.user)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from .models import Membership
from .queries import roles_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .models import User

Role = Membership.Role


def _holds(user: User | AnonymousUser, role: str) -> bool:
    return any(held.role == role for held in roles_of(user))


@rules.predicate
def is_signed_in(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.is_active


@rules.predicate
def is_administrator(user: User | AnonymousUser) -> bool:
    return _holds(user, Role.ADMINISTRATOR) or bool(is_signed_in(user) and user.is_superuser)


@rules.predicate
def is_editor(user: User | AnonymousUser) -> bool:
    return _holds(user, Role.EDITOR)


@rules.predicate
def is_reviewer(user: User | AnonymousUser) -> bool:
    return _holds(user, Role.REVIEWER)


@rules.predicate
def is_translator(user: User | AnonymousUser) -> bool:
    return _holds(user, Role.TRANSLATOR)


may_manage_sources = is_administrator | is_editor
may_handle_feedback = is_administrator | is_editor
may_decide_on_places = is_administrator | is_editor
may_manage_users = is_administrator
may_enter_back_office = is_administrator | is_editor | is_reviewer | is_translator
needs_second_factor = is_administrator
