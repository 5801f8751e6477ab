from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "teilhabe.website"
    label = "website"
