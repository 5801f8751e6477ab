from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..queries.bodies import BodyQuerySet, OrganizationQuerySet, PersonQuerySet
from .records import Record


class Body(models.Model):
    """A body that decides: a municipality's or a county's council with everything below it."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="body")
    municipality = models.ForeignKey(
        "directory.Municipality", on_delete=models.SET_NULL, null=True, blank=True, related_name="bodies"
    )
    name = models.CharField(_("Name"), max_length=300)
    short_name = models.CharField(_("Kurzname"), max_length=120, blank=True)
    slug = models.SlugField(max_length=80, unique=True)
    # As the source gives it, padded to eight digits; empty if it gives none.
    ags = models.CharField(max_length=8, blank=True)
    classification = models.CharField(max_length=200, blank=True)
    website = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=300, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Körperschaft")
        verbose_name_plural = _("Körperschaften")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("council:body", args=[self.slug])


class LegislativeTerm(models.Model):
    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="term")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=200, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-start"]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place as the source describes it, mostly a meeting room."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="location")
    description = models.TextField(blank=True)
    street_address = models.CharField(max_length=300, blank=True)
    room = models.CharField(max_length=300, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    sub_locality = models.CharField(max_length=200, blank=True)
    geojson = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return self.description or self.street_address


class Organization(models.Model):
    """A committee, council, parliamentary group or office."""

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Rat")
        COMMITTEE = "committee", _("Ausschuss")
        GROUP = "group", _("Fraktion")
        OFFICE = "office", _("Verwaltung")
        OTHER = "other", _("Sonstige")

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="organization")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="organizations")
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=120, blank=True)
    slug = models.SlugField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    # The body's highest council: what it adopts is decided, not recommended.
    is_main = models.BooleanField(default=False)
    type_raw = models.CharField(max_length=200, blank=True)
    classification = models.CharField(max_length=200, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    original_url = models.URLField(max_length=1000, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Gremium")
        verbose_name_plural = _("Gremien")
        constraints = [
            models.UniqueConstraint(fields=["body", "slug"], name="organization_address_is_unique_in_body"),
        ]
        indexes = [models.Index(fields=["body", "kind", "name"], name="organization_by_kind")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("council:committee", args=[self.body.slug, self.slug])


class Person(models.Model):
    """A person in a public role. Only what the role makes public: no address, no telephone, no mail."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="person")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="persons")
    name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=120, blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=120, blank=True)
    affix = models.CharField(max_length=60, blank=True)
    slug = models.SlugField(max_length=100)
    original_url = models.URLField(max_length=1000, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["family_name", "given_name", "name"]
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        constraints = [models.UniqueConstraint(fields=["body", "slug"], name="person_address_is_unique_in_body")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("council:person", args=[self.body.slug, self.slug])


class Membership(models.Model):
    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="membership")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    # Bound once the organization is known; until then its key is kept.
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    organization_ref = models.CharField(max_length=500, blank=True)
    role = models.CharField(max_length=200, blank=True)
    voting_right = models.BooleanField(null=True, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    on_behalf_of = models.ForeignKey(
        Organization, on_delete=models.SET_NULL, null=True, blank=True, related_name="sent_members"
    )
    on_behalf_of_ref = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | ~Q(organization_ref=""),
                name="membership_names_an_organization",
            )
        ]
        indexes = [
            models.Index(fields=["organization_ref"], condition=Q(organization__isnull=True), name="membership_unbound")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"
