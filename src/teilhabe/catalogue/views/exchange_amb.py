"""``/amb/``: descriptions of materials for search engines of educational resources."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from ..exchange import amb
from ..exchange.hsds.paging import MOST, page_of_list
from ..models import Offer
from ..queries.published import last_change, listed_offers, published, readable_offers, was_public
from .exchange_frame import Gone, NotThere, answer, for_machines, page_number


@for_machines
def index(request: HttpRequest) -> HttpResponse:
    """All materials, a hundred on each page, framed like the lists of HSDS."""
    page = page_number(request)
    found = listed_offers().filter(kind=Offer.Kind.MATERIAL)
    rows = published(found[(page - 1) * MOST : page * MOST])
    told = page_of_list([amb.record(one) for one in rows], total=found.count(), page=page, per_page=MOST)
    return answer(told, changed=last_change())


@for_machines
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    offer = readable_offers().filter(translation_key=key, kind=Offer.Kind.MATERIAL).first()
    if offer is None and was_public(key):
        raise Gone("Dieses Material war öffentlich und ist es nicht mehr.")
    if offer is None:
        raise NotThere("Dieses Material gibt es hier nicht.")
    one = published([offer])[0]
    return answer(amb.record(one), changed=one.changed, media=amb.MEDIA_TYPE)
