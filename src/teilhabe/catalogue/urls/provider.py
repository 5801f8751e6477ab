"""Addresses below ``/anbieter/``: organisations that publish offers of their own."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "provider"
urlpatterns: list[URLPattern] = []
