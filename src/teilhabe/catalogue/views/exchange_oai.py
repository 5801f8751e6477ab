"""``/oai``: harvesters take what changed since they were here last (OAI-PMH 2.0)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from ..exchange.identity import host
from ..exchange.oai import answers
from ..exchange.oai.arguments import (
    Asked,
    BadResumptionToken,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
    OaiProblem,
    read,
)
from ..exchange.oai.records import KIND, THEME, Record, key_of, sets
from ..models import Offer, PublicRecord
from ..queries.told import behind, earliest, offers_of, record_of, records
from .exchange_frame import for_machines, open_to_all

OVERLAP = timedelta(minutes=1)
"""So long a change may take to be seen. Harvesters ask for what changed since the date of the last answer: it lies that
far back, so that they hear of a change that was under way meanwhile."""


@csrf_exempt
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """GET and POST say the same; an error of the protocol is an answer, too, with status 200."""
    given: dict[str, Sequence[str]] = {**dict(request.GET.lists()), **dict(request.POST.lists())}
    then = timezone.now() - OVERLAP
    try:
        asked = read(given)
        root = answers.answer(given, then)
        _fill(root, asked, then)
    except OaiProblem as problem:
        root = answers.answer(given, then, problem)
    response = HttpResponse(answers.written(root), content_type="text/xml; charset=UTF-8")
    response["Cache-Control"] = "no-cache"
    return response


@for_machines
def amb_schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(answers.AMB_SCHEMA, content_type="application/xml; charset=UTF-8")


def _fill(root: etree._Element, asked: Asked, then: datetime) -> None:
    if asked.verb == "Identify":
        answers.identify(
            root,
            name=settings.PORTAL_NAME,
            mail=settings.OPERATOR_MAIL or f"postmaster@{host()}",
            earliest=min(earliest() or then, then),
        )
    elif asked.verb == "ListSets":
        if asked.after is not None:
            raise BadResumptionToken("Alle Mengen stehen in einer Antwort.")
        answers.list_sets(root)
    elif asked.verb == "ListMetadataFormats":
        answers.list_formats(root, _known(asked.identifier) if asked.identifier else None)
    elif asked.verb == "GetRecord":
        record = _known(asked.identifier)
        if asked.prefix == "amb_json" and not record.has_amb:
            raise CannotDisseminateFormat("amb_json gibt es nur für Materialien.")
        answers.get_record(root, record, asked.prefix)
    else:
        _list(root, asked)


def _list(root: etree._Element, asked: Asked) -> None:
    found = _chosen(asked)
    total = asked.total if asked.total is not None else found.count()
    # One more than is told: whether anything follows is known without another question.
    page = list((behind(found, asked.after) if asked.after else found)[: answers.PER_PAGE + 1])
    if not page and asked.after is None:
        raise NoRecordsMatch("Dazu gibt es nichts.")
    if not page:
        raise BadResumptionToken("Dahinter steht nichts mehr; bitte von vorn beginnen.")
    more, page = len(page) > answers.PER_PAGE, page[: answers.PER_PAGE]
    total = max(total, asked.told + len(page) + 1) if more else asked.told + len(page)
    last = (page[-1].changed, page[-1].pk)
    answers.list_records(root, asked, _records(page), last=last, total=total, now=timezone.now())


def _chosen(asked: Asked) -> QuerySet[PublicRecord]:
    family, _, key = asked.chosen.partition(":")
    if asked.chosen and asked.chosen not in {spec for spec, _name in sets()}:
        raise NoRecordsMatch("Diese Menge gibt es nicht.")
    kind = key if family == KIND else ""
    if asked.prefix == "amb_json":
        if kind not in {"", Offer.Kind.MATERIAL}:
            raise NoRecordsMatch("amb_json gibt es nur für Materialien.")
        kind = Offer.Kind.MATERIAL
    return records(since=asked.since, until=asked.until, kind=kind, theme=key if family == THEME else "")


def _known(identifier: str) -> Record:
    key = key_of(identifier)
    found = record_of(key) if key else None
    if found is None:
        raise IdDoesNotExist("Unter diesem Namen war hier nie etwas öffentlich.")
    return _records([found])[0]


def _records(page: Sequence[PublicRecord]) -> list[Record]:
    public, themes = offers_of(page)
    return [Record(one.key, one.changed, one.kind, tuple(themes.get(one.key, ())), public.get(one.key)) for one in page]
