"""Where an offer stands for those who look after it: one word, and a sentence that says what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from teilhabe.core import moments

from ..models import LISTED, Offer, State
from ..queries.reminding import SOON

# What comes first in a list: what waits for its provider.
NEEDED, DRAFTS, WAITING, PUBLIC, ENDED = "needed", "drafts", "waiting", "public", "ended"
GROUPS = (NEEDED, DRAFTS, WAITING, PUBLIC, ENDED)
_SHAPES = {
    State.DRAFT: "open",
    State.SUBMITTED: "run",
    State.IN_REVIEW: "run",
    State.RETURNED: "ask",
    State.PUBLISHED: "ok",
    State.REVIEW_DUE: "ask",
    State.OUTDATED: "no",
    State.ARCHIVED: "wait",
    State.WITHDRAWN: "no",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """``group`` is one of GROUPS; ``shape`` a state of ``<c-status>``; ``next`` a sentence, perhaps empty."""

    group: str
    word: str
    shape: str
    next: str


def standing(offer: Offer, today: date) -> Standing:
    """Of the German row, as it is stored."""
    word, shape = str(State(offer.state).label), _SHAPES[State(offer.state)]
    group, sentence = _needed(offer, today)
    if group:
        return Standing(group, word, shape, sentence)
    if State.SUBMITTED in (offer.state, offer.pending):
        new = _("Die Redaktion sieht es sich bald an.")
        return Standing(WAITING, word, shape, _("Ihre Änderung liegt bei der Redaktion.") if offer.live else new)
    if State.IN_REVIEW in (offer.state, offer.pending):
        new = _("Die Redaktion prüft es gerade.")
        return Standing(WAITING, word, shape, _("Die Redaktion prüft Ihre Änderung gerade.") if offer.live else new)
    if offer.state == State.DRAFT:
        return Standing(
            DRAFTS, word, shape, _("Noch nicht eingereicht. Niemand außer Ihnen und der Redaktion sieht es.")
        )
    if offer.pending == State.DRAFT and offer.has_unpublished_changes:
        return Standing(DRAFTS, word, shape, _("Ihre Änderungen sind noch nicht eingereicht."))
    if offer.state in LISTED:
        due = moments.written(offer.review_due, weekday=False) if offer.review_due else ""
        return Standing(
            PUBLIC, word, shape, _("Gilt bis zur nächsten Bestätigung am %(day)s.") % {"day": due} if due else ""
        )
    if offer.state == State.WITHDRAWN:
        return Standing(ENDED, word, shape, _("Nicht öffentlich. Sie können es ändern und wieder einreichen."))
    ended = offer.ended_on and moments.written(offer.ended_on, weekday=False)
    return Standing(ENDED, word, shape, _("Beendet am %(day)s.") % {"day": ended} if ended else "")


def _needed(offer: Offer, today: date) -> tuple[str, str]:
    """The group and sentence where the provider is asked for something; empty where nobody waits for them."""
    if State.RETURNED in (offer.state, offer.pending):
        return NEEDED, _("Die Redaktion schreibt: %(reason)s") % {"reason": offer.state_note}
    if offer.state == State.OUTDATED:
        return NEEDED, _(
            "Nicht mehr öffentlich, weil niemand es bestätigt hat. Stimmt alles noch? Dann bestätigen Sie es."
        )
    if offer.state == State.REVIEW_DUE:
        return NEEDED, _("Stimmt alles noch? Bitte bestätigen Sie es, sonst verschwindet es bald aus den Listen.")
    if offer.state == State.PUBLISHED and offer.review_due and offer.review_due - today <= SOON:
        day = moments.written(offer.review_due, weekday=False)
        return NEEDED, _("Bitte bestätigen Sie bis %(day)s, dass alles noch stimmt.") % {"day": day}
    return "", ""
