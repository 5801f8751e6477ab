"""What the list of offers can be narrowed by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from teilhabe.directory.concepts import choices
from teilhabe.directory.models import Organisation
from teilhabe.directory.queries import towns

from ..models import Feed, Offer, State


def holding(offers: QuerySet[Offer], field: str, key: str) -> QuerySet[Offer]:
    """Those whose list of keys ``field`` holds ``key``; works on every database."""
    said = offers.annotate(**{f"{field}_said": Cast(field, TextField())})
    return said.filter(**{f"{field}_said__contains": f'"{key}"'})


class OfferFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("Stand"))
    waiting = django_filters.ChoiceFilter(
        choices=[("yes", _("wartet auf Prüfung")), ("returned", _("zurückgegeben")), ("draft", _("in Arbeit"))],
        label=_("Änderung"),
        method="narrow_waiting",
    )
    kind = django_filters.ChoiceFilter(choices=Offer.Kind.choices, label=_("Art"))
    organisation = django_filters.ModelChoiceFilter(
        queryset=Organisation.objects.filter(offers__isnull=False).distinct().order_by("name"), label=_("Anbieter")
    )
    theme = django_filters.ChoiceFilter(choices=lambda: choices("theme"), label=_("Thema"), method="narrow_theme")
    town = django_filters.ChoiceFilter(
        choices=lambda: [(town.ags, town.name) for town in towns()], label=_("Kommune"), method="narrow_town"
    )
    feed = django_filters.ModelChoiceFilter(
        field_name="imported__feed", queryset=Feed.objects.order_by("name"), label=_("Übernommen aus")
    )
    due = django_filters.ChoiceFilter(
        choices=[("now", _("jetzt")), ("soon", _("in den nächsten vier Wochen"))],
        label=_("Bestätigung fällig"),
        method="narrow_due",
    )

    class Meta:
        model = Offer
        fields: list[str] = []

    def narrow_waiting(self, offers: Any, _name: str, value: str) -> Any:
        if value == "yes":
            return offers.waiting()
        state = State.RETURNED if value == "returned" else State.DRAFT
        return offers.filter(state=state) | offers.filter(pending=state)

    def narrow_theme(self, offers: QuerySet[Offer], _name: str, value: str) -> QuerySet[Offer]:
        return holding(offers, "themes", value)

    def narrow_town(self, offers: QuerySet[Offer], _name: str, value: str) -> QuerySet[Offer]:
        return holding(offers, "municipalities", value)

    def narrow_due(self, offers: Any, _name: str, value: str) -> Any:
        days = 0 if value == "now" else 28
        return offers.listed().filter(review_due__lte=timezone.localdate() + timedelta(days=days))
