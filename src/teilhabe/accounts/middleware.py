"""Nobody who gives others their keys works behind a password alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .models import User
from .rules import needs_second_factor


class SecondFactorMiddleware:
    """Leads whoever needs a second factor and has none to its set-up, before the addresses that the setting
    ``BEHIND_SECOND_FACTOR`` describes; all others stay open to them. Off with TEILHABE_REQUIRE_SECOND_FACTOR=false."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.behind = re.compile(settings.BEHIND_SECOND_FACTOR)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.behind.match(request.path) and lacks_second_factor(request.user):
            messages.warning(
                request,
                _("Mit der Rolle Administration brauchen Sie einen zweiten Faktor. Bitte richten Sie hier einen ein."),
            )
            return redirect("mfa_index")
        return self.get_response(request)


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Whether the person has rights that a password alone does not open here."""
    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    return needs_second_factor.test(user) and not is_mfa_enabled(user)
