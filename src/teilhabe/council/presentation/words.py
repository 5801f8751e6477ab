"""Plain words with their tone: what a standing or a result means for the reader, in the reader's language."""

from __future__ import annotations

from typing import Final

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from teilhabe.core.listing import Word

from ..models import AgendaItem
from ..outcomes import ConsultationWord, normalise_result, normalise_role
from ..outcomes.labels import OUTCOME_LABELS, ROLE_LABELS, STANDING_LABELS, VOTE_LABELS, WORD_LABELS
from ..outcomes.results import OutcomeKind
from ..outcomes.standing import STANDING_TONES

UNKNOWN: Final = "unknown"
# What can be said of a result alone, without knowing who gave it.
_OUTCOME_TONES: dict[OutcomeKind, str] = {
    "adopted": "ok",
    "recommended": "ok",
    "noted": "ok",
    "rejected": "no",
    "postponed": "wait",
    "withdrawn": "no",
    "referred": "wait",
    "settled": "ok",
    "elected": "ok",
    "no_vote": "run",
    "discussed": "run",
    "deferred_without_vote": "run",
    "unknown": "open",
    "none": "open",
}


def counted(number: int) -> str:
    """A small number in words."""
    return str(apnumber(number))


def in_german(text: str) -> str:
    """Words of a council, marked as German on pages in another language (WCAG 3.1.2).

    Only for what a template shows as text: an attribute, a description or JSON wants the words themselves.
    """
    if not text or (get_language() or "de").startswith("de"):
        return text
    return format_html('<span lang="de">{}</span>', text)


def filled(words: str, **parts: str) -> SafeString:
    """A sentence with its ``%(name)s`` filled, as HTML: a part that is marked as safe keeps its tags."""
    # The words are escaped, and so is every part that is not HTML already.
    return mark_safe(escape(words) % {name: conditional_escape(one) for name, one in parts.items()})  # nosec B308 B703


def standing_word(kind: str, unanimous: bool | None = None) -> Word:
    """Where a paper stands. An empty or unheard-of kind reads as not known."""
    known = kind if kind in STANDING_LABELS else UNKNOWN
    text = gettext(STANDING_LABELS[known])
    if unanimous:
        text = f"{text}, {gettext(VOTE_LABELS[True])}"
    return Word(text, STANDING_TONES[known])


def all_cancelled() -> Word:
    """Where a paper stands whose every meeting was called off: nothing has happened, and nothing is fixed."""
    return Word(gettext("Sitzung fällt aus, neuer Termin offen"), "wait")


def consultation_label(word: ConsultationWord) -> Word:
    """ "Beschlossen, einstimmig", "Verwiesen: Rechnungsprüfungsausschuss"."""
    text = gettext(WORD_LABELS[word.kind])
    if word.unanimous is not None:
        text = f"{text}, {gettext(VOTE_LABELS[word.unanimous])}"
    if word.target:
        text = f"{text}: {word.target}"
    return Word(text, word.tone)


def item_word(item: AgendaItem) -> Word | None:
    """The result of an agenda item by itself; None if the source gives none."""
    if not item.result_raw:
        return None
    outcome = normalise_result(item.result_raw)
    if outcome.kind == "none":
        return None
    tone = _OUTCOME_TONES[outcome.kind]
    if outcome.kind == "unknown":
        return Word(outcome.raw, tone) if len(outcome.raw) <= 60 else Word(gettext(OUTCOME_LABELS[UNKNOWN]), tone)
    text = gettext(OUTCOME_LABELS[outcome.kind])
    if outcome.unanimous is not None:
        text = f"{text}, {gettext(VOTE_LABELS[outcome.unanimous])}"
    return Word(text, tone)


def role_label(raw: str) -> str:
    """The role in our words, or the source's own where we do not know it; empty if the source names none."""
    if not raw.strip():
        return ""
    role = normalise_role(raw)
    return raw if role == UNKNOWN else gettext(ROLE_LABELS[role])
