from django.apps import AppConfig
from django.db.models.signals import post_migrate
from wagtail.users.apps import WagtailUsersAppConfig


class WebsiteConfig(AppConfig):
    name = "teilhabe.website"
    label = "website"
    default = True  # this module knows a second configuration

    def ready(self) -> None:
        from .backoffice.groups import open_back_office

        # Permissions exist only after migrate, so the groups get theirs then.
        post_migrate.connect(open_back_office, sender=self, dispatch_uid="website.open_back_office")


class BackOfficeUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration through our actions: invitation instead of a password, roles instead of groups."""

    user_viewset = "teilhabe.website.backoffice.users.UserViewSet"
