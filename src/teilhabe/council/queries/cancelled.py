"""Which papers wait only because their meetings were called off."""

from __future__ import annotations

from collections.abc import Iterable

from teilhabe.search.models import Entry

from ..indexing.frame import ref
from ..models import Paper


def all_cancelled(papers: Iterable[Paper]) -> frozenset[int]:
    """Keys of those without a standing whose every meeting was called off, as the index has it.

    One query, and none where every paper has a standing. Needs ``body`` of each.
    """
    refs = {ref(one.body.slug, one.slug): one.pk for one in papers if one.standing in ("", "unknown")}
    if not refs:
        return frozenset()
    rows = Entry.objects.of_kind("paper").filter(ref__in=list(refs)).values_list("ref", "facts")
    return frozenset(refs[key] for key, facts in rows if facts.get("cancelled"))
