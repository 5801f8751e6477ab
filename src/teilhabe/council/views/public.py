"""What all pages of the council have in common: what is gone says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from teilhabe.core.pages import Page, View
from teilhabe.core.pages import public_page as any_public_page
from teilhabe.core.text import slug as slug_of

from ..models import Record
from ..presentation.gone import gone_page
from ..queries.body_page import body_of
from ..rules import is_gone


class Gone(Exception):
    """The source has withdrawn or deleted the object at this address."""

    def __init__(self, record: Record) -> None:
        super().__init__(str(record))
        self.record = record


def public_page(view: View) -> Callable[..., HttpResponseBase]:
    """GET and HEAD only (405 otherwise), 410 for what is gone, an ETag and a minute of caching."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Page | HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Gone as gone:
            return page_of_gone(gone)

    return any_public_page(answer)


def page_of_gone(gone: Gone) -> Page:
    return Page("council/gone.html", {"page": gone_page(gone.record, body=body_of(gone.record))}, status=410)


def public_or_gone(*records: Record) -> None:
    """Raise Gone unless all of these may be shown: an object, and the body it belongs to."""
    for record in records:
        if is_gone(record):
            raise Gone(record)


def elsewhere(page: str, body: str, asked: str) -> HttpResponseBase:
    """Redirect to the address as the portal would write it: someone typed ``2019/0465`` or ``2019_0465``.

    ``page`` is the name of the pattern. Raises Http404 if it is written so already.
    """
    tidy = slug_of(asked)
    if not tidy or tidy == asked:
        raise Http404
    return redirect(page, body=body, slug=tidy, permanent=True)
