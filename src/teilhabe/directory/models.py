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


class PointFlag(models.TextChoices):
    """Why an editor should look at a point. ``UNTRUSTED`` are those that are not put on a map."""

    OUTSIDE = "outside", _("Punkt liegt außerhalb der Kommune")
    SCATTERED = "scattered", _("Teile liegen weit auseinander")
    BORDER = "border", _("Punkt liegt knapp außerhalb der Kommune")
    SHARED = "shared", _("gleicher Punkt wie ein anderer Ort")
    MISSING = "missing", _("ohne Punkt")


UNTRUSTED = frozenset({PointFlag.OUTSIDE, PointFlag.SCATTERED})


def _point_is_whole(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True)
        | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
        name=name,
    )


class OnTheMap(models.Model):
    """Where something lies, who says so, and whether it is believed."""

    # WGS84 degrees, both or none.
    latitude = models.FloatField(_("Breite"), null=True, blank=True)
    longitude = models.FloatField(_("Länge"), null=True, blank=True)
    # GeoJSON geometry in WGS84, longitude first: areas, for streets lines.
    outline = models.JSONField(_("Umriss"), null=True, blank=True)
    source = models.CharField(_("Quellenvermerk"), max_length=300, blank=True)
    licence = models.CharField(_("Lizenz"), max_length=120, blank=True)
    flag = models.CharField(_("Hinweis zum Punkt"), max_length=12, choices=PointFlag, blank=True)
    # Names of what an editor decided ("name", "district", "postcodes", "point", "names"): imports leave it alone.
    kept = models.JSONField(default=list, blank=True, editable=False)
    hidden = models.BooleanField(
        _("nicht verwenden"),
        default=False,
        help_text=_("Der Name wird in Texten nicht mehr erkannt; auch ein neues Einlesen holt ihn nicht zurück."),
    )

    class Meta:
        abstract = True

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude; None where there is none or it is not believed."""
        if self.latitude is None or self.longitude is None or self.flag in UNTRUSTED:
            return None
        return self.latitude, self.longitude


class District(OnTheMap):
    """A part of a municipality: Ortsteil, Stadtbezirk or Sozialraum. Its address is unique in the municipality."""

    class Kind(models.TextChoices):
        DISTRICT = "district", _("Ortsteil")
        BOROUGH = "borough", _("Stadtbezirk")
        SOCIAL_AREA = "social-area", _("Sozialraum")

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="districts")
    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(max_length=80)
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.DISTRICT)
    key = models.CharField(_("Schlüssel"), max_length=20, blank=True)

    class Meta:
        ordering = ["municipality", "name"]
        verbose_name = _("Ortsteil")
        verbose_name_plural = _("Ortsteile")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="district_address_is_unique_in_municipality"),
            _point_is_whole("district_point_is_whole_and_on_earth"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.municipality.name})"

    @property
    def ref(self) -> str:
        return f"district:{self.municipality.ags}/{self.slug}"


class Place(OnTheMap):
    """A street, square, park, public building or another place that texts name. Schools and districts are their own."""

    class Kind(models.TextChoices):
        STREET = "street", _("Straße")
        SQUARE = "square", _("Platz")
        PARK = "park", _("Park oder Grünfläche")
        BUILDING = "building", _("öffentliches Gebäude")
        OTHER = "other", _("sonstiger Ort")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="places", verbose_name=_("Kommune")
    )
    district = models.ForeignKey(
        District, on_delete=models.SET_NULL, null=True, blank=True, related_name="places", verbose_name=_("Ortsteil")
    )
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    name = models.CharField(_("Name"), max_length=160)
    slug = models.SlugField(max_length=100)
    postcodes = models.CharField(
        _("Postleitzahlen"), max_length=120, blank=True, help_text=_("Mit Leerzeichen getrennt.")
    )

    class Meta:
        ordering = ["municipality", "name"]
        verbose_name = _("Ort")
        verbose_name_plural = _("Orte")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="place_address_is_unique_in_municipality"),
            models.CheckConstraint(
                condition=Q(postcodes="") | Q(postcodes__regex=r"^\d{5}( \d{5})*$"),
                name="place_postcodes_have_five_digits",
            ),
            _point_is_whole("place_point_is_whole_and_on_earth"),
        ]
        indexes = [models.Index(fields=["latitude", "longitude"], name="place_by_point")]

    def __str__(self) -> str:
        return f"{self.name} ({self.municipality.name})"

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.municipality.ags}/{self.slug}"


class PlaceName(models.Model):
    """Another name of a place or district. What can be computed (Str./Straße, hyphens, ß) is not kept here."""

    class Kind(models.TextChoices):
        VARIANT = "variant", _("auch genannt")
        FORMER = "former", _("früher")

    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, blank=True, related_name="names")
    district = models.ForeignKey(District, on_delete=models.CASCADE, null=True, blank=True, related_name="names")
    name = models.CharField(_("Name"), max_length=160)
    kind = models.CharField(_("Art"), max_length=8, choices=Kind, default=Kind.VARIANT)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("weiterer Name")
        verbose_name_plural = _("weitere Namen")
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, district__isnull=True) | Q(place__isnull=True, district__isnull=False),
                name="further_name_belongs_to_one_place_or_district",
            ),
            models.UniqueConstraint(fields=["place", "name"], name="further_name_of_place_is_told_once"),
            models.UniqueConstraint(fields=["district", "name"], name="further_name_of_district_is_told_once"),
        ]

    def __str__(self) -> str:
        return self.name


class GazetteerVersion(models.Model):
    """One row: the digest of everything that texts are matched with. Renewed by every action that may change it."""

    digest = models.CharField(max_length=32)
    changed = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.digest


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
