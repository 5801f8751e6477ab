"""The reader's list as a sheet of paper: each offer with what one needs to go there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.safestring import SafeString

from teilhabe.core import moments
from teilhabe.core.addresses import whole

from ..models import Offer
from ..rules.schedule import BadSchedule, upcoming
from .facts import Fact, facts_of

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class OnSheet:
    title: str
    provider: str
    summary: str
    facts: tuple[Fact, ...]
    dates: str
    address: str


def sheet_lines(offers: Sequence[Offer], *, towns: Mapping[str, str], now: datetime) -> tuple[OnSheet, ...]:
    return tuple(
        OnSheet(
            offer.title,
            offer.organisation.name,
            offer.summary,
            tuple(facts_of(offer, offer, towns, "de")),
            _dates(offer, now),
            whole(f"/angebote/{offer.slug}"),
        )
        for offer in offers
    )


def _dates(offer: Offer, now: datetime) -> str:
    try:
        found = upcoming(offer.schedule, now=now, most=_SHOWN)
    except BadSchedule:  # of an import that nobody has looked at yet
        return ""
    return "; ".join(
        moments.written(one.starts) + ("" if one.whole_day else f", {moments.clock(one.starts)}") for one in found
    )


@cache
def can_make_sheets() -> bool:
    """Whether WeasyPrint finds its system libraries (Pango)."""
    try:
        import weasyprint  # noqa: F401 - only whether it can be had
    except (ImportError, OSError):
        return False
    return True


def make_sheet(html: SafeString | str) -> bytes:
    """The page as PDF (A4). It fetches nothing: whatever it names outside of itself is left out."""
    from weasyprint import HTML

    def nothing(url: str, *_args: Any, **_more: Any) -> Any:
        raise ValueError(f"not fetched: {url}")

    made: bytes = HTML(string=str(html), url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1")
    return made
