"""Feeds: their list, a new one, one with its history, its settings, and what it does not have any more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ... import jobs
from ...actions import NotWaiting
from ...actions.importing import (
    FeedInUse,
    RunUnderWay,
    begin_run,
    change_feed,
    create_feed,
    end_gone,
    is_unused,
    keep_gone,
    remove_feed,
)
from ...forms.imports import TABLES, FeedForm, NewFeedForm, UploadForm
from ...ingest import archive
from ...ingest.formats import FORMATS
from ...ingest.formats.tables import headings
from ...ingest.items import FeedUnavailable
from ...models import Feed, ImportedEntry, ImportRun
from ...queries.imports import gone_by_feed, gone_from, latest_runs
from ...rules.importing import may_let_feeds_publish
from ..offers import edit_url
from .access import for_editors

_MOST_RUNS = 30
_MOST_GONE = 100


@for_editors
@require_GET
def feeds(request: HttpRequest) -> HttpResponse:
    gone = {feed.pk: count for feed, count in gone_by_feed(timezone.now())}
    latest = {run.feed_id: run for run in latest_runs()}
    shown = [
        {
            "feed": feed,
            "format": _format_name(feed),
            "gone": gone.get(feed.pk, 0),
            "run": (run := latest.get(feed.pk)),
            "state": _state_in_words(feed, run),
        }
        for feed in Feed.objects.select_related("organisation")
    ]
    return render(request, "catalogue/backoffice/imports.html", {"feeds": shown})


@for_editors
@require_http_methods(["GET", "POST"])
def new_feed(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewFeedForm(*posted, operator=may_let_feeds_publish.test(user))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                feed = create_feed({**form.details, "format": form.format_key}, by=user)
                run = _begin(feed, form, user)
        except ValidationError as wrong:
            form.add_error(None, wrong.messages)
        else:
            return redirect(_after(run))
    shown = {"form": form, "formats": [(one.name, ", ".join(one.suffixes)) for one in FORMATS.values()]}
    return render(request, "catalogue/backoffice/imports_new.html", shown, status=422 if form.errors else 200)


@for_editors
@require_http_methods(["GET", "POST"])
def feed_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, what it told last, its history; a new file or a new request begins here."""
    user: Any = request.user
    feed = get_object_or_404(Feed.objects.select_related("organisation"), slug=slug)
    form = None
    if not feed.url:
        posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = UploadForm(*posted, expected=feed.format)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            with transaction.atomic():
                run = _begin(feed, form, user)
        except RunUnderWay:
            messages.error(request, gettext("Diese Übernahme läuft gerade. Warten Sie bitte, bis sie fertig ist."))
        else:
            return redirect(_after(run))
    gone = gone_from(feed, timezone.now())
    shown = {
        "feed": feed,
        "format": _format_name(feed),
        "form": form,
        "runs": feed.runs.select_related("started_by", "applied_by")[:_MOST_RUNS],
        "gone": [(entry, edit_url(entry.offer)) for entry in gone[:_MOST_GONE]],
        "gone_count": gone.count(),
        "known": (known := feed.known.count()),
        "known_url": f"{reverse('wagtailsnippets_catalogue_offer:list')}?feed={feed.pk}" if known else "",
        "removable": is_unused(feed),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "catalogue/backoffice/imports_feed.html", shown, status=status)


@for_editors
@require_http_methods(["GET", "POST"])
def feed_settings(request: HttpRequest, slug: str) -> HttpResponse:
    user: Any = request.user
    feed = get_object_or_404(Feed, slug=slug)
    data = request.POST if request.method == "POST" else None
    form = FeedForm(data, instance=feed, operator=may_let_feeds_publish.test(user))
    if request.method == "POST" and form.is_valid():
        state = _pause(feed, was="was_paused" in request.POST, now="paused" in request.POST)
        allowed = Feed.objects.filter(pk=feed.pk, publishes=True).exists()
        changed = change_feed(feed, {**form.details, **state}, by=user)
        messages.success(request, gettext("Gespeichert."))
        if allowed and not changed.publishes and "publishes" not in form.fields:
            messages.warning(
                request,
                gettext(
                    "Was von nun an kommt, geht in die Prüfung. "
                    "Ohne Prüfung veröffentlichen darf es erst wieder, wenn der Betrieb die neuen Angaben erlaubt."
                ),
            )
        return redirect("catalogue_feed", slug)
    shown = {"feed": feed, "form": form, "paused": feed.state == Feed.State.PAUSED}
    return render(request, "catalogue/backoffice/imports_settings.html", shown, status=422 if form.errors else 200)


