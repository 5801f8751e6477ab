"""Versions of one offer in the back office: Wagtail asks here what somebody may do with offers, not with this one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.permissions import policy_registry
from wagtail.snippets.views import snippets

from ..models import Offer


class _OfThisOffer:
    """Whoever may change this offer may see what was written in it: translators their rows, not the German drafts."""

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> Any:
        offer = get_object_or_404(Offer, pk=named["pk"])
        if not policy_registry.get_by_type(Offer).user_has_permission_for_instance(request.user, "change", offer):
            raise PermissionDenied
        return super().dispatch(request, *args, **named)  # type: ignore[misc]  # a mixin before a view


class OfferHistoryView(_OfThisOffer, snippets.HistoryView):
    pass


class OfferCompareView(_OfThisOffer, snippets.RevisionsCompareView):
    pass


class OfferVersionView(_OfThisOffer, snippets.PreviewRevisionView):
    pass


class OfferPreviewView(_OfThisOffer, snippets.PreviewOnEditView):
    pass


class OfferUsageView(_OfThisOffer, snippets.UsageView):
    pass


class OfferReviewsView(_OfThisOffer, snippets.WorkflowHistoryView):
    pass


class OfferReviewView(_OfThisOffer, snippets.WorkflowHistoryDetailView):
    pass
