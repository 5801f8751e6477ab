"""Wicket's answers to a second request: HTML in an XML envelope; and where a page announces such a request."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from ..html.family import FollowUp

_ENVELOPE = re.compile(r"\s*(?:<\?xml[^<>]{0,200}>\s*)?<ajax-response\b", re.IGNORECASE)
_OPEN, _CLOSE = "<![CDATA[", "]]>"
_ADDRESS = re.compile(r'"u"\s*:\s*"([^"]{1,1000})"')
# "si010?0-1.0-&MM=9&YY=2026": page, component, behaviour; a click on something has its path after the last hyphen.
_BY_ITSELF = re.compile(r"\?\d+-\d+\.\d+-(?:&|$)")
_ENTITY = {"\\/": "/", "\\u0026": "&", "&amp;": "&"}


def is_envelope(page: str) -> bool:
    return _ENVELOPE.match(page) is not None


def unwrapped(page: str) -> str:
    """The HTML of all components in an envelope, one after the other; a page without one as it is.

    Scripts that come along as "evaluate" are no component.
    """
    if not is_envelope(page):
        return page
    parts: list[str] = []
    at = page.find("<component")
    while at >= 0:
        begin = page.find(_OPEN, at)
        if begin < 0:
            break
        end = page.find(_CLOSE, begin)
        if end < 0:  # cut off
            break
        parts.append(page[begin + len(_OPEN) : end])
        at = page.find("<component", end)
    return "\n".join(parts)


def announced(page: str, url: str) -> FollowUp | None:
    """The request that the page at ``url`` makes by itself once it is shown; None if it makes none."""
    try:
        here = urlsplit(url)
    except ValueError:
        return None
    folder, _, program = here.path.rpartition("/")
    for found in _ADDRESS.finditer(page):
        address = found[1]
        for written, meant in _ENTITY.items():
            address = address.replace(written, meant)
        if not _BY_ITSELF.search(address):
            continue
        try:
            whole = urljoin(url, address)
            there = urlsplit(whole)
        except ValueError:
            continue
        if (there.scheme, there.netloc, there.path) == (here.scheme, here.netloc, f"{folder}/{program}"):
            base = f"{program}?{here.query}" if here.query else program
            headers = {
                "Wicket-Ajax": "true",
                "Wicket-Ajax-BaseURL": base,
                "X-Requested-With": "XMLHttpRequest",
                "Accept": "application/xml, text/xml, */*; q=0.01",
            }
            return FollowUp(url=whole, headers=headers)
    return None
