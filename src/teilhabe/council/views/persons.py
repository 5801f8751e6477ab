"""A person in public roles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from ..presentation.committees import person_page
from ..queries import committee_page as ask
from ..queries.addresses import moved_person
from .public import Page, newest, public_or_gone, public_page, tidied


@public_page
def person(request: HttpRequest, body: str, slug: str) -> Page | HttpResponseBase:
    found = ask.person_at(body, slug)
    if found is None:
        moved = moved_person(body, slug)
        if moved is not None:
            return redirect(moved, permanent=True)
        return redirect("council:person", body=body, slug=tidied(slug), permanent=True)
    public_or_gone(found.record)
    page = person_page(found, ask.memberships_of(found), now=timezone.now())
    return Page("council/person.html", {"page": page}, newest(found.record))
