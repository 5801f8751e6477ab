"""What waits for the person who is signed in: a page, and its first lines on the dashboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from wagtail.admin.ui.components import Component

from teilhabe.core import moments
from teilhabe.directory.concepts import label

from ..models import EasyText, Feed, Offer
from ..queries import imports, tasks
from ..rules import may_edit_catalogue
from ..rules.translating import may_translate_offers
from .offers import edit_url, state_in_words
from .translations import translations_url

_Said = Callable[[Offer], str]
MOST = 30
"""So many lines of each kind are shown."""


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of work; ``more`` says how many are not among ``lines``, ``anchor`` where it stands on its page."""

    title: str
    count: int
    lines: tuple[Line, ...]

    @property
    def anchor(self) -> str:
        return slugify(self.title)

    @property
    def more(self) -> int:
        return max(0, self.count - MOST) if len(self.lines) == MOST else 0


def groups_for(user: Any) -> list[Group]:
    """What waits for ``user``, without what is empty; nothing for whoever has no part in the catalogue."""
    if not may_translate_offers.test(user):
        return []
    found = [_group(gettext("An Sie zurückgegeben"), tasks.returned_to(user), _with_reason)]
    if may_edit_catalogue.test(user):
        found += [
            _group(gettext("Wartet auf Ihre Prüfung"), tasks.to_review(user), _as_it_stands, _review_url),
            _group(gettext("Bald oder längst zu bestätigen"), tasks.to_confirm(timezone.localdate()), _due),
        ]
    found += [
        _group(gettext("Übersetzungen, die älter sind als das Original"), tasks.outdated_translations(), _as_it_stands),
        _group(
            gettext("Maschinelle Übersetzungen, die niemand gelesen hat"),
            tasks.unread_machine_translations(),
            _as_it_stands,
        ),
    ]
    if may_edit_catalogue.test(user):
        found += [
            _easy(gettext("Leichte Sprache: zu prüfen"), tasks.easy_texts_in("in-review", user)),
            _easy(gettext("Leichte Sprache: älter als das Original"), tasks.easy_texts_in("outdated")),
            _counted(
                gettext("Anmeldungen von Organisationen"),
                tasks.open_requests(),
                reverse("provider:requests"),
                gettext("Anmeldungen ansehen"),
            ),
            _counted(
                gettext("Vorschläge und gemeldete Fehler"),
                tasks.open_proposals(),
                reverse("provider:proposals"),
                gettext("Hinweise ansehen"),
            ),
            *_of_imports(),
        ]
    return [group for group in found if group.count]


def my_tasks(request: HttpRequest) -> HttpResponse:
    if not may_translate_offers.test(request.user):
        raise PermissionDenied
    return render(request, "catalogue/backoffice/tasks.html", {"groups": groups_for(request.user)})


class TasksPanel(Component):
    """On the dashboard: how much there is of each."""

    template_name = "catalogue/backoffice/tasks_panel.html"
    order = 20

    def __init__(self, groups: list[Group]) -> None:
        self.groups = groups

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"groups": self.groups, "url": reverse("catalogue_tasks")}


def _group(title: str, waiting: tasks.Waiting, text: _Said, url: _Said | None = None) -> Group:
    names, led = tasks.titles(waiting.first), url or _url
    lines = tuple(Line(_named(offer, names[offer.pk]), led(offer), text(offer)) for offer in waiting.first)
    return Group(title, waiting.count, lines)


def _named(offer: Offer, title: str) -> str:
    if offer.is_source:
        return title
    return f"{title} ({label('language', offer.locale.language_code)})"


def _url(offer: Offer) -> str:
    if offer.is_source:
        return edit_url(offer)
    source = Offer.objects.source().filter(translation_key=offer.translation_key).first()
    return translations_url(source) if source is not None else edit_url(offer)


def _review_url(offer: Offer) -> str:
    """The page that shows what is new beside the decision; translations are decided on where they are written."""
    return reverse("provider:review", args=[offer.pk]) if offer.is_source else _url(offer)


def _as_it_stands(offer: Offer) -> str:
    return f"{offer.organisation.name} · {state_in_words(offer)}"


def _with_reason(offer: Offer) -> str:
    return offer.state_note


def _due(offer: Offer) -> str:
    day = moments.written(offer.review_due, weekday=False) if offer.review_due else ""
    said = gettext("zu bestätigen bis %(day)s") % {"day": day} if day else ""
    return " · ".join(part for part in (offer.organisation.name, said) if part)


def _easy(title: str, texts: list[EasyText]) -> Group:
    lines = tuple(
        Line(text.offer.title, reverse("wagtailsnippets_catalogue_easytext:edit", args=[text.pk])) for text in texts
    )
    return Group(title, len(lines), lines)


def _of_imports() -> list[Group]:
    """What feeds ask of editors: a choice, an end, or whether it goes on at all."""
    stopped = [Line(feed.name, _feed_url(feed), feed.state_reason) for feed in imports.stopped_feeds()]
    choices = [
        Line(run.feed.name, reverse("catalogue_import", args=[run.pk]) + "?art=conflict", _waiting(waiting))
        for run, waiting in imports.undecided_runs()
    ]
    begun = [
        Line(run.feed.name, reverse("catalogue_import", args=[run.pk]), run.get_state_display())
        for run in imports.open_runs()
    ]
    drafts = imports.drafts_by_feed()
    listed = reverse("wagtailsnippets_catalogue_offer:list")
    lacking = tuple(Line(feed.name, f"{listed}?feed={feed.pk}&state=draft", _waiting(count)) for feed, count in drafts)
    gone = imports.gone_by_feed(timezone.now())
    ended = [Line(feed.name, _feed_url(feed) + "#weg", _waiting(count)) for feed, count in gone]
    return [
        Group(gettext("Übernahmen, die angehalten sind"), len(stopped), tuple(stopped)),
        Group(gettext("Übernahmen: hier und in der Quelle geändert"), len(choices), tuple(choices)),
        Group(gettext("Übernahmen: nicht mehr in der Quelle"), len(ended), tuple(ended)),
        Group(gettext("Übernahmen, die begonnen sind"), len(begun), tuple(begun)),
        Group(gettext("Übernommene Entwürfe, denen noch etwas fehlt"), sum(count for _feed, count in drafts), lacking),
    ]


def _feed_url(feed: Feed) -> str:
    return reverse("catalogue_feed", args=[feed.slug])


def _waiting(count: int) -> str:
    return ngettext("%(count)s Eintrag", "%(count)s Einträge", count) % {"count": count}


def _counted(title: str, count: int, url: str, words: str) -> Group:
    return Group(title, count, (Line(words, url),) if count else ())
