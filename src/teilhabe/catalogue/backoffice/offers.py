"""Offers in the back office: Wagtail shows drafts, versions, locks and reviews; our actions do what is done."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView
from wagtail.snippets.views.snippets import EditView as SnippetEditView
from wagtail.snippets.views.snippets import IndexView as SnippetIndexView
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.snippets.views.snippets import WorkflowActionView as SnippetWorkflowActionView

from teilhabe.core import moments

from ..actions import (
    NotWaiting,
    OfferIncomplete,
    UnderReview,
    change_offer,
    create_offer,
    publish_offer,
    settle,
    submit_offer,
    take_back_offer,
)
from ..actions.life import NewVersion, anew
from ..models import LISTED, NotReviewed, Offer, State
from ..queries.translations import Standing, standings
from ..rules import may_edit_catalogue
from .filters import OfferFilterSet
from .panels import OfferPanels
from .versions import (
    OfferCompareView,
    OfferHistoryView,
    OfferPreviewView,
    OfferReviewsView,
    OfferReviewView,
    OfferUsageView,
    OfferVersionView,
)


def not_reviewed() -> str:
    """What an author reads who would publish what is their own."""
    return gettext("Sie haben selbst an dieser Fassung geschrieben. Veröffentlichen kann sie nur eine zweite Person.")


def new_version() -> str:
    """What those read who would decide on a version that they have not read."""
    return gettext(
        "Diesen Eintrag hat inzwischen jemand geändert. Bitte lesen Sie die neue Fassung, bevor Sie entscheiden."
    )


def written_meanwhile() -> str:
    """What those read who would save an older page."""
    return gettext(
        "Inzwischen hat jemand anderes diesen Eintrag gespeichert. Ihre Angaben stehen unten. "
        "Speichern Sie noch einmal, wenn sie gelten sollen."
    )


class _ThroughActions:
    """Saving, handing in and deciding run through the actions, which write audit and index."""

    request: Any
    object: Any
    action: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # a mixin before a view
        # Whoever saves has written, and stands in the audit: nobody should become that by reading.
        self.autosave_enabled = False

    @abstractmethod
    def act(self, form: Any) -> Offer:
        """Do what saving means here, through an action; the offer as it is then."""

    def is_valid(self, form: Any) -> bool:
        """Whether it could be done; done here, because what the action refuses belongs beside a field."""
        if not super().is_valid(form):  # type: ignore[misc]  # a mixin before a view
            return False
        try:
            with transaction.atomic():
                self.saved = self.act(form)
        except UnderReview:
            form.add_error(
                None,
                gettext(
                    "Der Eintrag wird gerade geprüft und lässt sich dabei nicht ändern. "
                    "Geben Sie ihn zurück oder nehmen Sie ihn zurück, dann geht es weiter."
                ),
            )
        except ValidationError as wrong:
            for name, errors in wrong.error_dict.items() if hasattr(wrong, "error_dict") else [(None, wrong)]:
                form.add_error(name if name in form.fields else None, errors)
        else:
            return True
        # Says in the view's words that something is wrong with the form.
        return bool(super().is_valid(form))  # type: ignore[misc]  # a mixin before a view

    def save_instance(self) -> Offer:
        self.new_revision = self.saved.get_latest_revision()
        self.has_content_changes = True
        self.live_object = self.saved
        return self.saved

    def submit_action(self) -> HttpResponse | None:
        try:
            submit_offer(self.object, by=self.request.user)
        except OfferIncomplete as missing:
            said = " ".join(gap.sentence for gap in missing.gaps)
            messages.error(self.request, gettext("Gespeichert, aber noch nicht eingereicht.") + " " + said)
        except UnderReview:
            messages.error(self.request, gettext("Der Eintrag wird schon geprüft."))
        else:
            messages.success(self.request, gettext("Eingereicht. Eine zweite Person prüft den Eintrag."))
        return redirect(edit_url(self.object))

    def cancel_workflow_action(self) -> None:
        take_back_offer(self.object, by=self.request.user)

    def workflow_action_action(self) -> HttpResponse | None:
        if self.workflow_action != "approve":  # type: ignore[attr-defined]  # of the view
            super().workflow_action_action()  # type: ignore[misc]  # a mixin before a view
            return None
        approve(self.request, self.object)
        return redirect(edit_url(self.object))


def edit_url(offer: Offer) -> str:
    """The page of the back office where an offer is edited."""
    return reverse("wagtailsnippets_catalogue_offer:edit", args=[offer.pk])


def approve(request: Any, offer: Offer) -> None:
    """Publish what was handed in, and say what became of it."""
    try:
        done = publish_offer(offer, by=request.user, seen=request.POST.get("loaded_revision_id", ""))
    except NotReviewed:
        messages.error(request, not_reviewed())
    except NewVersion:
        messages.error(request, new_version())
    except NotWaiting:
        messages.error(request, gettext("Hier wartet nichts mehr auf eine Prüfung."))
    else:
        if done.go_live_at and done.go_live_at > timezone.now():
            settle(done, "schedule_offer", by=request.user)
            messages.success(request, gettext("Geprüft. Der Eintrag erscheint zum angegebenen Zeitpunkt."))
        else:
            messages.success(request, gettext("Geprüft und veröffentlicht."))


class OfferCreateView(_ThroughActions, SnippetCreateView):
    def act(self, form: Any) -> Offer:
        details = form.details
        return create_offer(details, organisation=details.pop("organisation"), by=self.request.user)


class OfferEditView(_ThroughActions, SnippetEditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.permission_policy.user_has_permission_for_instance(request.user, "change", self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Any) -> Offer:
        changes = form.changes
        stored = self.stored()
        return change_offer(stored, changes, by=self.request.user) if changes else stored

    def stored(self) -> Offer:
        """The row as it is, if nobody has written a version since the page was opened. Raises ValidationError."""
        stored = anew(self.object)
        if self.request.POST.get("loaded_revision_id", "") != str(stored.latest_revision_id or ""):
            raise ValidationError(written_meanwhile())
        return stored

    def get_available_actions(self) -> list[str]:
        """Reviews end in a publication; nothing else here does."""
        return [one for one in super().get_available_actions() if one not in {"publish", "restart-workflow"}]

    @property
    def header_more_buttons(self) -> list[Any]:
        offer = self.object
        buttons = [
            Button(
                gettext("Übersetzungen"),
                url=reverse("catalogue_translations", args=[offer.pk]),
                icon_name="globe",
                priority=30,
            ),
            *(
                Button(words, url=reverse("catalogue_life", args=[offer.pk, what]), icon_name=icon, priority=priority)
                for what, words, icon, priority in what_can_happen(self.live_object)
            ),
        ]
        return [*super().header_more_buttons, *buttons]


class OfferRevertView(RevisionsRevertMixin, OfferEditView):
    """An earlier version becomes the next draft."""

    def save_instance(self) -> Offer:
        return _ThroughActions.save_instance(self)

    def act(self, form: Any) -> Offer:
        return change_offer(self.stored(), form.details, by=self.request.user)


class OfferWorkflowActionView(SnippetWorkflowActionView):
    """Approve or return from a list, with a comment."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().post(request, *args, **kwargs)
        except NotReviewed:
            messages.error(request, not_reviewed())
            return redirect(edit_url(self.object))


