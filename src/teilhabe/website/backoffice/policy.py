"""The content policy of the back office, which is looser than the portal's in exactly two points."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

# Wagtail starts its date fields and choosers by scripts inside the page, and its text editor places things by style
# attributes; without both an editor cannot set a date, choose a link or write. Only people who signed in and may enter
# the back office get pages with this policy. Nothing from other hosts is allowed here either.
LOOSENED = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": ["blob:"],
}


def back_office_urls() -> list[Any]:
    """Wagtail's addresses, each answering with the looser policy."""
    return list(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, csp_update(LOOSENED)))
