"""An offer in the wide sense: programme, project, offer, material or series of events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail_localize.fields import SynchronizedField, TranslatableField
from wagtail_localize.models import StringTranslation

from ..queries.offers import OfferQuerySet
from .review import NotReviewed


class State(models.TextChoices):
    """Where an offer stands. What readers see is that of the last publication; ``pending`` says more about a change."""

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("eingereicht")
    IN_REVIEW = "in-review", _("in Prüfung")
    RETURNED = "returned", _("zurückgegeben")
    PUBLISHED = "published", _("veröffentlicht")
    REVIEW_DUE = "review-due", _("Bestätigung fällig")
    OUTDATED = "outdated", _("veraltet")
    ARCHIVED = "archived", _("Archiv")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


LISTED = (State.PUBLISHED, State.REVIEW_DUE)
"""In lists, search and exports."""
READABLE = (*LISTED, State.ARCHIVED)
"""Whose content stands at its address; an archived one says that it has ended."""
EXPLAINED = (State.OUTDATED, State.WITHDRAWN)
"""Whose address says why the content is gone."""


class Offer(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, TranslatableMixin, models.Model
):
    """One entry of the catalogue, in one language: the German row is the source, translations are rows of their own
    with the same ``translation_key``, which is also how other portals know it.

    Lists of keys (``audience``, ``themes`` …) name concepts of ``directory.concepts``; municipalities are official
    keys, districts refs of the gazetteer. Change it through ``catalogue.actions`` only.
    """

    class Kind(models.TextChoices):
        OFFER = "offer", _("Angebot")
        PROGRAMME = "programme", _("Programm")
        PROJECT = "project", _("Projekt")
        MATERIAL = "material", _("Material")
        EVENT_SERIES = "event-series", _("Veranstaltungsreihe")

    class Level(models.TextChoices):
        """Level of German by the Common European Framework; ``LITERACY`` stands before it."""

        LITERACY = "literacy", _("Alphabetisierung")
        A1 = "a1", "A1"
        A2 = "a2", "A2"
        B1 = "b1", "B1"
        B2 = "b2", "B2"
        C1 = "c1", "C1"
        C2 = "c2", "C2"

    class Cost(models.TextChoices):
        FREE = "free", _("kostenlos")
        REDUCED = "reduced", _("mit Ermäßigung")
        FEE = "fee", _("kostenpflichtig")
        UNKNOWN = "", _("keine Angabe")

    class Access(models.TextChoices):
        OPEN = "open", _("offen für alle, ohne Anmeldung")
        REGISTRATION = "registration", _("mit Anmeldung")
        REFERRAL = "referral", _("über eine Beratungsstelle")
        SCHOOL = "school", _("über die Schule oder Kita")
        UNKNOWN = "", _("keine Angabe")

    # Wagtail would have new ones live at once.
    live = models.BooleanField(_("öffentlich"), default=False, editable=False)

    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.OFFER)
    title = models.CharField(_("Titel"), max_length=160)
    slug = models.SlugField(_("Adresse"), max_length=120)
    summary = models.CharField(
        _("Kurz gesagt"), max_length=300, blank=True, help_text=_("Ein oder zwei Sätze, höchstens 300 Zeichen.")
    )
    body = RichTextField(_("Beschreibung"), blank=True, features=["h3", "bold", "italic", "ol", "ul", "link"])
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="offers", verbose_name=_("Anbieter")
    )
    part_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("gehört zu")
    )
    # Other names under which papers and people speak of it: "Rucksack", "FIT".
    aliases = models.JSONField(_("weitere Namen"), default=list, blank=True)

    # For whom
    audience = models.JSONField(_("Zielgruppen"), default=list, blank=True)
    needs = models.JSONField(_("Anliegen"), default=list, blank=True)
    levels = models.JSONField(_("Bildungsstufen"), default=list, blank=True)
    # Codes of directory.vocabulary.SCHOOL_FORMS.
    school_forms = models.JSONField(_("Schulformen"), default=list, blank=True)
    themes = models.JSONField(_("Themen"), default=list, blank=True)
    blocks = models.JSONField(_("Bausteine des Siegels"), default=list, blank=True)
    languages = models.JSONField(_("Sprachen"), default=list, blank=True)
    level_from = models.CharField(_("Deutsch ab"), max_length=10, choices=Level, blank=True)
    level_to = models.CharField(_("Deutsch bis"), max_length=10, choices=Level, blank=True)
    age_from = models.PositiveSmallIntegerField(_("Alter ab"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("Alter bis"), null=True, blank=True)
    residence = models.CharField(
        _("Aufenthalt"),
        max_length=300,
        blank=True,
        help_text=_("In einfachen Worten, zum Beispiel: „Auch mit Duldung möglich.“"),
    )

    # Where
    municipalities = models.JSONField(_("Kommunen"), default=list, blank=True)
    districts = models.JSONField(_("Ortsteile"), default=list, blank=True)
    on_site = models.BooleanField(_("vor Ort"), default=True)
    online = models.BooleanField(_("online"), default=False)
    mobile = models.BooleanField(_("kommt zu Ihnen"), default=False)
    venue = models.CharField(_("Ort der Durchführung"), max_length=160, blank=True)
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5, blank=True)
    town = models.CharField(_("Ort"), max_length=80, blank=True)
    # WGS84 degrees, both or none; ``place_ref`` is the gazetteer's name of what the address was found as.
    latitude = models.FloatField(_("Breite"), null=True, blank=True)
    longitude = models.FloatField(_("Länge"), null=True, blank=True)
    place_ref = models.CharField(max_length=200, blank=True, editable=False)
    online_url = models.URLField(_("Adresse im Internet"), max_length=500, blank=True)

    # When
    # Dates as rules.schedule reads them: [{"start": "2026-11-25T16:00", "end": "2026-11-25T17:30",
    # "rule": "FREQ=WEEKLY;UNTIL=20270630", "except": ["2026-12-23"], "note": ""}], in Europe/Berlin.
    schedule = models.JSONField(_("Termine"), default=list, blank=True)
    appointment_only = models.BooleanField(_("nur nach Termin"), default=False)
    hours = models.CharField(_("Zeiten in Worten"), max_length=300, blank=True)

    # How
    cost = models.CharField(_("Kosten"), max_length=10, choices=Cost, blank=True, default=Cost.UNKNOWN)
    cost_note = models.CharField(_("zu den Kosten"), max_length=300, blank=True)
    access = models.CharField(_("Zugang"), max_length=14, choices=Access, blank=True, default=Access.UNKNOWN)
    registration = models.CharField(_("Anmeldung"), max_length=300, blank=True)
    registration_url = models.URLField(_("Anmeldung im Internet"), max_length=500, blank=True)
    registration_until = models.DateField(_("Anmeldung bis"), null=True, blank=True)
    documents = models.TextField(
        _("Mitzubringende Unterlagen"), blank=True, help_text=_("Jede Unterlage in eine eigene Zeile.")
    )
    accessibility = models.JSONField(_("Barrierefreiheit"), default=list, blank=True)
    accessibility_note = models.CharField(_("zur Barrierefreiheit"), max_length=300, blank=True)
    places = models.PositiveSmallIntegerField(_("Plätze"), null=True, blank=True)
    places_free = models.PositiveSmallIntegerField(_("freie Plätze"), null=True, blank=True)
    places_on = models.DateField(_("Stand der freien Plätze"), null=True, blank=True)

    # Whom to ask: a function, not a person.
    contact = models.CharField(_("Ansprechstelle"), max_length=160, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    homepage = models.URLField(_("Internetseite"), max_length=500, blank=True)
    # Each with "label" and "url".
    links = models.JSONField(_("Links"), default=list, blank=True)
    funding = models.CharField(_("Förderprogramm"), max_length=200, blank=True)

    # Of materials, as AMB names them.
    # Address of a licence of directory.vocabulary.LICENCES.
    material_licence = models.CharField(_("Lizenz des Materials"), max_length=120, blank=True)
    resource_types = models.JSONField(_("Art des Materials"), default=list, blank=True)
    subjects = models.JSONField(_("Fächer"), default=list, blank=True)
    creators = models.TextField(
        _("Urheberinnen und Urheber"), blank=True, help_text=_("Jede Angabe in eine eigene Zeile.")
    )
    material_url = models.URLField(_("Adresse des Materials"), max_length=500, blank=True)

    # How long, and how sure
    valid_from = models.DateField(_("gültig ab"), null=True, blank=True)
    valid_to = models.DateField(_("gültig bis"), null=True, blank=True)
    assured_on = models.DateField(_("bestätigt am"), null=True, blank=True)
    # Who vouched for it, as an organisation or an office.
    assured_by = models.CharField(_("bestätigt von"), max_length=160, blank=True)
    review_due = models.DateField(_("erneut zu bestätigen bis"), null=True, blank=True)

    # Kept by the actions; never part of what is edited.
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    # Of a change to something that is public already: draft, submitted, in-review, returned, or none.
    pending = models.CharField(max_length=10, choices=State, blank=True, editable=False)
    state_since = models.DateTimeField(null=True, editable=False)
    # Why it was returned, archived or withdrawn, for those who may know.
    state_note = models.TextField(blank=True, editable=False)
    ended_on = models.DateField(_("beendet am"), null=True, blank=True, editable=False)
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # Of a translation: of the German words it says (rules.words.digest_of), and whether only a machine has looked at
    # it. Both come and go with its versions.
    source_digest = models.CharField(max_length=32, blank=True, editable=False)
    by_machine = models.BooleanField(default=False, editable=False)
    # Which feed it came from, such as "integreat:lkaugsburg"; empty: written here. See catalogue.ingest.
    origin = models.CharField(max_length=120, blank=True, editable=False)
    origin_id = models.CharField(max_length=300, blank=True, editable=False)
    origin_url = models.URLField(max_length=500, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="offer",
        for_concrete_model=False,
    )
    revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="offer",
        for_concrete_model=False,
    )

    objects = OfferQuerySet.as_manager()

    WORDS: ClassVar[tuple[str, ...]] = (
        "title",
        "summary",
        "body",
        "residence",
        "venue",
        "hours",
        "cost_note",
        "registration",
        "documents",
        "accessibility_note",
        "contact",
    )
    """Fields that hold sentences for readers: what a translation translates."""
    OWN: ClassVar[frozenset[str]] = frozenset(
        {
            "state",
            "pending",
            "state_since",
            "state_note",
            "ended_on",
            "reminded_on",
            "taken_by",
            "created_by",
            "origin",
            "origin_id",
            "origin_url",
            "place_ref",
            "created",
        }
    )
    """Fields that belong to the row, not to one of its revisions: publishing an older text does not touch them."""
    preview_of: ClassVar[Callable[[Offer], dict[str, Any]]]
    """What its preview shows. The app says so when it is ready: how an offer looks is none of the model's business."""
    translatable_fields: ClassVar[list[Any]] = []
    """How wagtail-localize treats each field; filled in below the class."""

    class Meta(TranslatableMixin.Meta):
        ordering = ["title"]
        verbose_name = _("Eintrag des Katalogs")
        verbose_name_plural = _("Einträge des Katalogs")
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="offer_address_is_unique_in_its_language"),
            models.UniqueConstraint(
                fields=["origin", "origin_id", "locale"], condition=~Q(origin=""), name="imported_offer_exists_once"
            ),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="offer_age_range_has_an_order",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="offer_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places_free__isnull=True) | Q(places_free__lte=F("places")),
                name="offer_has_no_more_free_places_than_places",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="offer_point_is_whole_and_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(live=True, state__in=READABLE) | Q(live=False) & ~Q(state__in=READABLE),
                name="offer_is_live_exactly_when_it_is_readable",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "review_due"], name="offer_by_state"),
            models.Index(fields=["organisation", "state"], name="offer_by_organisation"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep ``state`` in step with ``live``, which the back office switches when a review or a schedule ends."""
        if self.live and self.state not in READABLE:
            self.state, self.state_since = State.PUBLISHED, timezone.now()
        elif not self.live and self.state in READABLE:
            self.state, self.state_since = State.WITHDRAWN, timezone.now()
        if (fields := kwargs.get("update_fields")) is not None and "live" in fields:
            kwargs["update_fields"] = {*fields, "state", "state_since"}
        super().save(*args, **kwargs)

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Every publication comes through here, also that of the back office. Raises NotReviewed for an author.

        Whoever ends a review has passed its task; nobody holds the right to publish without one.
        """
        if user is not None and self.is_written_by(user):
            raise NotReviewed
        revision.published_by = user or getattr(revision, "published_by", None)
        return super().publish(revision, user=user, **{**kwargs, "skip_permission_checks": True})

    def is_written_by(self, user: Any) -> bool:
        """Whether any of what would be published now comes from ``user``."""
        new = self.revisions.all()
        if self.live_revision_id is not None:
            new = new.filter(pk__gt=self.live_revision_id)
        return new.filter(user_id=user.pk).exists() or self._is_translated_by(user)

    def _is_translated_by(self, user: Any) -> bool:
        """Whether any sentence since the last publication is from ``user``, whoever handed the translation in."""
        said = StringTranslation.objects.filter(
            locale_id=self.locale_id, context__object_id=self.translation_key, last_translated_by_id=user.pk
        )
        return said.filter(updated_at__gt=self.last_published_at).exists() if self.last_published_at else said.exists()

    def with_content_json(self, content: dict[str, Any]) -> Offer:
        """The offer as a revision tells it, standing where it stands now."""
        offer: Offer = super().with_content_json(content)
        for field in self._meta.concrete_fields:
            if field.name in self.OWN:
                setattr(offer, field.attname, getattr(self, field.attname))
        return offer

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, None where there are none."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def is_source(self) -> bool:
        """Whether this is the German row that translations follow."""
        return self.locale.language_code == settings.LANGUAGE_CODE

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return "catalogue/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        return {"request": request, **type(self).preview_of(self)}


_NOT_OF_A_TRANSLATION = {"id", "slug", "translation_key", "locale", "locked", "aliases"} | {
    "first_published_at",
    "go_live_at",
    "expire_at",
}
Offer.translatable_fields = [
    TranslatableField(field.name) if field.name in Offer.WORDS else SynchronizedField(field.name, overridable=False)
    for field in Offer._meta.concrete_fields
    if field.editable and field.name not in _NOT_OF_A_TRANSLATION
]
