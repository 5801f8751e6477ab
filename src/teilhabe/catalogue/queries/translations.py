"""Where the translations of an offer stand, computed from the words they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision
from wagtail_localize.models import StringTranslation

from ..rules.words import digest_of

if TYPE_CHECKING:
    from ..models import Offer

TARGETS = ("en", "fr", "tr", "ar", "uk", "fa", "ru")
"""Languages that offers are translated into, in the order of pages."""
_READABLE = ("published", "review-due", "archived")
_WAITING = ("submitted", "in-review")


class Standing(models.TextChoices):
    """Where one language of an offer stands."""

    MISSING = "missing", _("fehlt")
    BEGUN = "begun", _("in Arbeit")
    MACHINE = "machine", _("maschinell, ungeprüft")
    IN_REVIEW = "in-review", _("in Prüfung")
    CURRENT = "current", _("aktuell")
    OUTDATED = "outdated", _("älter als das Original")


def standing_of(source: Offer, row: Offer | None) -> Standing:
    """Of the translation ``row`` of the German row ``source``, for those who work on it."""
    if row is None:
        return Standing.MISSING
    if row.state in _WAITING or row.pending in _WAITING:
        return Standing.IN_REVIEW
    # Outdated is what was hidden together with its German row: the words are those that readers had.
    if row.state not in (*_READABLE, "outdated"):
        return Standing.MACHINE if row.by_machine else Standing.BEGUN
    if row.source_digest != digest_of(source):
        return Standing.OUTDATED
    return Standing.MACHINE if row.by_machine else Standing.CURRENT


def translations_of(offers: Iterable[Offer]) -> dict[int, dict[str, Offer]]:
    """Rows of other languages by language, for each German row (by key). One query."""
    by_key = {offer.translation_key: offer.pk for offer in offers}
    found: dict[int, dict[str, Offer]] = defaultdict(dict)
    rows = apps.get_model("catalogue", "Offer").objects.filter(translation_key__in=by_key)
    for row in rows.exclude(pk__in=by_key.values()).select_related("locale"):
        found[by_key[row.translation_key]][row.locale.language_code] = row
    return dict(found)


def languages_with_newer_texts(source: Offer, rows: Collection[Offer]) -> set[str]:
    """Languages of the public ``rows`` of the German row ``source`` in which somebody has changed a text since the
    version that readers have was handed in."""
    said = dict(
        StringTranslation.objects.filter(context__object_id=source.translation_key, last_translated_by__isnull=False)
        .values_list("locale_id")
        .annotate(last=models.Max("updated_at"))
    )
    versions = dict(
        Revision.objects.filter(pk__in=[row.live_revision_id for row in rows if row.live]).values_list(
            "pk", "created_at"
        )
    )
    return {
        row.locale.language_code
        for row in rows
        if row.live and row.live_revision_id in versions and row.locale_id in said
        if said[row.locale_id] > versions[row.live_revision_id]
    }


def standings(offers: Iterable[Offer]) -> dict[int, Mapping[str, Standing]]:
    """Standing by language for each German row (by key). One query."""
    sources = list(offers)
    rows = translations_of(sources)
    return {
        offer.pk: {language: standing_of(offer, rows.get(offer.pk, {}).get(language)) for language in TARGETS}
        for offer in sources
    }
