"""Where something lives that was asked for under another name. Addresses themselves never change once given."""

from __future__ import annotations

from ..models import Paper


def paper_by_reference(body: str, asked: str) -> Paper | None:
    """The one paper of the body whose reference reads like ``asked``: its address was made from an earlier one.

    >>> paper_by_reference("stolberg", "26-0790")  # finds the paper "26/0790"
    """
    spellings = {asked, asked.upper(), asked.replace("-", "/", 1), asked.replace("-", "/"), asked.replace("-", " ")}
    found = Paper.objects.filter(body__slug=body, reference__in=spellings).select_related("body")[:2]
    return found[0] if len(found) == 1 else None
