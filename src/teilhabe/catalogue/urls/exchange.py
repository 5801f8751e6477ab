"""Addresses for other portals: ``/hsds/``, ``/oai``, ``/dcat``, ``/amb/``. They have no language."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "exchange"
urlpatterns: list[URLPattern] = []
