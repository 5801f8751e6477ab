"""Addresses below ``/angebote/``, for readers, in every language."""

from __future__ import annotations

from django.urls import path

from ..views import calendar, catalogue, lists, offer, providers_public

app_name = "catalogue"
urlpatterns = [
    path("", catalogue.home, name="home"),
    path("liste", catalogue.offers, name="list"),
    path("kalender", calendar.month, name="calendar"),
    path("kalender.ics", calendar.ics, name="calendar_ics"),
    path("neu.atom", calendar.atom, name="atom"),
    path("merkliste", lists.notes, name="notes"),
    path("merkliste.pdf", lists.pdf, name="notes_pdf"),
    path("anbieter/<slug:slug>", providers_public.provider, name="provider"),
    path("<slug:slug>", offer.offer, name="offer"),
    path("<slug:slug>.ics", offer.ics, name="offer_ics"),
    path("<slug:slug>/leichte-sprache", offer.easy, name="offer_easy"),
]
