"""Gaps of the catalogue: what nobody offers where, what runs out, which languages are missing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from teilhabe.directory.concepts import choices, label
from teilhabe.directory.queries import towns

from ..presentation.home import list_url
from ..queries.gaps import coverage, languages
from ..queries.tasks import to_confirm
from ..rules import may_edit_catalogue
from .offers import edit_url


def gaps(request: HttpRequest) -> HttpResponse:
    """``?stufe=`` narrows to one level of education. Apps above add links by the hook ``catalogue_gap_links``, a
    function without arguments that returns (words, address)."""
    if not may_edit_catalogue.test(request.user):
        raise PermissionDenied
    levels = choices("level")
    level = request.GET.get("stufe", "")
    level = level if level in dict(levels) else ""
    places = list(towns())
    covered = coverage([town.ags for town in places], level)
    rows = [
        (
            words,
            list_url(thema=theme),
            # The list leaves out what is for every level, so it would say another number.
            [
                (town.name, covered.of(theme, town.ags), "" if level else list_url(thema=theme, ort=town.slug))
                for town in places
            ],
        )
        for theme, words in choices("theme")
    ]
    total, by_language = languages()
    due = to_confirm(timezone.localdate())
    shown: dict[str, Any] = {
        "levels": levels,
        "level": level,
        "towns": [town.name for town in places],
        "rows": rows,
        "missing": sum(count == 0 for _words, _url, cells in rows for _town, count, _list in cells),
        "total": total,
        "languages": [(label("language", code), count, total - count) for code, count in by_language.items()],
        "due": [(offer.title, edit_url(offer), offer.review_due) for offer in due.first],
        "due_count": due.count,
        "links": [link() for link in hooks.get_hooks("catalogue_gap_links")],
        "tasks_url": reverse("catalogue_tasks"),
    }
    return render(request, "catalogue/backoffice/gaps.html", shown)
