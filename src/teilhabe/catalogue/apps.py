from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogueConfig(AppConfig):
    name = "teilhabe.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from .actions.review_setup import ensure_review
        from .followers import follow_the_back_office

        follow_the_back_office()
        post_migrate.connect(ensure_review, sender=self, dispatch_uid="catalogue.ensure_review")
