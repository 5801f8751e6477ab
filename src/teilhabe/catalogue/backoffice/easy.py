"""Texts in Leichte Sprache in the back office."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView
from wagtail.snippets.views.snippets import EditView as SnippetEditView
from wagtail.snippets.views.snippets import SnippetViewSet

from ..actions import NotWaiting, UnderReview
from ..actions.easy import check_easy_text, hand_in_easy_text, return_easy_text, write_easy_text
from ..actions.life import NewVersion
from ..models import EasyText, NotReviewed, Offer
from ..rules import may_edit_catalogue
from .offers import new_version, not_reviewed, written_meanwhile

_NUMBERS = re.compile(r'\s+data-block-key="[^"]*"')


class EasyForm(WagtailAdminModelForm):
    data: Any
    hand_in = forms.BooleanField(label=_("Speichern und zur Prüfung geben"), required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer = self.fields["offer"]
        if self.instance.pk:
            offer.disabled = True
            self.initial["version"] = self.instance.version
        offer.queryset = Offer.objects.source().order_by("title")

    def clean_body(self) -> str:
        return _NUMBERS.sub("", self.cleaned_data["body"] or "")

    def refuse(self, sentence: str) -> None:
        """Say why nothing was saved; who sends it once more has read that."""
        self.data = self.data.copy()
        if self.instance.pk:
            self.data["version"] = EasyText.objects.get(pk=self.instance.pk).version
        self.add_error(None, sentence)


class _ThroughActions:
    request: Any

    def is_valid(self, form: Any) -> bool:
        """Whether it could be saved; saved here, because what the action refuses belongs above the form."""
        if not super().is_valid(form):  # type: ignore[misc]  # a mixin before a view
            return False
        said = form.cleaned_data
        try:
            self.saved = write_easy_text(
                said["offer"],
                title=said["title"],
                body=said["body"],
                by=self.request.user,
                seen=said["version"],
            )
        except UnderReview:
            form.refuse(gettext("Der Eintrag wird schon geprüft."))
        except NewVersion:
            form.refuse(written_meanwhile())
        else:
            return True
        # Says in the view's words that something is wrong with the form.
        return bool(super().is_valid(form))  # type: ignore[misc]  # a mixin before a view

    def save_instance(self) -> EasyText:
        if self.form.cleaned_data["hand_in"]:  # type: ignore[attr-defined]  # of the view
            with suppress(NotWaiting):  # nothing was changed in what is checked, or waits for it
                return hand_in_easy_text(self.saved, by=self.request.user)
        return self.saved


class EasyCreateView(_ThroughActions, SnippetCreateView):
    pass


class EasyEditView(_ThroughActions, SnippetEditView):
    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        if self.object.state == EasyText.State.IN_REVIEW:
            url = reverse("catalogue_easy_check", args=[self.object.pk])
            buttons = [*buttons, Button(gettext("Prüfung abschließen"), url=url, icon_name="check", priority=20)]
        return buttons


class EasyTextViewSet(SnippetViewSet):
    model = EasyText
    icon = "openquote"
    menu_label = _("Leichte Sprache")
    menu_name = "easy-texts"
    menu_order = 20
    add_view_class = EasyCreateView
    edit_view_class = EasyEditView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = (
        "title",
        Column("offer", accessor="offer.title", label=_("Eintrag"), sort_key="offer__title"),
        Column("state", accessor="get_state_display", label=_("Stand"), sort_key="state"),
        DateColumn("checked_on", label=_("geprüft am"), sort_key="checked_on"),
    )
    list_filter = ("state",)
    search_fields = ("title", "offer__title")
    ordering = ("title",)
    edit_handler = ObjectList(
        [
            FieldPanel("offer", widget=forms.Select),
            FieldPanel("title"),
            FieldPanel("body", help_text=_("Kurze Sätze, ein Gedanke je Satz, keine Fremdwörter.")),
            FieldPanel("hand_in"),
        ],
        base_form_class=EasyForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[EasyText]:
        return EasyText.objects.select_related("offer")


class CheckForm(forms.Form):
    checked_by = forms.CharField(
        label=_("Geprüft von"),
        max_length=160,
        help_text=_("Die Gruppe oder das Büro, das geprüft hat, ob man den Text versteht."),
    )
    checked_on = forms.DateField(label=_("Geprüft am"), widget=AdminDateInput)
    version = forms.CharField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person says that the text was checked, or gives it back."""
    user: Any = request.user
    if not may_edit_catalogue.test(user):
        raise PermissionDenied
    text = get_object_or_404(EasyText.objects.select_related("offer"), pk=pk)
    back = redirect("wagtailsnippets_catalogue_easytext:edit", text.pk)
    form = CheckForm(
        request.POST if request.method == "POST" and "return" not in request.POST else None,
        initial={"checked_on": timezone.localdate(), "version": text.version},
    )
    try:
        if "return" in request.POST:
            return_easy_text(text, by=user, seen=request.POST.get("version", ""))
            messages.success(request, gettext("Zurückgegeben."))
            return back
        if form.is_valid():
            said = form.cleaned_data
            check_easy_text(text, checked_by=said["checked_by"], day=said["checked_on"], by=user, seen=said["version"])
            messages.success(request, gettext("Geprüft. Der Text in Leichter Sprache ist jetzt öffentlich."))
            return back
    except NotReviewed:
        messages.error(request, not_reviewed())
        return back
    except NewVersion:
        messages.error(request, new_version())
        return redirect("catalogue_easy_check", text.pk)
    except NotWaiting:
        messages.error(request, gettext("Hier wartet nichts mehr auf eine Prüfung."))
        return back
    shown = {"text": text, "form": form, "back": back.url}
    return render(request, "catalogue/backoffice/easy_check.html", shown, status=422 if form.errors else 200)
