"""Rich text of offers as readers get it, on pages and in other portals."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

_TAGS = {"p", "br", "h3", "h4", "b", "strong", "i", "em", "ul", "ol", "li", "a"}


def safe_body(html: str) -> SafeString:
    """Only what texts need, and links that tell nobody where they come from."""
    cleaned = nh3.clean(
        expand_db_html(html),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    # nh3 leaves nothing but the tags above.
    return mark_safe(cleaned)  # nosec B308 B703
