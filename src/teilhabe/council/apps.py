from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "teilhabe.council"
    label = "council"
