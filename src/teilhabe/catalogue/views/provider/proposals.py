"""Anybody suggests an offer or reports a mistake; editors decide."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from teilhabe.core.visitors import sender_of
from teilhabe.directory.models import Organisation

from ...actions.proposals import NewProposal, draft_from_proposal, receive_proposal, settle_proposal
from ...actions.providers import AlreadyDecided, TooManyMessages
from ...forms.provider.registering import DraftForm, NoteForm, ProposalForm
from ...models import EXPLAINED, READABLE, Offer, Proposal
from ...rules import may_decide_on_proposals
from .access import allowed
from .registering import LATEST, too_many


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """With ``?angebot=<slug>`` a mistake in that offer, without a suggestion."""
    offer = _offer_asked(request)
    mistake = offer is not None
    if request.method != "POST":
        form = ProposalForm(mistake=mistake, initial={"opened": ProposalForm.opened_now()})
        return _page(request, form, offer)
    form = ProposalForm(request.POST, mistake=mistake)
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name not in {"opened", "homepage"}}
        sender = sender_of(request, timezone.localdate(), purpose="proposal")
        try:
            receive_proposal(NewProposal(**said, offer=offer, sender=sender))
        except TooManyMessages:
            form.add_error(None, too_many())
        else:
            return redirect("proposal:thanks")
    form.open_again()
    return _page(request, form, offer, status=422)


def _offer_asked(request: HttpRequest) -> Offer | None:
    """Of those whose address answers; 404 for any other, so that nobody learns which drafts there are."""
    slug = request.GET.get("angebot", "")
    if not slug:
        return None
    found = Offer.objects.source().filter(slug=slug, state__in=[*READABLE, *EXPLAINED]).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, form: ProposalForm, offer: Offer | None, status: int = 200) -> HttpResponse:
    context = {"form": form, "offer": offer, "days": settings.FEEDBACK_DAYS}
    return render(request, "catalogue/provider/proposal.html", context, status=status)


@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "catalogue/provider/proposal_thanks.html", {"days": settings.FEEDBACK_DAYS})


@never_cache
@login_required
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    allowed(request, may_decide_on_proposals)
    waiting = Proposal.objects.open().select_related("offer")
    known = [("", _("Bitte wählen")), *Organisation.objects.values_list("pk", "name")]
    lines = []
    for one in waiting:
        draft = DraftForm(auto_id=f"d{one.pk}-%s")
        draft.fields["organisation"].widget.choices = known
        lines.append((one, NoteForm(auto_id=f"n{one.pk}-%s"), draft))
    return render(
        request,
        "catalogue/provider/proposals.html",
        {"waiting": lines, "decided": Proposal.objects.decided().select_related("offer")[:LATEST]},
    )


@never_cache
@login_required
@require_POST
def decide(request: HttpRequest, number: int, what: str) -> HttpResponse:
    by = allowed(request, may_decide_on_proposals)
    proposal = get_object_or_404(Proposal, pk=number)
    try:
        if what == "entwurf":
            if proposal.kind != Proposal.Kind.SUGGESTION:
                raise Http404
            form = DraftForm(request.POST)
            if not form.is_valid():
                messages.error(request, _("Bitte wählen Sie den Anbieter."))
                return redirect("provider:proposals")
            offer = draft_from_proposal(proposal, organisation=form.cleaned_data["organisation"], by=by)
            messages.success(request, _("Der Entwurf ist angelegt. Ergänzen Sie, was noch fehlt."))
            return redirect("provider:edit", number=offer.pk)
        note = NoteForm(request.POST)
        words = note.cleaned_data["note"] if note.is_valid() else ""
        settle_proposal(proposal, done=what == "erledigt", note=words, by=by)
        messages.success(request, _("Vermerkt."))
    except AlreadyDecided:
        messages.warning(request, _("Über diesen Hinweis hat inzwischen jemand anderes entschieden."))
    return redirect("provider:proposals")
