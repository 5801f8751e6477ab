"""What staff may do with sources. Every change is an action of the council, which writes the audit."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from teilhabe.accounts.models import User
from teilhabe.accounts.rules import may_manage_sources
from teilhabe.council.actions.sources import Manners, SourceRefused, pause_source, resume_source, set_delay
from teilhabe.council.jobs import harvest_source
from teilhabe.council.models import Source
from teilhabe.council.queries.harvests import harvest_progress
from teilhabe.council.system_words import system_words

from ..forms.sources import DelayForm, MoveForm, SourceForm
from ..sentences import next_try, progress_words


@never_cache
@login_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Looks at the address once, as ``teilhabe source add`` does, and keeps what answers there."""
    # Readers of foreign systems: loaded when somebody asks for them, not kept by every process.
    from teilhabe.council.ingest.sources import recognise_and_add

    by = _manager(request)
    form = SourceForm(request.POST)
    if form.is_valid():
        try:
            added = recognise_and_add(
                form.cleaned_data["url"],
                name=form.cleaned_data["name"],
                manners=Manners(
                    delay_seconds=form.cleaned_data["delay"],
                    ags=form.cleaned_data["municipality"],
                    since=form.cleaned_data["since"],
                    night=form.night,
                ),
                system=form.cleaned_data["system"],
                by=by,
            )
        except SourceRefused as refusal:
            form.add_error("url", str(refusal))
        else:
            _tell_added(request, added.source, added.found.why)
            return redirect("source", slug=added.source.slug)
    return render(request, "website/source_add.html", {"form": form}, status=422)


def _tell_added(request: HttpRequest, source: Source, why: str) -> None:
    """What was recognised and by what; before a gate, when it is tried again."""
    if source.state == Source.State.REFUSED:
        messages.warning(
            request,
            _("%(name)s ist vorgemerkt, aber noch nicht lesbar. %(why)s %(next)s")
            % {"name": source.name, "why": why, "next": next_try(source, now=timezone.now())},
        )
        return
    messages.success(
        request,
        _("%(name)s ist hinzugefügt: %(system)s. %(why)s Rufen Sie die Quelle jetzt ab.")
        % {"name": source.name, "system": system_words(source), "why": why},
    )


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """How the harvest is getting on, for the page that shows it: its words and whether they are the last ones."""
    _manager(request)
    source = get_object_or_404(Source, slug=slug)
    words = progress_words(harvest_progress(source), now=timezone.now())
    return JsonResponse(
        {"words": {"sentence": words.sentence, "numbers": words.numbers, "why": words.why}, "done": not words.active}
    )


@never_cache
@login_required
@require_POST
def manage(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    by = _manager(request)
    source = get_object_or_404(Source, slug=slug)
    try:
        do = _DEEDS[what]
    except KeyError:
        raise Http404 from None
    do(request, source, by)
    return redirect("source", slug=source.slug)


def _manager(request: HttpRequest) -> User:
    """Whoever asks, if they may. Raises PermissionDenied."""
    if not request.user.is_authenticated or not may_manage_sources.test(request.user):
        raise PermissionDenied
    return request.user


def _check(request: HttpRequest, source: Source, by: User) -> None:
    from teilhabe.council.ingest.sources import check_source

    result = check_source(source, by=by)
    tell = messages.success if result.well else messages.error
    tell(request, f"{source.name}: {result.sentence}")


def _harvest(request: HttpRequest, source: Source, by: User) -> None:
    harvest_source.enqueue(source.pk)
    messages.success(request, _("Der Abruf ist vorgemerkt. Unter „Verwalten“ sehen Sie, wie er vorankommt."))


def _pause(request: HttpRequest, source: Source, by: User) -> None:
    pause_source(source, by=by)
    messages.success(request, _("Die Quelle ist angehalten. Was schon da ist, bleibt lesbar."))


def _resume(request: HttpRequest, source: Source, by: User) -> None:
    resume_source(source, by=by)
    messages.success(request, _("Die Quelle wird wieder abgerufen."))


def _delay(request: HttpRequest, source: Source, by: User) -> None:
    form = DelayForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return
    set_delay(source, form.cleaned_data["delay"], by=by)
    messages.success(request, _("Der Abstand zwischen zwei Anfragen ist geändert."))


def _move(request: HttpRequest, source: Source, by: User) -> None:
    from teilhabe.council.ingest.sources import move_source

    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return
    try:
        found = move_source(source, form.cleaned_data["url"], system=form.cleaned_data["system"], by=by)
    except SourceRefused as refusal:
        messages.error(request, str(refusal))
        return
    messages.success(
        request,
        _("%(name)s wird jetzt dort gelesen: %(system)s. %(why)s Was schon da ist, behält seinen Platz.")
        % {"name": source.name, "system": system_words(source), "why": found.why},
    )


_DEEDS: dict[str, Callable[[HttpRequest, Source, User], None]] = {
    "pruefen": _check,
    "abrufen": _harvest,
    "anhalten": _pause,
    "fortsetzen": _resume,
    "abstand": _delay,
    "umziehen": _move,
}
