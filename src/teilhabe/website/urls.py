"""The table of all addresses. German has no prefix; other languages have theirs."""

from django.urls import include, path

from teilhabe.core.health import health

urlpatterns = [path("health", health, name="health"), path("rat/", include("teilhabe.council.urls"))]
