"""``/angebote/daten``: which ways there are to the data of the catalogue, for people who build with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..exchange.identity import machine_address
from ..exchange.interfaces import DCAT_FORMS, interfaces
from ..exchange.licence import attribution, data_licence
from .exchange_frame import PER_MINUTE


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    rows = [
        {"title": one.title, "url": one.url, "text": one.text, "meta": [one.standard, one.url], "id": one.key}
        for one in interfaces()
    ]
    return render(
        request,
        "catalogue/data.html",
        {
            "crumbs": [(_("Angebote"), reverse("catalogue:home"))],
            "rows": rows,
            "licence": data_licence(),
            "attribution": attribution(),
            "per_minute": PER_MINUTE,
            "profile_url": machine_address("hsds_profile"),
            "openapi_url": machine_address("hsds_openapi"),
            "dcat": [(ending, machine_address("dcat_form", ending)) for ending in DCAT_FORMS],
        },
    )
