"""``/angebote/daten``: for people who build with the data of the catalogue; not in every language."""

from __future__ import annotations

from django.urls import path

from ..views import data_page

app_name = "catalogue_data"
urlpatterns = [path("daten", data_page.data, name="data")]
