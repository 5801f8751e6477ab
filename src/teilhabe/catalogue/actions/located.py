"""Where an offer takes place, looked up in the portal's own gazetteer."""

from __future__ import annotations

from teilhabe.directory.addresses import find_address

from ..models import Offer


def locate(offer: Offer) -> None:
    """Give ``offer`` the point of its address if the gazetteer is sure about it; a point of its own is kept."""
    written = ", ".join(part for part in (offer.street, f"{offer.postcode} {offer.town}".strip()) if part)
    if not offer.street:
        if offer.place_ref:
            offer.latitude = offer.longitude = None
            offer.place_ref = ""
        return
    if offer.latitude is not None and not offer.place_ref:
        return
    found = next((one for one in find_address(written) if one.sure), None)
    if found is None:
        offer.latitude = offer.longitude = None
        offer.place_ref = ""
        return
    offer.latitude, offer.longitude = found.latitude, found.longitude
    offer.place_ref = found.ref
