"""JSON-LD (schema.org) of public pages. A data block, not a script: the content policy leaves it alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from .addresses import whole

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def block(*things: dict[str, Any]) -> SafeString:
    """The things as one JSON-LD text, safe inside ``<script>``; empty values are left out."""
    graph = [{key: value for key, value in thing.items() if value not in (None, "", [], {})} for thing in things]
    data: dict[str, Any] = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    # Nothing in it can end the script element: <, > and & are escaped.
    return mark_safe(text)  # nosec B308 B703


def crumbs(items: Sequence[tuple[str, str]], current: str, address: str) -> dict[str, Any]:
    """The way to a page as ``<c-crumbs>`` takes it; ``address`` is the page's own, with its host."""
    places = [*((name, whole(url)) for name, url in items), (current, address)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(places, start=1)
        ],
    }
