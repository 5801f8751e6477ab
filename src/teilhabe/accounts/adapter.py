"""How allauth creates and addresses accounts here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .backends import is_of_the_cast


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by invitation of the administration; nobody signs up by themselves yet."""

    def is_open_for_signup(self, request: object) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse | None:
        """Every way in passes here, passkeys too; allauth lets a user come along whom the backend refused."""
        if is_of_the_cast(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **how)

    def format_email_subject(self, subject: str) -> str:
        return f"[{settings.PORTAL_NAME}] {subject}"


def claimed_address(request: HttpRequest | None, credentials: Mapping[str, str] | None = None) -> str | None:
    """The address someone tries to sign in with, for django-axes: allauth calls it ``email``, its form ``login``,
    Django's own forms ``username``. An attempt without any would be counted for nobody."""
    given = credentials or {}
    address = given.get("email") or given.get("username")
    if not address and request is not None:
        address = request.POST.get("login")
    return address.strip().lower() if address else None
