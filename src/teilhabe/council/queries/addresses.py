"""Which paper is meant by a number that was typed in another spelling than its address."""

from __future__ import annotations

from ..models import Paper


def paper_with_number(body: str, asked: str) -> Paper | None:
    """The one paper of the body whose reference reads like ``asked``."""
    spellings = {asked, asked.upper(), asked.replace("-", "/", 1), asked.replace("-", "/"), asked.replace("-", " ")}
    found = Paper.objects.filter(body__slug=body, reference__in=spellings).select_related("body")[:2]
    return found[0] if len(found) == 1 else None
