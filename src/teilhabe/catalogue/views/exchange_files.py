"""Everything at once: the table, the data for Integreat, the description of our data by DCAT-AP.de."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response

from ..exchange import integreat, tables
from ..exchange.interfaces import DCAT_FORMS
from ..queries.published import in_batches, in_language, last_change, listed_offers, towns_of, validator
from ..queries.told import earliest
from ..queries.translations import TARGETS
from .exchange_frame import BadQuestion, NotThere, answer, for_machines, may_ask_for_all


@for_machines
def table(request: HttpRequest) -> HttpResponse:
    offers = listed_offers()

    def told() -> HttpResponse:
        rows = in_batches(offers, words_in=())
        response = HttpResponse(tables.written(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="angebote.csv"'
        return response

    return _unless_known(request, validator(offers, "csv"), told)


@for_machines
def integreat_list(request: HttpRequest, language: str, what: str) -> HttpResponse:
    if what not in integreat.KINDS:
        raise NotThere(f"Es gibt {', '.join(integreat.KINDS)}.")
    # Whatever else is no language of ours is not tried out: every one would stay in memory.
    if language not in {settings.LANGUAGE_CODE, *TARGETS}:
        raise NotThere("In dieser Sprache gibt es hier nichts.")
    offers, now = listed_offers(), timezone.now()

    def told() -> HttpResponse:
        rows = list(in_batches(in_language(offers, language), words_in=(language,)))
        with translation.override(language):
            return answer(integreat.told(what, rows, language, now=now))

    # What is ahead is another thing every hour.
    return _unless_known(request, validator(offers, what, language, f"{now:%H}" if what == "events" else ""), told)


def _unless_known(request: HttpRequest, etag: str, told: Callable[[], HttpResponse]) -> HttpResponse:
    """304 where the asker has the answer already, before any of it is made."""
    if etag and (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    may_ask_for_all(request)
    response = told()
    if etag:
        response["ETag"] = etag
    return response


@for_machines
def describe(request: HttpRequest, form: str = "") -> HttpResponse:
    """In the form that the address ends with, else in the one that was asked for (Accept), else as Turtle."""
    if request.GET:
        raise BadQuestion("Hier gibt es keine Angaben; die Form nennt die Endung: .ttl, .rdf oder .jsonld.")
    asked = form or _preferred(request)
    if asked not in DCAT_FORMS:
        raise NotThere("Es gibt .ttl, .rdf und .jsonld.")
    # RDF is asked for a few times a day: no process keeps its library from the start.
    from ..exchange import dcat

    told = dcat.written(asked, issued=earliest(), changed=last_change(), towns=towns_of(listed_offers()))
    response = HttpResponse(told, content_type=f"{DCAT_FORMS[asked][1]}; charset=utf-8")
    if not form:
        response["Vary"] = "Accept"
    return response


def _preferred(request: HttpRequest) -> str:
    endings = {media: ending for ending, (_name, media) in DCAT_FORMS.items()}
    endings["application/json"] = "jsonld"
    return endings.get(request.get_preferred_type(list(endings)) or "", "ttl")
