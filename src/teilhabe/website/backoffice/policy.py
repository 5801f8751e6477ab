"""The content policy of the back office, which is looser than the portal's in exactly two points."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from teilhabe.accounts.rules import may_enter_back_office

# Wagtail starts its date fields and choosers by scripts inside the page, and its text editor places things by style
# attributes; without both an editor cannot set a date, choose a link or write. Only people who signed in and may enter
# the back office get pages with this policy. Nothing from other hosts is allowed here either.
LOOSENED = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": ["blob:"],
}


def back_office_urls() -> list[Any]:
    """Wagtail's addresses, each answering with the looser policy and closed to whoever signed in without the right."""
    loosened = decorate_urlpatterns(wagtailadmin_urls.urlpatterns, csp_update(LOOSENED))
    return list(decorate_urlpatterns(loosened, _closed_to_others))


def _closed_to_others(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Wagtail would send them to the sign-in page, which sends whoever is signed in straight back, for ever."""

    @wraps(view)
    def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not may_enter_back_office.test(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return closed
