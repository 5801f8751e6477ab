from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..queries.visitors import FromVisitorsQuerySet


class ProviderRequest(models.Model):
    """An organisation asks to publish offers of its own. Decided by editors; the asking person's data go with it."""

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        APPROVED = "approved", _("angenommen")
        REFUSED = "refused", _("abgelehnt")

    name = models.CharField(_("Name der Organisation"), max_length=200)
    homepage = models.URLField(_("Internetseite"), blank=True)
    municipality = models.ForeignKey(
        "directory.Municipality", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Of the person who will sign in; emptied once the request is decided.
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    person = models.CharField(_("Ihr Name"), max_length=120, blank=True)
    message = models.TextField(_("Was Sie anbieten"), blank=True, max_length=2000)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(_("Begründung"), blank=True)
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Keyed hash of an address, worth nothing after its day; see core.visitors.
    sender = models.CharField(max_length=32, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    decided = models.DateTimeField(null=True, blank=True)

    objects = FromVisitorsQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name = _("Anmeldung einer Organisation")
        verbose_name_plural = _("Anmeldungen von Organisationen")

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """A visitor suggests an offer, or reports a mistake in one. No account is needed."""

    class Kind(models.TextChoices):
        SUGGESTION = "suggestion", _("Vorschlag")
        MISTAKE = "mistake", _("Fehler")

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        DONE = "done", _("erledigt")
        REFUSED = "refused", _("nicht übernommen")

    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    offer = models.ForeignKey("catalogue.Offer", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(_("Name des Angebots"), max_length=160, blank=True)
    provider = models.CharField(_("Wer bietet es an?"), max_length=160, blank=True)
    url = models.URLField(_("Wo steht mehr dazu?"), max_length=500, blank=True)
    text = models.TextField(_("Ihre Nachricht"), max_length=2000)
    # Only if the visitor wants an answer; forgotten with the proposal.
    email = models.EmailField(_("E-Mail-Adresse für eine Antwort"), blank=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.OPEN)
    note = models.TextField(_("Vermerk"), blank=True)
    # As in ProviderRequest.
    sender = models.CharField(max_length=32, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    decided = models.DateTimeField(null=True, blank=True)

    objects = FromVisitorsQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name = _("Hinweis zum Katalog")
        verbose_name_plural = _("Hinweise zum Katalog")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="mistake") | models.Q(offer__isnull=False), name="mistake_is_in_an_offer"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60]
