"""Who may be signed in at all."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

DEMO_DOMAIN = "@teilhabe.example"
"""The addresses of the demonstration's cast, whose passwords everybody may know."""


def is_of_the_cast(user: Any) -> bool:
    """Somebody of the demonstration where there is none: a trial that became the real portal must not keep an
    administrator with a public password."""
    return not settings.DEMO and user is not None and user.email.lower().endswith(DEMO_DOMAIN)


class PortalBackend(AuthenticationBackend):
    """Refuses whoever is_of_the_cast, also with a session begun during the demonstration."""

    def user_can_authenticate(self, user: Any) -> bool:
        return not is_of_the_cast(user) and bool(super().user_can_authenticate(user))
