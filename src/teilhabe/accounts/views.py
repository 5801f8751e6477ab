"""The account page: who am I here, and how well is my key kept."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .rules import may_enter_back_office, needs_second_factor


@dataclass(frozen=True, slots=True)
class Keys:
    """The second factors of an account; ``codes`` is whether recovery codes exist."""

    app: bool
    passkeys: int
    codes: bool

    @property
    def has_second_factor(self) -> bool:
        return self.app or self.passkeys > 0


@never_cache
@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert user.is_authenticated  # login_required saw to it
    types = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    keys = Keys(
        app=Authenticator.Type.TOTP in types,
        passkeys=types.count(Authenticator.Type.WEBAUTHN),
        codes=Authenticator.Type.RECOVERY_CODES in types,
    )
    return render(
        request,
        "account/account.html",
        {
            "memberships": user.memberships.select_related("organisation", "municipality").order_by("role", "pk"),
            "keys": keys,
            "reminder": needs_second_factor.test(user) and not keys.has_second_factor,
            "back_office": may_enter_back_office.test(user),
        },
    )
