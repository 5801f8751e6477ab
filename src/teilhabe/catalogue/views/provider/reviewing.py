"""What editors look at before it is public: what is new in it, who wrote it, and the decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from teilhabe.accounts.models import User

from ...actions import NotWaiting, publish_offer, return_offer, take_offer
from ...actions.life import NewVersion
from ...forms.provider.registering import ReasonForm
from ...models import NotReviewed, Offer, OfferFile
from ...presentation.differences import CONFIRMED, Difference, differences
from ...queries.tasks import last_return
from ...rules import may_publish_offer, may_review_offers
from .access import allowed


@dataclass(frozen=True, slots=True)
class Waiting:
    """``own``: whoever looks has written some of it; ``mine``: has taken it."""

    offer: Offer
    title: str
    new: bool
    own: bool
    mine: bool


@never_cache
@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    by = allowed(request, may_review_offers)
    found = Offer.objects.source().waiting().select_related("organisation", "taken_by", "latest_revision")
    waiting = [
        Waiting(
            offer,
            offer.latest_revision.content["title"] if offer.latest_revision else offer.title,
            not offer.live,
            offer.is_written_by(by),
            offer.taken_by_id == by.pk,
        )
        for offer in found.order_by("state_since", "pk")
    ]
    return render(request, "catalogue/provider/reviews.html", {"waiting": waiting})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, number: int) -> HttpResponse:
    by = allowed(request, may_review_offers)
    offer = get_object_or_404(Offer.objects.source().select_related("organisation", "taken_by"), pk=number)
    form = ReasonForm()
    if request.method == "POST":
        answer = _decide(request, offer, by)
        if isinstance(answer, HttpResponse):
            return answer
        form = answer
    return _page(request, offer, by, form)


def _page(request: HttpRequest, offer: Offer, by: User, form: ReasonForm) -> HttpResponse:
    draft: Offer = offer.get_latest_revision_as_object()
    # The row is what is or was public: its last version, and what a confirmation has written since.
    public = offer if offer.live_revision_id is not None else None
    changes: list[Difference] = differences(public, draft)
    given_back = last_return(offer) if offer.workflow_in_progress else None
    return render(
        request,
        "catalogue/provider/review.html",
        {
            "offer": offer,
            "version": str(offer.latest_revision_id),
            "draft": draft,
            "changes": changes,
            "first": public is None,
            "reason": given_back[1] if given_back else "",
            "again": given_back is not None,
            "mended": differences(given_back[0], draft, without=CONFIRMED) if given_back else [],
            "waits": offer.workflow_in_progress,
            "may_publish": may_publish_offer.test(by, offer),
            "mine": offer.taken_by_id == by.pk,
            "form": form,
            "files": OfferFile.every.filter(offer=offer, shown=False),
        },
        status=422 if form.errors else 200,
    )


def _decide(request: HttpRequest, offer: Offer, by: User) -> HttpResponse | ReasonForm:
    what = request.POST.get("tun")
    try:
        if what == "nehmen":
            take_offer(offer, by=by)
            messages.success(request, _("Sie prüfen diesen Eintrag. Die anderen sehen das."))
            return redirect("provider:review", number=offer.pk)
        if what == "zurueckgeben":
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return form
            return_offer(offer, form.cleaned_data["reason"], by=by, seen=request.POST.get("fassung", ""))
            messages.success(request, _("Zurückgegeben. Der Anbieter sieht Ihre Begründung."))
        elif what == "veroeffentlichen":
            publish_offer(offer, by=by, seen=request.POST.get("fassung", ""))
            messages.success(request, _("%(title)s ist veröffentlicht.") % {"title": offer.title})
        else:
            raise Http404
    except NewVersion:
        said = _(
            "Diesen Eintrag hat inzwischen jemand geändert. Bitte lesen Sie die neue Fassung, bevor Sie entscheiden."
        )
        messages.warning(request, said)
        return redirect("provider:review", number=offer.pk)
    except NotWaiting:
        messages.warning(request, _("Über diesen Eintrag ist inzwischen entschieden, oder er wurde zurückgenommen."))
    except NotReviewed:
        messages.error(
            request, _("Sie haben selbst daran geschrieben. Veröffentlichen kann ihn nur eine zweite Person.")
        )
        return redirect("provider:review", number=offer.pk)
    return redirect("provider:reviews")
