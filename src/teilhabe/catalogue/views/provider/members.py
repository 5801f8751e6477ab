"""Who writes for an organisation: its members invite and remove each other, editors help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from teilhabe.accounts.jobs import send_invitation
from teilhabe.accounts.models import Membership, User

from ...actions.providers import (
    MOST_INVITATIONS,
    LastMember,
    NotActive,
    TooManyInvitations,
    TooManyMembers,
    invite_member,
    remove_member,
)
from ...forms.provider.registering import InviteForm
from ...jobs import mail_membership
from ...rules import may_edit_catalogue
from .access import own_organisation


@dataclass(frozen=True, slots=True)
class Member:
    """``name`` is the address of somebody who has not signed in since the invitation."""

    user: User
    name: str
    since: datetime


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, slug: str) -> HttpResponse:
    organisation, by = own_organisation(request, slug)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        most = 0 if may_edit_catalogue.test(by) else MOST_INVITATIONS
        said = form.cleaned_data
        try:
            with transaction.atomic():
                invited = invite_member(organisation, said["email"], name=said["name"], by=by, most=most)
                if invited.new:
                    send_invitation.enqueue(invited.user.pk)
                mail_membership.enqueue(invited.user.pk, organisation.pk)
        except TooManyMembers:
            form.add_error(
                None, _("Ihre Organisation hat schon viele Mitglieder. Weitere lädt die Redaktion gern für Sie ein.")
            )
        except TooManyInvitations:
            form.add_error(
                None, _("Sie haben seit gestern schon viele Menschen eingeladen. Bitte versuchen Sie es morgen wieder.")
            )
        except NotActive:
            if most:  # whoever tries addresses learns nothing about accounts
                return _invited(request, said["email"], slug)
            form.add_error("email", _("Diese Person kann nicht eingeladen werden. Bitte fragen Sie die Redaktion."))
        except ValidationError as wrong:
            form.add_error("email", wrong.messages[0])
        else:
            return _invited(request, said["email"], slug)
    return render(
        request,
        "catalogue/provider/members.html",
        {
            "organisation": organisation,
            "members": [Member(one.user, _name(one), one.since) for one in _members_of(organisation.pk)],
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@never_cache
@login_required
@require_POST
def remove(request: HttpRequest, slug: str, user: int) -> HttpResponse:
    organisation, by = own_organisation(request, slug)
    membership = next((one for one in _members_of(organisation.pk) if one.user_id == user), None)
    if membership is None:
        raise Http404
    member, called = membership.user, _name(membership)
    try:
        remove_member(organisation, member, by=by)
    except LastMember:
        messages.error(
            request,
            _("Das letzte Mitglied lässt sich nicht entfernen: Sonst kümmert sich niemand mehr um die Angebote."),
        )
    else:
        messages.success(
            request,
            _("%(member)s schreibt nicht mehr für %(name)s.") % {"member": called, "name": organisation.name},
        )
    # Whoever removed themselves has no business here any more.
    return redirect("account") if member.pk == by.pk else redirect("provider:members", slug=slug)


def _invited(request: HttpRequest, email: str, slug: str) -> HttpResponse:
    messages.success(request, _("Die Einladung an %(email)s ist unterwegs.") % {"email": email})
    return redirect("provider:members", slug=slug)


def _name(membership: Membership) -> str:
    """Nobody learns by an invitation whose address that is: the name stands here once its owner has signed in."""
    user = membership.user
    return str(user) if user.last_login is not None and user.last_login >= membership.since else user.email


def _members_of(organisation: int) -> list[Membership]:
    held = Membership.objects.filter(organisation=organisation, role=Membership.Role.PROVIDER)
    return list(held.select_related("user").order_by("since", "pk"))
