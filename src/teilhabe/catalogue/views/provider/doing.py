"""What one can do with an offer of one's own: each a POST, each an action of the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from teilhabe.accounts.models import User

from ...actions import NotWaiting, archive_offer, confirm_offer, take_back_offer, withdraw_offer
from ...actions.editing import duplicate_offer
from ...forms.provider.registering import ReasonForm
from ...forms.provider.schedule import DayField
from ...models import Offer
from ...rules import is_of_provider
from .access import own_offer
from .offers import hand_in


@never_cache
@login_required
@require_POST
def do(request: HttpRequest, number: int, what: str) -> HttpResponse:
    offer, by = own_offer(request, number)
    try:
        deed = DEEDS[what]
    except KeyError:
        raise Http404 from None
    try:
        return deed(request, offer, by) or redirect("provider:offer", number=number)
    except NotWaiting:
        messages.warning(request, _("Das geht gerade nicht: Der Eintrag hat inzwischen einen anderen Stand."))
        return redirect("provider:offer", number=number)


def _hand_in(request: HttpRequest, offer: Offer, by: User) -> HttpResponse | None:
    return None if hand_in(request, offer, by) else redirect("provider:edit", number=offer.pk)


def _take_back(request: HttpRequest, offer: Offer, by: User) -> None:
    take_back_offer(offer, by=by)
    messages.success(request, _("Zurückgenommen. Sie können weiter daran arbeiten."))


def _confirm(request: HttpRequest, offer: Offer, by: User) -> None:
    name = offer.organisation.name if is_of_provider.test(by, offer) else _("Redaktion")
    confirm_offer(offer, by=by, name=name)
    messages.success(request, _("Danke. Der Eintrag gilt als heute bestätigt."))


def _end(request: HttpRequest, offer: Offer, by: User) -> None:
    ended = _day(request.POST.get("ended", ""))
    if ended is None or ended > timezone.localdate():
        messages.error(
            request, _("Bitte nennen Sie den letzten Tag. Liegt er noch vor Ihnen, tragen Sie „gültig bis“ ein.")
        )
        return
    archive_offer(offer, ended=ended, by=by)
    messages.success(request, _("Der Eintrag ist im Archiv. Seine Seite bleibt lesbar und sagt, dass er beendet ist."))


def _withdraw(request: HttpRequest, offer: Offer, by: User) -> None:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte schreiben Sie, warum Sie den Eintrag zurückziehen."))
        return
    withdraw_offer(offer, by=by, reason=form.cleaned_data["reason"])
    messages.success(request, _("Der Eintrag ist nicht mehr öffentlich."))


def _duplicate(request: HttpRequest, offer: Offer, by: User) -> HttpResponse:
    title = offer.get_latest_revision_as_object().title
    copy = duplicate_offer(offer, title=(_("%(title)s (Kopie)") % {"title": title[:140]}), by=by)
    messages.success(request, _("Das ist die Kopie. Geben Sie ihr einen eigenen Titel."))
    return redirect("provider:edit", number=copy.pk)


def _day(said: str) -> date | None:
    try:
        day: date | None = DayField(required=False).clean(said)
    except ValidationError:
        return None
    return day


DEEDS: dict[str, Callable[[HttpRequest, Offer, User], HttpResponse | None]] = {
    "einreichen": _hand_in,
    "zuruecknehmen": _take_back,
    "bestaetigen": _confirm,
    "beenden": _end,
    "zurueckziehen": _withdraw,
    "kopieren": _duplicate,
}
