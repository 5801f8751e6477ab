"""The reader's list as a sheet of paper: each offer with what one needs to go there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from teilhabe.core import moments
from teilhabe.core.addresses import whole

from ..models import Offer
from ..rules.schedule import BadSchedule, upcoming
from .facts import Fact, facts_of

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class OnSheet:
    """``lang`` is that of title and summary."""

    title: str
    provider: str
    summary: str
    lang: str
    facts: tuple[Fact, ...]
    dates: str
    address: str


def sheet_lines(
    offers: Sequence[tuple[Offer, Offer]], *, towns: Mapping[str, str], now: datetime
) -> tuple[OnSheet, ...]:
    """``offers``: the German row of each, and the one whose words are read."""
    return tuple(
        OnSheet(
            shown.title,
            source.organisation.name,
            shown.summary,
            shown.locale.language_code,
            tuple(facts_of(source, shown, towns, shown.locale.language_code)),
            _dates(source, now),
            whole(reverse("catalogue:offer", args=[source.slug])),
        )
        for source, shown in offers
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


_LEFT_TO_RIGHT, _AS_IT_BEGINS, _END = "\u2066", "\u2068", "\u2069"
_ISOLATES = (
    (re.compile(r"(<a [^>]*\bt-ltr\b[^>]*>)(.*?)(</a>)"), rf"\1{_LEFT_TO_RIGHT}\2{_END}\3"),
    (re.compile(r'<bdi\b[^>]*\bdir="ltr"[^>]*>(.*?)</bdi>'), rf"{_LEFT_TO_RIGHT}\1{_END}"),
    (
        re.compile(r'(<bdi\b[^>]*>|<span\b[^>]*\bdir="auto"[^>]*>)(.*?)(</bdi>|</span>)'),
        rf"\1{_AS_IT_BEGINS}\2{_END}\3",
    ),
)


def _isolated(html: str) -> str:
    """WeasyPrint knows no ``unicode-bidi``: what stands apart from the direction around it says so by signs of Unicode,
    or a telephone number would be printed from its end."""
    for pattern, signs in _ISOLATES:
        html = pattern.sub(signs, html)
    return html


def make_sheet(html: SafeString | str) -> bytes:
    """The page as PDF (A4). It fetches nothing: whatever it names outside of itself is left out."""
    from weasyprint import HTML

    def nothing(url: str, *_args: Any, **_more: Any) -> Any:
        raise ValueError(f"not fetched: {url}")

    made: bytes = HTML(string=_isolated(str(html)), url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1")
    return made
