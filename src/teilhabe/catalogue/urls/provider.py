"""Addresses below ``/anbieter/``: organisations that publish offers of their own."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from ..views.provider import (
    confirming,
    doing,
    files,
    members,
    offers,
    proposals,
    registering,
    reviewing,
    steps,
    workspace,
)

app_name = "provider"
urlpatterns: list[URLPattern] = [
    path("", workspace.home, name="home"),
    path("neu", workspace.new, name="new"),
    path("angebot/<int:number>/", offers.overview, name="offer"),
    path("angebot/<int:number>/bearbeiten", offers.edit, name="edit"),
    path("angebot/<int:number>/vorschau", offers.preview, name="preview"),
    path("angebot/<int:number>/verlauf", offers.history, name="history"),
    path("angebot/<int:number>/datei", files.add, name="file_add"),
    path("angebot/<int:number>/datei/<int:file>/entfernen", files.remove, name="file_remove"),
    path("angebot/<int:number>/<slug:what>", doing.do, name="do"),
    path("datei/<int:number>/<str:name>", files.give_out, name="file"),
    path("weiter/<int:number>/<slug:way>", steps.go_on, name="step"),
    path("organisation/<slug:slug>/mitglieder", members.members, name="members"),
    path("organisation/<slug:slug>/mitglieder/<int:user>/entfernen", members.remove, name="member_remove"),
    path("bestaetigen/<str:token>", confirming.confirm, name="confirm"),
    # For everybody
    path("anmelden", registering.register, name="register"),
    path("anmelden/danke", registering.registered, name="registered"),
    # For editors
    path("pruefen", reviewing.reviews, name="reviews"),
    path("pruefen/<int:number>", reviewing.review, name="review"),
    path("anmeldungen", registering.requests, name="requests"),
    re_path(r"^anmeldungen/(?P<number>\d+)/(?P<what>annehmen|ablehnen)$", registering.decide, name="request_decide"),
    path("hinweise", proposals.proposals, name="proposals"),
    re_path(
        r"^hinweise/(?P<number>\d+)/(?P<what>erledigt|ablehnen|entwurf)$", proposals.decide, name="proposal_decide"
    ),
]
