"""A run: how far it is, what it would change, what an editor says to that, and the report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from teilhabe.core.text import without_controls

from ... import jobs
from ...actions.importing import (
    FaultyRows,
    NotNow,
    begin_applying,
    choose,
    choose_all,
    discard_run,
    go_on,
    read_columns_as,
    stop_applying,
)
from ...exchange.tables import harmless
from ...forms.imports import ColumnsForm
from ...ingest import archive
from ...ingest.formats.tables import columns as columns_of
from ...ingest.items import FeedUnavailable
from ...models import ImportRow, ImportRun
from .access import for_editors
from .shown import label_of, outlook, shown

PER_PAGE = 50
_State = ImportRun.State
_STUCK = timedelta(minutes=10)
"""After so long without a step somebody may set it going again."""


@for_editors
@require_http_methods(["GET", "POST"])
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """``?art=`` shows rows of one verdict, ``?seite=`` the page; a POST does what ``step`` says."""
    run = get_object_or_404(ImportRun.objects.select_related("feed", "started_by", "applied_by"), pk=pk)
    if request.method == "POST":
        try:
            with transaction.atomic():
                return _do(request, run)
        except NotNow:
            messages.error(request, gettext("Das ist inzwischen geschehen oder geht nicht mehr."))
        except FaultyRows:
            messages.error(
                request,
                gettext("Nichts ist übernommen: Einige Einträge sind nicht lesbar oder noch nicht entschieden."),
            )
        return redirect(_here(request, run))
    if run.state == _State.COLUMNS:
        return redirect("catalogue_import_columns", run.pk)
    said: dict[str, Any] = {
        "run": run,
        "feed": run.feed,
        "stuck": run.is_busy and timezone.now() - run.touched > _STUCK,
        "progress": min(run.progress, run.total) if run.state == _State.APPLYING else run.progress,
    }
    if not run.is_busy:  # while it is, whoever waits asks every few seconds
        said |= _rows(request, run)
    return render(request, "catalogue/backoffice/imports_run.html", said)


def _rows(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    verdict = request.GET.get("art", "")
    verdict = verdict if verdict in ImportRow.Verdict.values else ""
    rows = run.rows.select_related("offer__latest_revision")
    waiting = run.rows.filter(verdict="conflict", done=False)
    page = Paginator(rows.filter(verdict=verdict) if verdict else rows, PER_PAGE).get_page(request.GET.get("seite"))
    counts = {row["verdict"]: row["count"] for row in run.rows.counted()}
    return {
        "verdict": verdict,
        "tabs": _tabs(run, counts, verdict),
        "page": page,
        "rows": shown(list(page.object_list)),
        "waiting": waiting.count(),
        "undecided": sum(not row.is_decided for row in waiting.only("conflicts", "choices")[:1000]),
        "faulty": counts.get("unreadable", 0),
        "problems": run.rows.exclude(problem="").filter(done=False).count(),
        "outlook": outlook(run) if run.state == _State.READY else [],
        "to_take": sum(counts.get(name, 0) for name in ("new", "changed", "back")),
        "is_last": run.feed.runs.first() == run,
        "is_table": run.feed.format in {"csv", "excel"} and run.kept and not run.feed.url,
    }


@for_editors
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column means what; remembered for the next file."""
    user: Any = request.user
    run = get_object_or_404(ImportRun.objects.select_related("feed"), pk=pk)
    if run.state not in {_State.COLUMNS, _State.READY, _State.REFUSED} or run.feed.url or not run.kept:
        # The page of a run that waits for its columns leads here.
        if run.state == _State.COLUMNS:
            return redirect("catalogue_feed", run.feed.slug)
        return redirect("catalogue_import", run.pk)
    try:
        found = columns_of(next(archive.documents(run), b""))
    except FeedUnavailable as problem:
        messages.error(request, str(problem))
        return redirect("catalogue_feed", run.feed.slug)
    form = ColumnsForm(request.POST if request.method == "POST" else None, found=found, chosen=run.feed.columns)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                read_columns_as(run, {**run.feed.columns, **form.columns}, by=user)
                jobs.read_import.enqueue(run.pk)
        except NotNow:
            messages.error(request, gettext("Das ist inzwischen geschehen oder geht nicht mehr."))
        return redirect("catalogue_import", run.pk)
    said = {"run": run, "feed": run.feed, "form": form}
    return render(request, "catalogue/backoffice/imports_columns.html", said, status=422 if form.errors else 200)


