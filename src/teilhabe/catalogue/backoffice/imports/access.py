"""Who comes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from ...rules.importing import may_import

View = Callable[..., HttpResponseBase]


def for_editors(view: View) -> View:
    """Editors and reviewers of the catalogue; whoever else got into the back office is turned away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_import.test(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
