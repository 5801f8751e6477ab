"""The places of a paper, explained, and the form by which anybody says that one is wrong or missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from teilhabe.core.visitors import sender_of

from ..actions.place_corrections import NewCorrection, TooManyCorrections, UnknownPlace, receive_correction
from ..forms.places import PlaceCorrectionForm
from ..models import Paper
from ..presentation.paper_places import explained
from ..queries import paper_page as ask
from .public import Gone, elsewhere, page_of_gone, public_or_gone

THANKS = "danke"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper_places(request: HttpRequest, body: str, slug: str) -> HttpResponseBase:
    found = ask.paper_at(body, slug)
    if found is None:
        return elsewhere("council:paper_places", body, slug)
    try:
        public_or_gone(found.record, found.body.record)
    except Gone as gone:
        page = page_of_gone(gone)
        return render(request, page.template, page.context, status=page.status)
    if request.method == "POST":
        return _received(request, found)
    asked = {"kind": request.GET.get("was", ""), "ref": request.GET.get("ort", ""), "said": request.GET.get("name", "")}
    return _page(request, found, PlaceCorrectionForm.shown_now(found, **asked))


def _received(request: HttpRequest, paper: Paper) -> HttpResponse:
    form = PlaceCorrectionForm(request.POST, paper=paper)
    if form.is_valid():
        said = form.cleaned_data
        sender = sender_of(request, timezone.localdate(), purpose="place-correction")
        new = NewCorrection(kind=said["kind"], ref=said["ref"], said=said["said"], note=said["note"], sender=sender)
        try:
            receive_correction(paper, new)
        except TooManyCorrections:
            form.add_error(
                None,
                _(
                    "Von Ihrem Anschluss kamen in der letzten Stunde schon viele Hinweise. "
                    "Bitte versuchen Sie es später noch einmal."
                ),
            )
        except UnknownPlace:
            form.add_error("ref", _("Diesen Ort zeigt die Seite inzwischen nicht mehr."))
        else:
            address = reverse("council:paper_places", args=[paper.body.slug, paper.slug])
            return redirect(f"{address}?{THANKS}=ja#{THANKS}")
    form.open_again()
    return _page(request, paper, form, status=422)


def _page(request: HttpRequest, paper: Paper, form: PlaceCorrectionForm, status: int = 200) -> HttpResponse:
    context = {
        "paper": paper,
        "places": explained(paper, ask.mentions_of(paper)),
        "form": form,
        "thanks": THANKS in request.GET and status == 200,
        "crumbs": [
            (_("Rat"), reverse("council:index")),
            (paper.body.short_name or paper.body.name, paper.body.get_absolute_url()),
            (paper.reference or paper.name, paper.get_absolute_url()),
        ],
    }
    return render(request, "council/paper_places.html", context, status=status)
