"""Everything at once: the table, the data for Integreat, the description of our data by DCAT-AP.de."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from ..exchange import dcat, integreat, tables
from ..queries.published import last_change, listed_offers, published, towns_of
from ..queries.told import earliest
from .exchange_frame import BadQuestion, NotThere, answer, for_machines


@for_machines
def table(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(tables.written(published(listed_offers())), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="angebote.csv"'
    return response


@for_machines
def integreat_list(request: HttpRequest, language: str, what: str) -> HttpResponse:
    if what not in integreat.KINDS:
        raise NotThere(f"Es gibt {', '.join(integreat.KINDS)}.")
    with translation.override(language):
        told = integreat.told(what, published(listed_offers()), language, now=timezone.now())
    if not told and language not in dict(settings.LANGUAGES):
        raise NotThere("In dieser Sprache gibt es hier nichts.")
    return answer(told, changed=last_change())


@for_machines
def describe(request: HttpRequest, form: str = "") -> HttpResponse:
    """In the form that the address ends with, else in the one that was asked for (Accept), else as Turtle."""
    if request.GET:
        raise BadQuestion("Hier gibt es keine Angaben; die Form nennt die Endung: .ttl, .rdf oder .jsonld.")
    asked = form or _preferred(request)
    if asked not in dcat.FORMS:
        raise NotThere("Es gibt .ttl, .rdf und .jsonld.")
    told = dcat.written(asked, issued=earliest(), changed=last_change(), towns=towns_of(listed_offers()))
    response = HttpResponse(told, content_type=f"{dcat.FORMS[asked][1]}; charset=utf-8")
    if not form:
        response["Vary"] = "Accept"
    return response


def _preferred(request: HttpRequest) -> str:
    endings = {media: ending for ending, (_name, media) in dcat.FORMS.items()}
    endings["application/json"] = "jsonld"
    return endings.get(request.get_preferred_type(list(endings)) or "", "ttl")
