"""``/anbieter/hinweis``: what anybody tells the editors about an offer, in every language."""

from __future__ import annotations

from django.urls import path

from ..views.provider import proposals

app_name = "proposal"
urlpatterns = [
    path("hinweis", proposals.propose, name="write"),
    path("hinweis/danke", proposals.thanks, name="thanks"),
]
