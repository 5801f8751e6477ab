"""Steps of an offer that need no review: confirmed again, ended, taken out of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from teilhabe.accounts.models import User

from ..actions import NotWaiting, archive_offer, confirm_offer, withdraw_offer
from ..forms.back_office_life import ArchiveForm, ConfirmForm, WithdrawForm
from ..models import Offer
from ..rules import may_edit_catalogue
from .offers import edit_url

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Step:
    title: StrPromise
    text: StrPromise
    button: StrPromise
    form: type[forms.Form]
    act: Callable[[Offer, dict[str, Any], User], Offer]
    done: StrPromise


STEPS = {
    "bestaetigen": Step(
        _("Angaben bestätigen"),
        _("Alle Angaben stimmen noch. Der Eintrag ist damit wieder für ein halbes Jahr bestätigt."),
        _("Bestätigen"),
        ConfirmForm,
        lambda offer, said, by: confirm_offer(offer, by=by, name=said["name"]),
        _("Bestätigt."),
    ),
    "archivieren": Step(
        _("Ist beendet"),
        _("Die Seite bleibt lesbar und sagt, dass es beendet ist. In Listen und Schnittstellen steht es nicht mehr."),
        _("Ins Archiv legen"),
        ArchiveForm,
        lambda offer, said, by: archive_offer(offer, ended=said["ended"], note=said["note"], by=by),
        _("Der Eintrag liegt jetzt im Archiv."),
    ),
    "zurueckziehen": Step(
        _("Aus dem Katalog nehmen"),
        _("Die Seite sagt danach nur noch, dass es den Eintrag nicht mehr gibt. Andere Portale erfahren es auch."),
        _("Herausnehmen"),
        WithdrawForm,
        lambda offer, said, by: withdraw_offer(offer, by=by, reason=said["reason"]),
        _("Der Eintrag ist nicht mehr öffentlich."),
    ),
}


@require_http_methods(["GET", "POST"])
def life(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Asks before it does one of STEPS with a German row."""
    user: Any = request.user
    if not may_edit_catalogue.test(user):
        raise PermissionDenied
    if what not in STEPS:
        raise Http404
    offer = get_object_or_404(Offer.objects.source(), pk=pk)
    step = STEPS[what]
    known = {"name": offer.assured_by or offer.organisation.name, "ended": timezone.localdate()}
    form = step.form(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            step.act(offer, form.cleaned_data, user)
        except NotWaiting:
            messages.error(request, _("Das geht bei diesem Eintrag gerade nicht."))
        else:
            messages.success(request, step.done)
        return redirect(edit_url(offer))
    shown = {"offer": offer, "step": step, "form": form, "back": edit_url(offer)}
    return render(request, "catalogue/backoffice/life.html", shown, status=422 if form.errors else 200)
