from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ShownFiles(models.Manager["OfferFile"]):
    """What readers may have. ``OfferFile.every`` knows the others, too."""

    def get_queryset(self) -> models.QuerySet[OfferFile]:
        return super().get_queryset().filter(shown=True)


class OfferFile(models.Model):
    """A file of an offer. The content lies content-addressed below the data folder, see ``catalogue.storage``.

    A file that was added is shown once a second person has published the offer with it: ``offer.files`` and
    ``OfferFile.objects`` hold only what is shown.
    """

    offer = models.ForeignKey("catalogue.Offer", on_delete=models.CASCADE, related_name="files")
    title = models.CharField(_("Bezeichnung"), max_length=160)
    # As handed in, cleaned; what a download is called.
    name = models.CharField(_("Dateiname"), max_length=160)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    # Address of a licence of directory.vocabulary.LICENCES, or empty: all rights reserved.
    licence = models.CharField(_("Lizenz"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    shown = models.BooleanField(default=False, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    objects = ShownFiles()
    every: ClassVar[models.Manager[OfferFile]] = models.Manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")
        constraints = [
            models.UniqueConstraint(fields=["offer", "sha256"], name="offer_holds_a_file_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="offer_file_is_named_by_content"),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def kind(self) -> str:
        """As people call it: "PDF"."""
        return self.name.rpartition(".")[2].upper()
