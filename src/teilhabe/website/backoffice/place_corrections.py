"""Places in papers in the back office: decide what people say of them, see how far they are matched and how well."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import EditView as SnippetEditView
from wagtail.snippets.views.snippets import SnippetViewSet

from teilhabe.accounts.rules import may_decide_on_places
from teilhabe.council.actions.place_corrections import UnknownPlace, known_place, name_of, settle_correction
from teilhabe.council.actions.places import current_version, match_all_again
from teilhabe.council.jobs import match_soon
from teilhabe.council.models import PlaceCorrection, PlaceMention
from teilhabe.council.queries.places import progress, quality

from ..queries.map import papers_on_map
from .feedback import SaidPanel

State = PlaceCorrection.State
# Seconds after which the page of the state asks again while papers are being matched.
LOOK_AGAIN = 5


class ReadAndDecide(ModelPermissionPolicy):
    """Whoever may decide on places reads and decides. Adding and deleting is nobody's: visitors add, and it stays."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "change"} and bool(may_decide_on_places.test(user))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class DecisionForm(WagtailAdminModelForm):
    """The right place may be given by its name; it must be one that the directory knows."""

    right_ref = forms.CharField(
        label=_("Richtiger Ort"),
        required=False,
        max_length=200,
        help_text=_(
            "Der Name, wie er im Verzeichnis der Orte steht, bei mehreren gleichen mit Kommune: "
            "„Bahnhofstraße, Alsdorf“. Ein Ort, der dort fehlt, wird zuerst dort angelegt."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = self.instance.right_ref
        # A ref is for machines: who decides reads the place's name and town.
        self.shown = name_of(self.proposed) if self.proposed else ""
        self.initial["right_ref"] = self.shown

    def clean_right_ref(self) -> str:
        said: str = self.cleaned_data["right_ref"]
        # Unchanged, it means the very place, also where another one bears its name.
        return self.proposed if said == self.shown else said

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        correction = self.instance
        if cleaned.get("state") == State.ACCEPTED and correction.kind != PlaceCorrection.Kind.WRONG:
            asked = cleaned.get("right_ref") or correction.said
            try:
                cleaned["right_ref"] = known_place(asked, correction.paper)
            except UnknownPlace:
                self.add_error(
                    "right_ref", gettext("Diesen Ort kennt das Verzeichnis nicht, oder es gibt mehrere davon.")
                )
        return cleaned


class DecisionView(SnippetEditView):
    def save_instance(self) -> PlaceCorrection:
        """Through the action, which writes page, index and audit."""
        data = self.form.cleaned_data
        correction = PlaceCorrection.objects.get(pk=self.object.pk)
        if data["state"] == State.PENDING:
            return correction
        return settle_correction(
            correction, accept=data["state"] == State.ACCEPTED, right=data["right_ref"], by=self.request.user
        )


class PaperPanel(HelpPanel):
    """The paper and the words in which it names the place."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            correction = self.instance
            mentions = PlaceMention.objects.filter(paper=correction.paper_id, ref=correction.ref).exclude(snippet="")
            snippets = list(dict.fromkeys(mentions.values_list("snippet", flat=True)))[:5] if correction.ref else []
            return {**context, "correction": correction, "snippets": snippets}


class PlaceCorrectionViewSet(SnippetViewSet):
    model = PlaceCorrection
    icon = "tag"
    menu_label = _("Orte: Hinweise")
    menu_name = "place_corrections"
    menu_order = 157
    add_to_admin_menu = True
    edit_view_class = DecisionView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = (
        # Leads to the decision.
        "__str__",
        Column("name", label=_("Gezeigter Ort")),
        Column("said", label=_("Richtiger Ort laut Hinweis")),
        Column("state", accessor="get_state_display", label=_("Stand"), sort_key="state"),
        DateColumn("received", label=_("Eingang"), sort_key="received"),
    )
    list_filter = ("state", "kind")
    search_fields = ("name", "said", "paper__name", "paper__reference")
    ordering = "-received"
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    PaperPanel(template="website/backoffice/correction.html"),
                    FieldPanel("received", read_only=True),
                    FieldPanel("kind", read_only=True),
                    SaidPanel("name", empty=_("keiner")),
                    SaidPanel("said", empty=_("keiner genannt")),
                    SaidPanel("note", empty=_("keine")),
                ],
                heading=_("Hinweis zu einem Ort"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("state", widget=forms.RadioSelect),
                    FieldPanel("right_ref"),
                    SaidPanel("settled", empty=_("noch nicht entschieden")),
                ],
                heading=_("Entscheidung"),
            ),
        ],
        base_form_class=DecisionForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlaceCorrection]:
        return PlaceCorrection.objects.select_related("paper")


@require_http_methods(["GET", "HEAD", "POST"])
def matching(request: HttpRequest) -> HttpResponse:
    """How far the papers are matched, how right it is as far as anybody said, and a button to match all anew."""
    if not may_decide_on_places.test(request.user):
        raise PermissionDenied
    if request.method == "POST":
        marked = match_all_again(by=request.user)  # type: ignore[arg-type]  # the rule lets only users of ours in
        match_soon()
        said = ngettext("Eine Vorlage wird neu gelesen.", "%(count)s Vorlagen werden neu gelesen.", marked)
        messages.success(request, said % {"count": marked})
        return redirect(reverse("place_matching"))
    state = progress(current_version())
    answer = render(
        request,
        "website/backoffice/place_matching.html",
        {
            "state": state,
            "quality": quality(),
            "on_map": papers_on_map(),
            "corrections_url": corrections_url(),
        },
    )
    if state.waiting:
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer


def admin_urls() -> list[Any]:
    return [path("orte-in-vorlagen/", matching, name="place_matching")]


def corrections_url() -> str:
    return f"{reverse('wagtailsnippets_council_placecorrection:list')}?state={State.PENDING}"
