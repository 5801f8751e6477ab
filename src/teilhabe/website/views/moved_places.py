"""Addresses that name a place by what it was: ``?ort=street:…`` after an editor made a square of the street."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode

from ..queries.places import as_indexed

View = Callable[..., HttpResponseBase]
PLACE = "ort"


def todays_places(view: View) -> View:
    """Leads from links of before to the same question with today's places: they were shared, printed and subscribed
    to."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.getlist(PLACE)
        today = as_indexed(asked) if asked else {}
        if not today:
            return view(request, *args, **kwargs)
        said = [
            (name, today.get(one, one) if name == PLACE else one)
            for name, values in request.GET.lists()
            for one in values
        ]
        return redirect(f"{request.path}?{urlencode(said)}")

    return answer
