from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogueConfig(AppConfig):
    name = "teilhabe.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from teilhabe.search.beside import says_beside

        from .actions.review_setup import ensure_review
        from .backoffice.groups import open_catalogue
        from .followers import follow_the_back_office
        from .models import Offer
        from .presentation.beside import programmes_in_paper
        from .presentation.preview import preview_of

        Offer.preview_of = staticmethod(preview_of)
        follow_the_back_office()
        says_beside("paper", programmes_in_paper)
        post_migrate.connect(ensure_review, sender=self, dispatch_uid="catalogue.ensure_review")
        # After the website's, which sets the groups' other rights anew: apps are asked from the top down.
        post_migrate.connect(open_catalogue, sender=self, dispatch_uid="catalogue.open_catalogue")