def what_can_happen(offer: Offer) -> list[tuple[str, str, str, int]]:
    """(name, words, icon, order) of what an editor may do with a public or outdated German row."""
    if not offer.is_source:
        return []
    found = []
    if offer.state in (*LISTED, State.OUTDATED):
        found.append(("bestaetigen", gettext("Angaben bestätigen"), "check", 40))
    if offer.state in LISTED:
        found.append(("archivieren", gettext("Ist beendet"), "history", 50))
    if offer.live or offer.scheduled_revision is not None:
        found.append(("zurueckziehen", gettext("Aus dem Katalog nehmen"), "download", 60))
    return found


def state_in_words(offer: Offer) -> str:
    """Where it stands, and where a change to it stands."""
    said = str(offer.get_state_display())
    if offer.pending:
        said += " · " + gettext("Änderung: %(state)s") % {"state": State(offer.pending).label}
    if offer.go_live_at and offer.go_live_at > timezone.now() and not offer.live:
        day = timezone.localtime(offer.go_live_at).strftime("%d.%m.%Y")
        said += " · " + gettext("erscheint am %(day)s") % {"day": day}
    return said


def _due(offer: Offer) -> str:
    return moments.short(offer.review_due) if offer.review_due else ""


def _languages(offer: Any) -> str:
    """Languages that are there, with a word for those that are not in order."""
    found = {code: state for code, state in offer.standings.items() if state != Standing.MISSING}
    return ", ".join(code if state == Standing.CURRENT else f"{code} ({state.label})" for code, state in found.items())


class OfferIndexView(SnippetIndexView):
    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        shown = list(rows)
        found = standings(shown)
        for offer in shown:
            offer.standings = found[offer.pk]
        page.object_list = shown
        return paginator, page, shown, is_paginated


class OfferViewSet(SnippetViewSet):
    model = Offer
    icon = "list-ul"
    menu_label = _("Einträge")
    menu_name = "offers"
    menu_order = 10
    index_view_class = OfferIndexView
    add_view_class = OfferCreateView
    edit_view_class = OfferEditView
    workflow_action_view_class = OfferWorkflowActionView
    history_view_class = OfferHistoryView
    revisions_compare_view_class = OfferCompareView
    revisions_view_class = OfferVersionView
    preview_on_edit_view_class = OfferPreviewView
    usage_view_class = OfferUsageView
    workflow_history_view_class = OfferReviewsView
    workflow_history_detail_view_class = OfferReviewView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 30
    list_display = (
        "title",
        Column("kind", accessor="get_kind_display", label=_("Art"), sort_key="kind"),
        Column("provider", accessor="organisation.name", label=_("Anbieter"), sort_key="organisation__name"),
        Column("state", accessor=state_in_words, label=_("Stand"), sort_key="state"),
        Column("review_due", accessor=_due, label=_("Zu bestätigen bis"), sort_key="review_due"),
        Column("languages", accessor=_languages, label=_("Übersetzungen")),
    )
    filterset_class = OfferFilterSet
    search_fields = ("title", "summary", "slug", "organisation__name")
    ordering = ("title",)
    edit_handler = OfferPanels()

    @property
    def revisions_revert_view_class(self) -> Any:
        return OfferRevertView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        found = Offer.objects.source().select_related("organisation", "locale")
        if may_edit_catalogue.test(request.user):
            return found
        # Translators find what there is to translate, and no drafts.
        return found.filter(first_published_at__isnull=False)
