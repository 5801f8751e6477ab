from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="home")
class OperatorDetails(BaseGenericSetting):
    """Who runs this portal. What is empty shows as "noch nicht ausgefüllt" on the pages and in ``teilhabe doctor``."""

    class Accessibility(models.TextChoices):
        UNTESTED = "untested", _("noch nicht geprüft")
        FULL = "full", _("vollständig vereinbar")
        PARTIAL = "partial", _("teilweise vereinbar")
        NONE = "none", _("nicht vereinbar")

    organisation = models.CharField(_("Organisation"), max_length=200, blank=True)
    represented_by = models.CharField(_("Vertreten durch"), max_length=200, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=200, blank=True)
    place = models.CharField(_("Postleitzahl und Ort"), max_length=200, blank=True)
    phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    vat_id = models.CharField(
        _("Umsatzsteuer-Identifikationsnummer"), max_length=30, blank=True, help_text=_("Leer, wenn es keine gibt.")
    )
    responsible = models.CharField(
        _("Inhaltlich verantwortlich"),
        max_length=200,
        blank=True,
        help_text=_("Name und Anschrift nach § 18 Absatz 2 Medienstaatsvertrag."),
    )
    privacy_officer = models.CharField(_("Datenschutzbeauftragte Person"), max_length=200, blank=True)
    privacy_email = models.EmailField(_("E-Mail-Adresse für den Datenschutz"), blank=True)
    privacy_authority = models.CharField(_("Aufsichtsbehörde für den Datenschutz"), max_length=300, blank=True)
    accessibility = models.CharField(
        _("Stand der Barrierefreiheit"), max_length=10, choices=Accessibility, default=Accessibility.UNTESTED
    )
    accessibility_tested = models.DateField(_("Geprüft am"), null=True, blank=True)
    accessibility_method = models.CharField(
        _("Wie geprüft wurde"),
        max_length=300,
        blank=True,
        help_text=_("Zum Beispiel: Selbstbewertung nach BITV 2.0, BITV-Test durch eine Prüfstelle."),
    )
    accessibility_gaps = models.TextField(
        _("Was noch nicht barrierefrei ist"), blank=True, help_text=_("Eine Lücke je Zeile, mit Begründung.")
    )
    ombuds_name = models.CharField(
        _("Durchsetzungs- oder Ombudsstelle"),
        max_length=300,
        blank=True,
        help_text=_(
            "In Nordrhein-Westfalen: Ombudsstelle für barrierefreie Informationstechnik des Landes Nordrhein-Westfalen."
        ),
    )
    ombuds_contact = models.TextField(_("Anschrift und Erreichbarkeit der Stelle"), blank=True)

    panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "organisation",
                    "represented_by",
                    "street",
                    "place",
                    "phone",
                    "email",
                    "vat_id",
                    "responsible",
                )
            ],
            heading=_("Betreiber"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("privacy_officer", "privacy_email", "privacy_authority")],
            heading=_("Datenschutz"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "accessibility",
                    "accessibility_tested",
                    "accessibility_method",
                    "accessibility_gaps",
                    "ombuds_name",
                    "ombuds_contact",
                )
            ],
            heading=_("Barrierefreiheit"),
        ),
    ]

    NEEDED: ClassVar[tuple[str, ...]] = (
        "organisation",
        "represented_by",
        "street",
        "place",
        "email",
        "responsible",
        "privacy_officer",
        "privacy_email",
        "privacy_authority",
        "accessibility_tested",
        "ombuds_name",
        "ombuds_contact",
    )
    """What the law asks for; without it the pages are not complete."""

    class Meta:
        verbose_name = _("Angaben zum Betreiber")

    def __str__(self) -> str:
        return self.organisation or str(self._meta.verbose_name)

    def missing(self) -> list[str]:
        """The names, in words, of what is needed and empty."""
        return [str(self._meta.get_field(name).verbose_name) for name in self.NEEDED if not getattr(self, name)]

    @property
    def gaps(self) -> list[str]:
        return [line.strip() for line in self.accessibility_gaps.splitlines() if line.strip()]

    @property
    def ombuds_lines(self) -> list[str]:
        return [line.strip() for line in self.ombuds_contact.splitlines() if line.strip()]
