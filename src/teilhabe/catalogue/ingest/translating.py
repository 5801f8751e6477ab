"""A machine's words for the texts of an offer that nobody has translated yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from wagtail_localize.models import StringSegment, StringTranslation

from ..actions.translations import MACHINE, publish_machine_translation, say_in_other_words, translation_of
from ..models import Offer
from .machine_translation import machine, translated

if TYPE_CHECKING:
    from teilhabe.accounts.models import User


def translate_by_machine(row: Offer, *, by: User) -> int:
    """Fill what is missing in the translation ``row``; returns how many texts. Raises TranslationUnavailable.

    It stays a draft for somebody to read, unless the operator has machine translations published (MT_PUBLISH) and
    nothing else is public in this language.
    """
    translation = translation_of(row)
    segments = StringSegment.objects.filter(source=translation.source).select_related("string").order_by("order", "pk")
    known = set(
        StringTranslation.objects.filter(
            locale=row.locale, translation_of__in=[one.string_id for one in segments]
        ).values_list("translation_of_id", "context_id")
    )
    missing = [one for one in segments if (one.string_id, one.context_id) not in known]
    if not missing:
        return 0
    said = translated([one.string.data for one in missing], row.locale.language_code)
    # Where nothing is left of an answer, the text stays for somebody to translate.
    words = {one.pk: text for one, text in zip(missing, said, strict=True) if text.strip()}
    kept = say_in_other_words(row, words, by=by, tool=machine())
    row = Offer.objects.select_related("locale").get(pk=row.pk)
    if settings.MT_PUBLISH and not row.live and not known:
        publish_machine_translation(row, by=MACHINE)
    return kept
