from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField


class EasyText(models.Model):
    """An offer in Leichte Sprache: another text about the same thing, with a state of its own."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Entwurf")
        IN_REVIEW = "in-review", _("in Prüfung")
        CURRENT = "current", _("geprüft und aktuell")
        OUTDATED = "outdated", _("älter als das Original")

    offer = models.OneToOneField("catalogue.Offer", on_delete=models.CASCADE, related_name="easy")
    title = models.CharField(_("Titel"), max_length=160)
    body = RichTextField(_("Text in Leichter Sprache"), features=["h3", "bold", "ul"])
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT)
    # Of the words of the offer when this was checked, see rules.words.digest_of.
    source_digest = models.CharField(max_length=32, blank=True, editable=False)
    # Who checked that people understand it, as rules for Leichte Sprache ask for: a group or office.
    checked_by = models.CharField(_("geprüft von"), max_length=160, blank=True)
    checked_on = models.DateField(_("geprüft am"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Text in Leichter Sprache")
        verbose_name_plural = _("Texte in Leichter Sprache")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="current") | models.Q(checked_on__isnull=False),
                name="current_easy_text_was_checked",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> str:
        """Another one after every change of words or state; forms send it along."""
        return self.changed.astimezone(UTC).isoformat()
