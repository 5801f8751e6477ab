from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Municipality(models.Model):
    """A town, a municipality or the county-like body around them; the official keys are its identity."""

    class Kind(models.TextChoices):
        CITY = "city", _("Stadt")
        MUNICIPALITY = "municipality", _("Gemeinde")
        INDEPENDENT_CITY = "independent-city", _("kreisfreie Stadt")
        COUNTY = "county", _("Kreis")
        REGION = "region", _("Region")

    ags = models.CharField(_("Amtlicher Gemeindeschlüssel"), max_length=8, unique=True)
    ars = models.CharField(_("Amtlicher Regionalschlüssel"), max_length=12, blank=True)
    name = models.CharField(_("Name"), max_length=120)
    official_name = models.CharField(_("Amtlicher Name"), max_length=160, blank=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    # GeoJSON geometry (Polygon or MultiPolygon) in WGS84, longitude first; None until an outline was imported.
    outline = models.JSONField(_("Umriss"), null=True, blank=True)
    outline_source = models.CharField(_("Quellenvermerk des Umrisses"), max_length=300, blank=True)
    # The bounding box of the outline in degrees; derived on import.
    west = models.FloatField(null=True, editable=False)
    south = models.FloatField(null=True, editable=False)
    east = models.FloatField(null=True, editable=False)
    north = models.FloatField(null=True, editable=False)
    # Where its name has most room around it; derived on import.
    middle_longitude = models.FloatField(null=True, editable=False)
    middle_latitude = models.FloatField(null=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("Kommune")
        verbose_name_plural = _("Kommunen")
        constraints = [
            models.CheckConstraint(condition=Q(ags__regex=r"^\d{8}$"), name="ags_has_eight_digits"),
            models.CheckConstraint(condition=Q(ars="") | Q(ars__regex=r"^\d{12}$"), name="ars_has_twelve_digits"),
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A part of a municipality: Ortsteil, Stadtbezirk or Sozialraum."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("Ortsteil")
        BOROUGH = "borough", _("Stadtbezirk")
        SOCIAL_AREA = "social-area", _("Sozialraum")

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="districts")
    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(max_length=80)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.DISTRICT)
    key = models.CharField(_("Schlüssel"), max_length=20, blank=True)
    outline = models.JSONField(_("Umriss"), null=True, blank=True)

    class Meta:
        ordering = ["municipality", "name"]
        verbose_name = _("Ortsteil")
        verbose_name_plural = _("Ortsteile")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind", "slug"], name="district_is_unique_in_municipality")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.municipality.name})"


class Organisation(models.Model):
    """Whoever offers, carries or decides something: an office, an association, a school's provider."""

    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", _("Verwaltung")
        ASSOCIATION = "association", _("Verein oder Verband")
        EDUCATION = "education", _("Bildungseinrichtung")
        OTHER = "other", _("Sonstige")

    name = models.CharField(_("Name"), max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.OTHER)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.SET_NULL, null=True, blank=True, related_name="organisations"
    )
    homepage = models.URLField(_("Internetseite"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school with its official number; the point is WGS84, None when the list gives none or a false one."""

    number = models.CharField(_("Schulnummer"), max_length=6, unique=True)
    # The two digits of the state's list of school forms; the label is in vocabulary.SCHOOL_FORMS.
    form = models.CharField(_("Schulform"), max_length=2)
    name = models.CharField(_("Name"), max_length=250)
    short_name = models.CharField(_("Kurzbezeichnung"), max_length=120, blank=True)
    slug = models.SlugField(max_length=100, unique=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="schools")
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    place = models.CharField(_("Ort"), max_length=80, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    homepage = models.URLField(_("Internetseite"), blank=True)
    private = models.BooleanField(_("in freier Trägerschaft"), default=False)
    opened = models.DateField(_("In Betrieb seit"), null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    source = models.CharField(_("Quellenvermerk"), max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("Schule")
        verbose_name_plural = _("Schulen")
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^\d{6}$"), name="school_number_has_six_digits"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="school_point_is_whole_and_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name
