"""The home page of the catalogue and the list of all offers with its filters."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from teilhabe.core.languages import reading
from teilhabe.core.limits import RateLimit
from teilhabe.core.pages import Page, public_page
from teilhabe.search.finding import SearchUnavailable, Wanted

from ..forms.listing import FACETS, ListQuestion
from ..presentation.home import catalogue_home
from ..presentation.listing import MOST_LISTED, PER_PAGE, offer_list
from ..presentation.notes import noted_in
from ..queries import entries as ask

SHOWN_AT_HOME = 6
COUNTED = tuple(FACETS.values())
# Behind one connection there may be a school.
_limit = RateLimit("catalogue.list", per_minute=240)


@public_page
def home(request: HttpRequest) -> Page:
    now = timezone.now()
    page = catalogue_home(
        ask.counts(Wanted(filters=ask.LISTED), ("need", "type", "theme", "offer_language", "translation")),
        soon=ask.coming(now, SHOWN_AT_HOME),
        new=ask.newest(SHOWN_AT_HOME),
        towns=ask.municipalities(),
        now=now,
    )
    return Page("catalogue/home.html", {"page": page})


@public_page
def offers(request: HttpRequest) -> Page:
    if not _limit.allows(request):
        return Page("core/too_many.html", {}, status=429)
    now, towns = timezone.now(), ask.municipalities()
    question = ListQuestion(request.GET, towns)
    wanted, unavailable = question.wanted(), ""
    number = _number(request.GET.get("seite", ""))
    counts = ask.counts(wanted, COUNTED)
    try:
        found = _answer(question, number)
        last = max(1, -(-min(found.total, MOST_LISTED) // PER_PAGE))
        if number > last:
            # An address of before, when there was more.
            number, found = last, _answer(question, last)
    except SearchUnavailable as error:
        found, unavailable = ask.Answer((), 0), str(error)
    page = offer_list(
        question,
        found,
        counts,
        number=number,
        towns=towns,
        providers=ask.organisation_names,
        now=now,
        meant_in=reading() if _is_meant_in_theirs(found.meant) else settings.LANGUAGE_CODE,
        unavailable=unavailable,
        noted=",".join(noted_in(request.GET)),
    )
    return Page("catalogue/list.html", {"page": page, "asked": bool(request.GET)}, status=503 if unavailable else 200)


def _is_meant_in_theirs(meant: str) -> bool:
    """Whether a proposed spelling is a word of the reader's language. In German there is nothing to tell apart."""
    return bool(meant) and reading() != settings.LANGUAGE_CODE and ask.is_said_in(meant, reading())


def _answer(question: ListQuestion, number: int) -> ask.Answer:
    return ask.answer(
        question.wanted(), order=question.order, skip=(number - 1) * PER_PAGE, limit=PER_PAGE, now=timezone.now()
    )


def _number(asked: str) -> int:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return min(max(number, 1), MOST_LISTED // PER_PAGE)
