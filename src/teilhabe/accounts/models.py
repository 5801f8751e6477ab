from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Whoever makes one has the command line of the portal and vouches for the address: it counts as verified."""
        from allauth.account.models import EmailAddress

        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, by e-mail address. The display name is what colleagues see; citizens see neither."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(_("Anzeigename"), max_length=120, blank=True)
    is_staff = models.BooleanField(_("darf ins Redaktionssystem"), default=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    joined = models.DateTimeField(_("dabei seit"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("Benutzerin oder Benutzer")
        verbose_name_plural = _("Benutzerinnen und Benutzer")
        constraints = [models.UniqueConstraint(Lower("email"), name="email_is_unique_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def audit_name(self) -> str:
        """How the audit names this person: by number, so that it holds no personal data."""
        return f"user:{self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class Membership(models.Model):
    """A role someone holds, for the whole portal or within one organisation or municipality."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administration")
        EDITOR = "editor", _("Redaktion")
        REVIEWER = "reviewer", _("Prüfung")
        COORDINATOR = "coordinator", _("Koordination der Kommune")
        PROVIDER = "provider", _("Anbieter")
        TRANSLATOR = "translator", _("Übersetzung")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    municipality = models.ForeignKey(
        "directory.Municipality", on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Rolle")
        verbose_name_plural = _("Rollen")
        constraints = [
            # A database takes two NULLs for different, so "for the whole portal" needs constraints of its own.
            models.UniqueConstraint(
                fields=["user", "role", "organisation", "municipality"],
                name="role_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(organisation__isnull=True, municipality__isnull=True),
                name="portal_role_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=models.Q(organisation__isnull=False, municipality__isnull=True),
                name="organisation_role_is_held_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "municipality"],
                condition=models.Q(organisation__isnull=True, municipality__isnull=False),
                name="municipality_role_is_held_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="coordinator") | models.Q(municipality__isnull=False),
                name="coordinator_has_a_municipality",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="provider") | models.Q(organisation__isnull=False),
                name="provider_has_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
