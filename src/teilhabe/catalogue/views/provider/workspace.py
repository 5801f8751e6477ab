"""„Meine Angebote“: what an organisation publishes, where each stands and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from teilhabe.directory.models import Organisation

from ...actions import create_offer
from ...forms.provider.choosing import NewOfferForm
from ...models import Offer
from ...presentation.standing import DRAFTS, ENDED, GROUPS, NEEDED, PUBLIC, WAITING, Standing, standing
from ...queries.reach import Reach, reach_of
from ...rules import may_edit_catalogue, may_review_offers, may_work_on_offers, organisations_of
from .access import allowed


@dataclass(frozen=True, slots=True)
class Line:
    offer: Offer
    standing: Standing
    reach: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: list[Line]


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    by = allowed(request, may_work_on_offers)
    own = list(Organisation.objects.filter(pk__in=organisations_of(by)))
    if not own and may_review_offers.test(by):
        return redirect("provider:reviews")
    offers = list(Offer.objects.source().of(*own).select_related("locale").order_by("title", "pk"))
    reach = reach_of([offer.pk for offer in offers], timezone.localdate())
    by_organisation = [
        (organisation, _groups([one for one in offers if one.organisation_id == organisation.pk], reach))
        for organisation in own
    ]
    return render(
        request,
        "catalogue/provider/home.html",
        {"organisations": by_organisation, "several": len(own) > 1},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    by = allowed(request, may_work_on_offers)
    own = Organisation.objects.filter(pk__in=organisations_of(by))
    # Editors write for anybody who cannot.
    organisations = list(Organisation.objects.all() if may_edit_catalogue.test(by) else own)
    form = NewOfferForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        offer = create_offer(form.details, organisation=form.cleaned_data["organisation"], by=by)
        return redirect("provider:edit", number=offer.pk)
    return render(
        request, "catalogue/provider/new.html", {"form": form}, status=422 if request.method == "POST" else 200
    )


def _groups(offers: Iterable[Offer], reach: dict[int, Reach]) -> list[Group]:
    today = timezone.localdate()
    lines = [Line(offer, standing(offer, today), reach_words(reach.get(offer.pk, Reach()), offer)) for offer in offers]
    titles = {
        NEEDED: _("Hier werden Sie gebraucht"),
        DRAFTS: _("Entwürfe"),
        WAITING: _("Bei der Redaktion"),
        PUBLIC: _("Öffentlich"),
        ENDED: _("Archiv und zurückgezogen"),
    }
    found = [Group(titles[key], [line for line in lines if line.standing.group == key]) for key in GROUPS]
    return [group for group in found if group.lines]


def reach_words(reach: Reach, offer: Offer) -> str:
    """The last twelve weeks in words; empty for what nobody could read."""
    if not offer.first_published_at and not reach.views:
        return ""
    words = ngettext(
        "in zwölf Wochen %(views)d-mal aufgerufen", "in zwölf Wochen %(views)d-mal aufgerufen", reach.views
    ) % {"views": reach.views}
    if reach.steps:
        words += ", " + ngettext(
            "%(steps)d-mal zur Anmeldung oder Internetseite",
            "%(steps)d-mal zur Anmeldung oder Internetseite",
            reach.steps,
        ) % {"steps": reach.steps}
    return words
