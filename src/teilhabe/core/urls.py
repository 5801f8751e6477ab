"""The addresses of the portal without its website: enough to see that it lives."""

from django.urls import path

from .health import health

urlpatterns = [path("health", health, name="health")]