@for_editors
@require_POST
def feed_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """An entry that the feed does not have any more ends or stays."""
    user: Any = request.user
    known = ImportedEntry.objects.filter(feed__slug=slug).select_related("offer")
    number = request.POST.get("entry", "")
    entry = get_object_or_404(known, pk=number if number.isdecimal() else 0)
    keeps = "keep" in request.POST
    try:
        (keep_gone if keeps else end_gone)(entry, by=user)
    except NotWaiting:
        messages.error(
            request, gettext("Nichts ist geändert: Die Quelle nennt den Eintrag wieder, oder er ist nicht öffentlich.")
        )
    else:
        said = gettext("Der Eintrag bleibt im Katalog.") if keeps else gettext("Der Eintrag liegt jetzt im Archiv.")
        messages.success(request, said)
    return redirect("catalogue_feed", slug)


@for_editors
@require_POST
def feed_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """What was only tried goes, with its files."""
    user: Any = request.user
    feed = get_object_or_404(Feed, slug=slug)
    runs = list(feed.runs.all())
    try:
        remove_feed(feed, by=user)
    except FeedInUse:
        messages.error(
            request, gettext("Aus dieser Quelle ist schon etwas übernommen, oder sie wird gerade gelesen. Sie bleibt.")
        )
        return redirect("catalogue_feed", slug)
    for run in runs:
        archive.forget(run)
    messages.success(request, gettext("„%(name)s“ ist entfernt.") % {"name": feed.name})
    return redirect("catalogue_imports")


@for_editors
@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """A table to fill in: ``xlsx`` with lists to choose from, ``csv`` with the same columns."""
    from ...ingest.formats.tables.template import template_csv, template_xlsx

    if kind == "xlsx":
        answer = HttpResponse(
            template_xlsx(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    elif kind == "csv":
        answer = HttpResponse("\ufeff" + template_csv(), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="vorlage-angebote.{kind}"'
    return answer


def _begin(feed: Feed, form: UploadForm | None, user: Any) -> ImportRun:
    """A run with what was uploaded, or one that asks the feed's address; queued unless columns have to be named."""
    file: UploadedFile | None = form.cleaned_data.get("file") if form is not None else None
    if form is None or file is None:
        run = begin_run(feed, by=user)
        jobs.read_import.enqueue(run.pk)
        return run
    state = ImportRun.State.COLUMNS if _asks_for_columns(feed, file) else ImportRun.State.READING
    run = begin_run(feed, by=user, file_name=form.file_name, size=file.size or 0, state=state)
    archive.keep(run, 0, file.chunks())
    if run.state == ImportRun.State.READING:
        jobs.read_import.enqueue(run.pk)
    return run


def _asks_for_columns(feed: Feed, file: UploadedFile) -> bool:
    """A table whose headings nobody has named yet; what is no table says so when it is read."""
    if feed.format not in TABLES:
        return False
    file.seek(0)
    try:
        found = headings(file.read())
    except FeedUnavailable:
        return False
    finally:
        file.seek(0)
    return any(heading not in feed.columns for heading, _field in found)


def _pause(feed: Feed, *, was: bool, now: bool) -> dict[str, str]:
    """What somebody said who saw the box as it ``was``: a colleague may have paused it, or a reading stopped, since."""
    if was == now or now == (feed.state == Feed.State.PAUSED):
        return {}
    return {"state": Feed.State.PAUSED if now else Feed.State.OK}


def _after(run: ImportRun) -> str:
    name = "catalogue_import_columns" if run.state == ImportRun.State.COLUMNS else "catalogue_import"
    return reverse(name, args=[run.pk])


def _state_in_words(feed: Feed, run: ImportRun | None) -> str:
    """ "in Ordnung" is only what has worked."""
    if feed.state == Feed.State.OK and (feed.failures or (run is not None and run.state == ImportRun.State.FAILED)):
        return str(ImportRun.State.FAILED.label)
    if feed.state == Feed.State.OK and not feed.entries:
        return gettext("noch nichts übernommen")
    return feed.get_state_display()


def _format_name(feed: Feed) -> str:
    return FORMATS[feed.format].name if feed.format in FORMATS else feed.format
