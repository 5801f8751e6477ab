"""The page of an organisation: who it is and what it offers."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from teilhabe.core.addresses import whole
from teilhabe.core.pages import Page, public_page
from teilhabe.directory.models import Organisation

from ..presentation.linked_data import organisation_data
from ..presentation.rows import offer_rows
from ..queries import entries as ask
from ..queries.imports import feeds_of

MOST = 30
"""Of each list; all of what is offered now stands in the catalogue's own list."""


@public_page
def provider(request: HttpRequest, slug: str) -> Page:
    """An organisation without a public offer has no page: it may be one that only decides."""
    one = Organisation.objects.filter(slug=slug).select_related("municipality").defer("municipality__outline").first()
    if one is None:
        raise Http404
    found = list(ask.listed(provider=(slug,)).order_by("title")[: MOST + 1])
    ended = list(ask.ended(provider=(slug,))[:MOST])
    if not found and not ended:
        raise Http404
    now, towns = timezone.now(), ask.town_names(ask.municipalities())
    url = reverse("catalogue:provider", args=[slug])
    way = [(gettext("Angebote"), reverse("catalogue:home"))]
    return Page(
        "catalogue/provider.html",
        {
            "organisation": one,
            "kind": one.get_kind_display(),
            "rows": offer_rows(found[:MOST], now=now, towns=towns, with_provider=False),
            "ended": offer_rows(ended, now=now, towns=towns, with_provider=False),
            "sources": feeds_of(one) if found else [],
            "all_url": f"{reverse('catalogue:list')}?anbieter={slug}" if len(found) > MOST else "",
            "crumbs": way,
            "linked": organisation_data(one, address=whole(url), way=way, url=url),
        },
    )
