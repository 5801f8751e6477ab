"""Offers in other languages: begun, translated text by text, handed in, published by a second person.

wagtail-localize keeps the texts, each with its translation, and joins them. A translation is public only through
``Offer.publish``, and knows which German words it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.types import StringSegmentValue

from teilhabe.accounts.models import User
from teilhabe.core import audit

from ..models import Offer, State
from ..rules.words import digest_of
from .life import UnderReview, publish_offer, submit_offer
from .settling import settle

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor


TRANSLATION = audit.SystemActor("translation")
MACHINE = audit.SystemActor("machine-translation")


class NotReadable(Exception):
    """Only what readers have in German is translated."""


class TranslationIncomplete(Exception):
    """So many texts (``missing``) have no translation yet."""

    def __init__(self, missing: int) -> None:
        super().__init__(str(missing))
        self.missing = missing


@transaction.atomic
def begin_translation(offer: Offer, language: str, *, by: Actor) -> Offer:
    """The row of ``language`` for the German row ``offer``, with its texts ready to translate; begun twice changes
    nothing. A row that was written without them brings its words along. Raises NotReadable."""
    if not offer.live:
        raise NotReadable
    offer = Offer.objects.select_related("locale").get(pk=offer.pk)
    locale, _ = Locale.all_objects.get_or_create(language_code=language)
    source, _ = TranslationSource.update_or_create_from_instance(offer)
    row = Offer.objects.filter(translation_key=offer.translation_key, locale=locale).first()
    made = row is None
    if row is None:
        row = _new_row(offer, locale, by)
    # Somebody may have stopped it in the editor of wagtail-localize: beginning again goes on with its texts.
    _, new = Translation.objects.update_or_create(source=source, target_locale=locale, defaults={"enabled": True})
    if new and not made:
        _adopt(source, row)
    if made:
        audit.record("begin_translation", row, by=by, language=language)
    return row


def bring_new_words(offer: Offer) -> None:
    """Have the translators' texts follow the German row ``offer``; one without translations needs nothing."""
    if TranslationSource.objects.filter(object_id=offer.translation_key, locale_id=offer.locale_id).exists():
        TranslationSource.update_or_create_from_instance(Offer.objects.get(pk=offer.pk))


def say_which_words(row: Offer) -> None:
    """Of a row that was just published: it says the German words of today."""
    source = Offer.objects.source().filter(translation_key=row.translation_key).first()
    if source is not None:
        Offer.objects.filter(pk=row.pk).update(source_digest=digest_of(source))


@transaction.atomic
def say_in_other_words(row: Offer, words: Mapping[int, str], *, by: User | None, tool: str = "") -> int:
    """Keep translations of texts (key of StringSegment to words) of ``row``, of a person or of the machine ``tool``;
    what somebody translated already a machine leaves alone. Returns how many were kept."""
    translation = translation_of(row)
    kept = 0
    for segment in StringSegment.objects.filter(source=translation.source, pk__in=words):
        known = {"translation_of_id": segment.string_id, "locale": row.locale, "context_id": segment.context_id}
        if tool and StringTranslation.objects.filter(**known).exists():
            continue
        kind = StringTranslation.TRANSLATION_TYPE_MACHINE if tool else StringTranslation.TRANSLATION_TYPE_MANUAL
        said = {
            "data": words[segment.pk],
            "translation_type": kind,
            "tool_name": tool,
            "last_translated_by": None if tool else by,
        }
        StringTranslation.objects.update_or_create(**known, defaults={**said, "has_error": False, "field_error": ""})
        kept += 1
    if tool and kept:
        audit.record("translate_by_machine", row, by=by or MACHINE, tool=tool, texts=kept)
        Offer.objects.filter(pk=row.pk, live=False).update(by_machine=True)
    return kept


@transaction.atomic
def hand_in_translation(row: Offer, *, by: User) -> Offer:
    """Have a second person look at the texts as they are now. Raises TranslationIncomplete, UnderReview."""
    if row.workflow_in_progress:
        raise UnderReview
    return submit_offer(_keep_version(row, user=by, by_machine=False), by=by)


@transaction.atomic
def publish_machine_translation(row: Offer, *, by: Actor) -> Offer:
    """Publish what a machine wrote, marked as such; the operator decided so. Raises TranslationIncomplete."""
    return publish_offer(_keep_version(row, user=None, by_machine=True), by=by)


def translation_of(row: Offer) -> Translation:
    """The texts behind the row; raises Translation.DoesNotExist for one that was written without them."""
    return Translation.objects.select_related("source").get(
        source__object_id=row.translation_key, target_locale_id=row.locale_id
    )


def _new_row(offer: Offer, locale: Locale, by: Actor) -> Offer:
    """German words under another language, for nobody to read: translations take their places before it is public."""
    row = Offer.objects.get(pk=offer.pk)
    row.pk, row.locale, row.aliases = None, locale, []
    row.latest_revision = row.live_revision = row.first_published_at = row.last_published_at = None
    row.go_live_at = row.expire_at = row.state_since = row.taken_by = None
    row.live, row.has_unpublished_changes, row.locked = False, True, False
    row.state, row.pending, row.state_note = State.DRAFT, "", ""
    row.created_by = by if isinstance(by, User) else None
    row._state.adding = True
    row.full_clean(exclude=["translation_key"])
    row.save()
    return row


def _keep_version(row: Offer, *, user: User | None, by_machine: bool) -> Offer:
    translation = translation_of(row)
    total, done = translation.get_progress()
    if done < total:
        raise TranslationIncomplete(total - done)
    source: Offer = translation.source.as_instance()
    said: Offer = translation.source.get_ephemeral_translated_instance(row.locale, fallback=True)
    for name in Offer.WORDS:
        if not getattr(source, name):
            setattr(said, name, "")
    said.source_digest, said.by_machine = digest_of(source), by_machine
    said.full_clean(exclude=["translation_key"])
    said.save_revision(user=user, changed=True)
    return settle(row, "change_offer", by=user or TRANSLATION, fields=sorted(Offer.WORDS))


def _adopt(source: TranslationSource, row: Offer) -> None:
    """Take the words of a row that was written by other means as translations, where its texts match one by one."""
    said = defaultdict(list)
    for value in extract_segments(row):
        if isinstance(value, StringSegmentValue):
            said[value.path].append(value.string.data)
    asked = defaultdict(list)
    for segment in StringSegment.objects.filter(source=source).select_related("context").order_by("order", "pk"):
        asked[segment.context.path].append(segment)
    for path, segments in asked.items():
        if len(segments) == len(said[path]):
            say_in_other_words(row, {one.pk: words for one, words in zip(segments, said[path], strict=True)}, by=None)
