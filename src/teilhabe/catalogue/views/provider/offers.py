"""One offer of one's own: where it stands, its form, how it would look, what was changed when."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from teilhabe.accounts.models import User
from teilhabe.core import moments

from ...actions import OfferIncomplete, UnderReview, change_offer, submit_offer
from ...actions.settling import next_review
from ...forms.provider.files import FileForm
from ...forms.provider.offer import OfferForm
from ...forms.provider.registering import ReasonForm
from ...forms.provider.schedule import DatesFormSet, dates_form
from ...models import EXPLAINED, LISTED, Offer, OfferFile, State
from ...presentation.differences import CONFIRMED, Difference, differences
from ...presentation.offer import offer_page
from ...presentation.standing import standing
from ...queries import entries as ask
from ...queries.offer_page import around
from ...queries.reach import Reach, reach_of
from ...rules import gaps, may_edit_catalogue
from .access import own_offer
from .workspace import reach_words

LATEST = 15
"""Versions that the history shows."""


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest, number: int) -> HttpResponse:
    offer, by = own_offer(request, number)
    return overview_page(request, offer, by)


def overview_page(request: HttpRequest, offer: Offer, by: User, file_form: FileForm | None = None) -> HttpResponse:
    """With ``file_form`` where what was handed in was not accepted."""
    draft: Offer = offer.get_latest_revision_as_object()
    today = timezone.localdate()
    reach = reach_of([offer.pk], today).get(offer.pk, Reach())
    changeable = not offer.workflow_in_progress and not offer.locked
    return render(
        request,
        "catalogue/provider/offer.html",
        {
            "offer": offer,
            "draft": draft,
            "standing": standing(offer, today),
            "reach": reach_words(reach, offer),
            "missing": gaps(draft) if changeable else [],
            "changeable": changeable,
            "can_submit": changeable and (offer.has_unpublished_changes or offer.state not in LISTED),
            "can_take_back": offer.workflow_in_progress,
            "can_confirm": offer.state in (*LISTED, State.OUTDATED),
            "can_end": offer.state in LISTED,
            "can_withdraw": offer.live,
            "public_url": reverse("catalogue:offer", args=[offer.slug])
            if offer.live or (offer.state in EXPLAINED and offer.first_published_at)
            else "",
            "files": OfferFile.every.filter(offer=offer),
            "file_form": file_form or FileForm(),
            "reason_form": ReasonForm(auto_id="w-%s"),
            "today": today,
            "editor": may_edit_catalogue.test(by),
        },
        status=422 if file_form else 200,
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    offer, by = own_offer(request, number)
    if offer.workflow_in_progress or offer.locked:
        messages.warning(
            request, _("Die Redaktion hat diesen Eintrag gerade. Nehmen Sie ihn zurück, um ihn zu ändern.")
        )
        return redirect("provider:offer", number=number)
    draft: Offer = offer.get_latest_revision_as_object()
    if request.method != "POST":
        return _edit_page(request, offer, OfferForm(draft=draft, gaps=gaps(draft)), dates_form(draft.schedule))
    more = request.POST.get("tun") == "termin"
    form, dates = OfferForm(request.POST, draft=draft), dates_form(draft.schedule, request.POST, more=more)
    if more:
        return _edit_page(request, offer, form, dates)
    if not (form.is_valid() & dates.is_valid()):
        if not dates.is_valid():
            form.add_error(None, _("Bei einem Termin stimmt etwas nicht; was, steht bei diesem Termin."))
        return _edit_page(request, offer, form, dates, status=422)
    changes = form.changes
    if dates.schedule != draft.schedule:
        changes["schedule"] = dates.schedule
    try:
        return _save(request, offer, changes, by)
    except ValidationError as wrong:
        for field, sentences in wrong.message_dict.items():
            form.add_error(field if field in form.fields else None, sentences)
        return _edit_page(request, offer, form, dates, status=422)


@transaction.atomic
def _save(request: HttpRequest, offer: Offer, changes: dict[str, Any], by: User) -> HttpResponse:
    handing_in = request.POST.get("tun") == "einreichen"
    if changes:
        offer = change_offer(offer, changes, by=by)
    if not handing_in:
        messages.success(request, _("Gespeichert.") if changes else _("Es war nichts zu ändern."))
        return redirect("provider:edit", number=offer.pk)
    return redirect("provider:offer" if hand_in(request, offer, by) else "provider:edit", number=offer.pk)


def hand_in(request: HttpRequest, offer: Offer, by: User) -> bool:
    """Whether it was complete; whoever hands it in vouches for it today."""
    draft = offer.get_latest_revision_as_object()
    if gaps(draft):
        messages.warning(
            request, _("Gespeichert, aber noch nicht eingereicht: Es fehlt etwas. Es steht beim jeweiligen Feld.")
        )
        return False
    today = timezone.localdate()
    try:
        with transaction.atomic():
            vouched = {"assured_on": today, "assured_by": offer.organisation.name, "review_due": next_review(today)}
            if any(getattr(draft, name) != value for name, value in vouched.items()):
                offer = change_offer(offer, vouched, by=by)
            submit_offer(offer, by=by)
    except UnderReview:
        messages.warning(request, _("Der Eintrag liegt schon bei der Redaktion."))
    except OfferIncomplete as found:
        messages.warning(request, " ".join(gap.sentence for gap in found.gaps))
        return False
    else:
        messages.success(request, _("Eingereicht. Die Redaktion sieht es sich an und meldet sich bei Fragen."))
    return True


def _edit_page(
    request: HttpRequest, offer: Offer, form: OfferForm, dates: DatesFormSet, status: int = 200
) -> HttpResponse:
    missing = gaps(form.draft) if request.method != "POST" else []
    title = offer.get_latest_revision_as_object().title
    anchors = {"venue": "on_site", "contact": "phone"}
    context = {
        "offer": offer,
        "returned": State.RETURNED in (offer.state, offer.pending),
        "form": form,
        "dates": dates,
        "sections": list(form.sections),
        "missing": [(gap.sentence, _anchor(form, anchors.get(gap.field, gap.field))) for gap in missing],
        "title": title,
        "crumbs": [
            (_("Meine Angebote"), reverse("provider:home")),
            (title, reverse("provider:offer", args=[offer.pk])),
        ],
    }
    return render(request, "catalogue/provider/edit.html", context, status=status)


def _anchor(form: OfferForm, name: str) -> str:
    if name not in form.fields:
        return ""
    field = form[name]
    return f"{field.auto_id}_group" if field.use_fieldset else field.id_for_label


@never_cache
@login_required
@require_safe
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """The last draft as readers would see it."""
    offer, _by = own_offer(request, number)
    draft: Offer = offer.get_latest_revision_as_object()
    page = offer_page(
        draft,
        {},
        language=settings.LANGUAGE_CODE,
        around=around(draft),
        mentions=(),
        towns=ask.town_names(ask.municipalities()),
        noted=(),
        now=timezone.now(),
    )
    return render(request, "catalogue/provider/preview.html", {"page": page, "offer": offer})


@dataclass(frozen=True, slots=True)
class Version:
    """``who`` as members of the organisation may know it; ``public`` where readers see this text now."""

    label: str
    who: str
    public: bool
    changes: list[Difference]


@never_cache
@login_required
@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    offer, _by = own_offer(request, number)
    revisions = list(offer.revisions.select_related("user").order_by("-created_at", "-pk")[: LATEST + 1])
    members = set(offer.organisation.memberships.values_list("user_id", flat=True))
    texts = [revision.as_object() for revision in revisions]
    versions = []
    for (revision, text), (_older, before) in pairwise([*zip(revisions, texts, strict=True), (None, None)]):
        if before is None and len(revisions) > LATEST:
            break
        versions.append(
            Version(
                moments.written(revision.created_at) + ", " + moments.clock(revision.created_at),
                str(revision.user) if revision.user_id in members else _("Redaktion"),
                revision.pk == offer.live_revision_id,
                differences(before, text, without=CONFIRMED),
            )
        )
    return render(
        request,
        "catalogue/provider/history.html",
        {"offer": offer, "versions": versions, "first": not revisions[LATEST:]},
    )