@for_editors
@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every row with what came of it, for a spreadsheet; no cell is a formula."""
    run = get_object_or_404(ImportRun.objects.select_related("feed"), pk=pk)
    answer = StreamingHttpResponse(_in_language(_lines(run), get_language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="bericht-{run.feed.slug}-{run.pk}.csv"'
    return answer


def _do(request: HttpRequest, run: ImportRun) -> HttpResponse:
    user: Any = request.user
    step = request.POST.get("step", "")
    if step in {"apply", "apply-good"}:
        begin_applying(run, by=user, whole=step == "apply")
        jobs.apply_import.enqueue(run.pk)
    elif step == "discard":
        discard_run(run, by=user)
        messages.success(request, gettext("Verworfen. Der Katalog ist unverändert."))
        return redirect("catalogue_feed", run.feed.slug)
    elif step == "go-on":
        go_on(run, by=user)
    elif step in {"all-ours", "all-theirs"}:
        choose_all(run, step.removeprefix("all-"), by=user)
        messages.success(request, gettext("Gemerkt. Übernommen wird erst mit „Übernehmen“."))
    elif step == "choose":
        number = request.POST.get("row", "")
        row = get_object_or_404(run.rows, pk=number if number.isdecimal() else 0)
        sides = {name.removeprefix("side-"): value for name, value in request.POST.items() if name.startswith("side-")}
        choose(row, {name: str(side) for name, side in sides.items()}, by=user)
        messages.success(request, gettext("Gemerkt. Übernommen wird erst mit „Übernehmen“."))
    elif step == "again" and run.is_busy and timezone.now() - run.touched > _STUCK:
        jobs.go_on_with(run)
    elif step == "stop" and timezone.now() - run.touched > _STUCK:
        stop_applying(run, by=user)
        messages.success(
            request, gettext("Aufgehört. Was übernommen ist, bleibt; das andere findet die nächste Übernahme.")
        )
    return redirect(_here(request, run))


def _here(request: HttpRequest, run: ImportRun) -> str:
    """The same page of the same rows."""
    asked = request.GET.urlencode()
    return reverse("catalogue_import", args=[run.pk]) + (f"?{asked}" if asked else "")


def _tabs(run: ImportRun, counts: dict[str, int], current: str) -> list[tuple[str, int, str, bool]]:
    """(words, how many, address, whether it is shown); nothing for what there is none of."""
    base = reverse("catalogue_import", args=[run.pk])
    found = [(gettext("alle"), sum(counts.values()), base, not current)]
    found += [
        (str(verdict.label), counts[verdict.value], f"{base}?art={verdict.value}", verdict.value == current)
        for verdict in ImportRow.Verdict
        if counts.get(verdict.value)
    ]
    return found


def _in_language(lines: Iterator[str], language: str) -> Iterator[str]:
    """Lines are made while they are sent; by then the language of the request is forgotten."""
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _lines(run: ImportRun) -> Iterator[str]:
    yield "\ufeff" + _line(
        [gettext("Nr."), gettext("Wo"), gettext("Schlüssel"), gettext("Titel"), gettext("Was"), gettext("Übernommen"),
         gettext("Hinweise")]
    )  # fmt: skip
    for row in run.rows.iterator(500):
        notes = [": ".join(part for part in (label_of(field), said, why) if part) for field, said, why in row.notes]
        if row.problem:
            notes.append(row.problem)
        undecided = [label_of(name) for name in row.conflicts if name not in row.choices]
        if undecided and not row.done:
            notes.append(gettext("Zu entscheiden: %(fields)s") % {"fields": ", ".join(undecided)})
        taken = gettext("ja") if row.done else gettext("nein")
        verdict = str(ImportRow.Verdict(row.verdict).label)
        yield _line([str(row.number), row.where, row.key, row.title, verdict, taken, " | ".join(notes)])


def _line(cells: list[str]) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerow(
        [harmless(without_controls(cell)) for cell in cells]
    )
    return target.getvalue()
