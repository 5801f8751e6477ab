"""Addresses for other portals: ``/hsds/``, ``/oai``, ``/dcat``, ``/amb/`` and the like. They have no language."""

from __future__ import annotations

from django.urls import path

from ..views import exchange_amb as amb
from ..views import exchange_files as files
from ..views import exchange_hsds as hsds
from ..views import exchange_oai as oai

app_name = "exchange"
urlpatterns = [
    path("hsds/", hsds.root, name="hsds_root"),
    path("hsds/openapi.json", hsds.openapi, name="hsds_openapi"),
    path("hsds/profile/", hsds.show_profile, name="hsds_profile"),
    path("hsds/profile/<slug:name>.json", hsds.profile_file, name="hsds_profile_file"),
    path("hsds/schema/<slug:name>.json", hsds.schema, name="hsds_schema"),
    path("hsds/services", hsds.services, name="hsds_services"),
    path("hsds/services/<str:key>", hsds.service, name="hsds_service"),
    path("hsds/organizations", hsds.organizations, name="hsds_organizations"),
    path("hsds/organizations/<str:key>", hsds.organization, name="hsds_organization"),
    path("hsds/service_at_locations", hsds.service_at_locations, name="hsds_links"),
    path("hsds/service_at_locations/<str:key>", hsds.service_at_location, name="hsds_link"),
    path("hsds/taxonomies", hsds.taxonomies, name="hsds_taxonomies"),
    path("hsds/taxonomies/<str:key>", hsds.taxonomy, name="hsds_taxonomy"),
    path("hsds/taxonomy_terms", hsds.taxonomy_terms, name="hsds_terms"),
    path("hsds/taxonomy_terms/<str:key>", hsds.taxonomy_term, name="hsds_term"),
    path("amb/", amb.index, name="amb_list"),
    path("amb/<uuid:key>.json", amb.record, name="amb_record"),
    path("oai", oai.oai, name="oai"),
    path("oai/amb.xsd", oai.amb_schema, name="oai_amb_schema"),
    path("dcat", files.describe, name="dcat"),
    path("dcat.<str:form>", files.describe, name="dcat_form"),
    path("angebote.csv", files.table, name="csv"),
    path("integreat/<slug:language>/<slug:what>.json", files.integreat_list, name="integreat"),
]
