"""The reader's own list ("Merkliste"): it lives in the browser and in addresses, never on the server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from teilhabe.core.addresses import whole
from teilhabe.core.listing import Row
from teilhabe.directory.models import Municipality
from teilhabe.search.models import Entry

from ..queries.entries import town_names
from .rows import offer_rows

MOST = 50
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")


def noted_in(asked: QueryDict) -> tuple[str, ...]:
    """The slugs that an address carries as ``e``, distinct and at most fifty."""
    said = ",".join(asked.getlist("e"))[:10_000].split(",")
    return tuple(dict.fromkeys(slug for slug in (one.strip() for one in said) if _SLUG.fullmatch(slug)))[:MOST]


def notes_url(slugs: Sequence[str], name: str = "catalogue:notes") -> str:
    return reverse(name) + (f"?{urlencode({'e': ','.join(slugs)}, safe=',')}" if slugs else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One offer of the list, and the address of the list without it."""

    row: Row
    slug: str
    without_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    title: str
    noted: tuple[Noted, ...]
    count: str
    missing: str
    address: str
    more_url: str
    pdf_url: str


def notes_page(
    slugs: Sequence[str], entries: Sequence[Entry], *, towns: Sequence[Municipality], now: datetime, pdf: bool
) -> Notes:
    """``slugs`` as the address has them; ``entries`` are those of them that are still listed. ``pdf`` says whether
    sheets can be made here."""
    here = [entry.url.rpartition("/")[2] for entry in entries]
    rows = offer_rows(entries, now=now, towns=town_names(towns))
    gone = len(slugs) - len(here)
    return Notes(
        title=gettext("Merkliste"),
        noted=tuple(
            Noted(row=row, slug=slug, without_url=notes_url([one for one in here if one != slug]))
            for row, slug in zip(rows, here, strict=True)
        ),
        count=ngettext("%(n)s Eintrag", "%(n)s Einträge", len(here)) % {"n": len(here)},
        missing=ngettext(
            "%(n)s Eintrag dieser Liste gibt es nicht mehr.",
            "%(n)s Einträge dieser Liste gibt es nicht mehr.",
            gone,
        )
        % {"n": gone}
        if gone
        else "",
        address=whole(notes_url(here)),
        more_url=f"{reverse('catalogue:list')}?{urlencode({'e': ','.join(here)}, safe=',')}"
        if here
        else reverse("catalogue:list"),
        pdf_url=notes_url(here, "catalogue:notes_pdf") if pdf and here else "",
    )
