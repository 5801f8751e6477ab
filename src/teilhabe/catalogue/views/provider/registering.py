"""An organisation asks to take part; editors let it in or refuse."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teilhabe.accounts.jobs import send_invitation
from teilhabe.accounts.models import User
from teilhabe.core.visitors import sender_of
from teilhabe.directory.models import Organisation

from ...actions.providers import (
    AlreadyDecided,
    NewRequest,
    NotActive,
    TooManyMessages,
    approve_request,
    receive_request,
    refuse_request,
)
from ...forms.provider.registering import ApproveForm, ReasonForm, RegisterForm
from ...jobs import mail_membership, mail_refusal
from ...models import ProviderRequest
from ...rules import may_decide_on_providers
from .access import allowed

LATEST = 20
"""Decided requests that editors still see."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = RegisterForm(initial={"opened": RegisterForm.opened_now()})
        return render(request, "catalogue/provider/register.html", {"form": form})
    form = RegisterForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            receive_request(
                NewRequest(
                    name=said["name"],
                    homepage=said["site"],
                    municipality=said["municipality"],
                    email=said["email"],
                    person=said["person"],
                    message=said["message"],
                    sender=sender_of(request, timezone.localdate(), purpose="provider"),
                )
            )
        except TooManyMessages:
            form.add_error(None, too_many())
        else:
            return redirect("provider:registered")
    form.open_again()
    return render(request, "catalogue/provider/register.html", {"form": form}, status=422)


@never_cache
@require_safe
def registered(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/provider/registered.html")


def too_many() -> str:
    return _(
        "Von Ihrem Anschluss kamen in der letzten Stunde schon mehrere Nachrichten. "
        "Bitte versuchen Sie es später noch einmal."
    )


@never_cache
@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    allowed(request, may_decide_on_providers)
    known = list(Organisation.objects.values_list("pk", "name"))
    waiting = list(ProviderRequest.objects.open().select_related("municipality"))
    return render(
        request,
        "catalogue/provider/requests.html",
        {
            "waiting": [(one, _approve_form(one, known), ReasonForm(auto_id=f"r{one.pk}-%s")) for one in waiting],
            "decided": ProviderRequest.objects.decided().select_related("organisation", "decided_by")[:LATEST],
        },
    )


def _approve_form(asked: ProviderRequest, known: list[tuple[int, str]]) -> ApproveForm:
    """With the organisation of the same name chosen already, if the directory knows it."""
    same = next((key for key, name in known if name.casefold() == asked.name.casefold()), None)
    form = ApproveForm(auto_id=f"a{asked.pk}-%s", initial={"organisation": same})
    form.fields["organisation"].widget.choices = [("", _("neu anlegen")), *known]
    return form


@never_cache
@login_required
@require_POST
def decide(request: HttpRequest, number: int, what: str) -> HttpResponse:
    by = allowed(request, may_decide_on_providers)
    asked = get_object_or_404(ProviderRequest, pk=number)
    try:
        if what == "annehmen":
            _approve(request, asked, by)
        else:
            _refuse(request, asked, by)
    except AlreadyDecided:
        messages.warning(request, _("Über diese Anmeldung hat inzwischen jemand anderes entschieden."))
    except NotActive:
        messages.error(
            request, _("Das Konto mit dieser E-Mail-Adresse ist gesperrt. Darüber entscheidet die Administration.")
        )
    return redirect("provider:requests")


def _approve(request: HttpRequest, asked: ProviderRequest, by: User) -> None:
    form = ApproveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Diese Organisation gibt es nicht mehr. Bitte wählen Sie noch einmal."))
        return
    with transaction.atomic():
        invited = approve_request(asked, organisation=form.cleaned_data["organisation"], by=by)
        organisation = ProviderRequest.objects.select_related("organisation").get(pk=asked.pk).organisation
        assert organisation is not None  # approve_request saw to it
        if invited.new:
            send_invitation.enqueue(invited.user.pk)
        mail_membership.enqueue(invited.user.pk, organisation.pk)
    messages.success(request, _("%(name)s ist dabei. Die Einladung ist unterwegs.") % {"name": asked.name})


def _refuse(request: HttpRequest, asked: ProviderRequest, by: User) -> None:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte schreiben Sie, warum Sie die Anmeldung ablehnen."))
        return
    with transaction.atomic():
        refuse_request(asked, form.cleaned_data["reason"], by=by)
        mail_refusal.enqueue(asked.pk)
    messages.success(
        request,
        _("Die Anmeldung ist abgelehnt. Sobald die Begründung verschickt ist, werden die Angaben zur Person gelöscht."),
    )
