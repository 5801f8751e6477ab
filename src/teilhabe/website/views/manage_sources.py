"""What staff may do with sources. Every change is an action of the council, which writes the audit."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from teilhabe.accounts.models import User
from teilhabe.accounts.rules import may_manage_sources
from teilhabe.council.models import Source


def add(request: HttpRequest) -> HttpResponse:
    raise Http404


def manage(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    raise Http404
