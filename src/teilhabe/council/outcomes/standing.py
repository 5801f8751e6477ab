"""Where a paper stands, from its consultations: planned, recommended, decided, noted …

A committee's "beschlossen" is a recommendation unless the committee's role is the decision. What is not known is
not guessed: a past meeting without a published result leaves the paper in consultation.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from teilhabe.council.outcomes.results import Outcome, OutcomeKind, Role, normalise_result, normalise_role

StandingKind = Literal[
    "planned",
    "in_consultation",
    "recommended",
    "recommended_with_changes",
    "decided",
    "decided_with_changes",
    "noted",
    "rejected",
    "postponed",
    "withdrawn",
    "referred",
    "settled",
    "unknown",
]
WordKind = Literal[
    "planned",
    "cancelled",
    "recommended",
    "recommended_with_changes",
    "decided",
    "decided_with_changes",
    "elected",
    "noted",
    "rejected",
    "not_recommended",
    "postponed",
    "withdrawn",
    "referred",
    "settled",
    "discussed",
    "passed_on",
    "no_result",
]
Tone = Literal["ok", "run", "ask", "no", "wait", "open"]

STANDING_TONES: dict[StandingKind, Tone] = {
    "planned": "open",
    "in_consultation": "run",
    "recommended": "ok",
    "recommended_with_changes": "ask",
    "decided": "ok",
    "decided_with_changes": "ok",
    "noted": "ok",
    "rejected": "no",
    "postponed": "wait",
    "withdrawn": "no",
    "referred": "wait",
    "settled": "ok",
    "unknown": "open",
}
WORD_TONES: dict[WordKind, Tone] = {
    "planned": "open",
    "cancelled": "no",
    "recommended": "ok",
    "recommended_with_changes": "ask",
    "decided": "ok",
    "decided_with_changes": "ok",
    "elected": "ok",
    "noted": "ok",
    "rejected": "no",
    "not_recommended": "no",
    "postponed": "wait",
    "withdrawn": "no",
    "referred": "wait",
    "settled": "ok",
    "discussed": "run",
    "passed_on": "run",
    "no_result": "wait",
}
# Results that mean the same whoever says them.
_PLAIN_WORDS: dict[OutcomeKind, WordKind] = {
    "noted": "noted",
    "postponed": "postponed",
    "withdrawn": "withdrawn",
    "referred": "referred",
    "settled": "settled",
    "elected": "elected",
    "no_vote": "discussed",
    "discussed": "discussed",
    "deferred_without_vote": "passed_on",
}
_STANDING_OF_WORD: dict[WordKind, StandingKind] = {
    "recommended": "recommended",
    "recommended_with_changes": "recommended_with_changes",
    "decided": "decided",
    "decided_with_changes": "decided_with_changes",
    "elected": "decided",
    "noted": "noted",
    "rejected": "rejected",
    "postponed": "postponed",
    "withdrawn": "withdrawn",
    "referred": "referred",
    "settled": "settled",
    "discussed": "in_consultation",
    "passed_on": "in_consultation",
    "no_result": "in_consultation",
}
_OPEN_ROLES: tuple[Role, ...] = ("deliberation", "unknown")  # roles that leave open who decides
_GOES_ON: tuple[Role, ...] = ("decision", "preparation", "deliberation", "unknown")


@dataclass(frozen=True, slots=True)
class Hearing:
    """One consultation of a paper, as the source gives it.

    `at` is the meeting's local date or start, None if there is no meeting yet. `authoritative` is OParl's word for
    "decides here", None if the source does not say. `main_organisation`: council, district council, regional
    assembly. The result of a hearing that is not public is never looked at. `key` is the caller's own mark.
    """

    at: date | datetime | None
    role_raw: str | None = None
    result_raw: str | None = None
    authoritative: bool | None = None
    main_organisation: bool = False
    public: bool = True
    cancelled: bool = False
    key: Hashable = None

    @property
    def day(self) -> date | None:
        """The day of the meeting."""
        return self.at.date() if isinstance(self.at, datetime) else self.at

    @property
    def role(self) -> Role:
        """The role in our words."""
        return normalise_role(self.role_raw)

    @property
    def outcome(self) -> Outcome:
        """The result in our words; that of a hearing that is not public is "none"."""
        return normalise_result(self.result_raw if self.public else None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a paper stands. `at` and `consultation_key` are of the hearing that says so (None for "unknown").

    `next_at` and `next_key` are the next planned hearing, if any. `unanimous` is None where the source is silent.
    """

    kind: StandingKind
    at: date | datetime | None = None
    consultation_key: Hashable = None
    unanimous: bool | None = None
    target: str | None = None
    next_at: date | datetime | None = None
    next_key: Hashable = None

    @property
    def tone(self) -> Tone:
        """Which `t-status--*` shape shows it."""
        return STANDING_TONES[self.kind]


@dataclass(frozen=True, slots=True)
class ConsultationWord:
    """What happened in one consultation, for the timeline; `final` marks the one that decides."""

    kind: WordKind
    tone: Tone
    unanimous: bool | None = None
    target: str | None = None
    final: bool = False


def decides(hearing: Hearing, *, last: bool = False) -> bool:
    """Does this hearing decide the paper? By its role; by OParl's mark or as `last` one of the main body if the role
    leaves it open. A preparation, a noting and a hearing never decide.
    """
    role = hearing.role
    if role == "decision":
        return True
    return role in _OPEN_ROLES and (hearing.authoritative is True or (last and hearing.main_organisation))


def consultation_word(hearing: Hearing, today: date, *, last: bool = False) -> ConsultationWord:
    """The word for one consultation. `last`: no later consultation of the paper is known.

    A hearing of today without a result is still planned.
    """
    final = decides(hearing, last=last)
    kind = _word_kind(hearing, today, final)
    outcome = hearing.outcome
    said = kind not in ("planned", "cancelled", "no_result")
    return ConsultationWord(
        kind,
        WORD_TONES[kind],
        unanimous=outcome.unanimous if said else None,
        target=outcome.target if said else None,
        final=final,
    )


def consultation_words(hearings: Sequence[Hearing], today: date) -> tuple[ConsultationWord, ...]:
    """The words for all consultations of a paper, in the order given."""
    last = _last(hearings)
    return tuple(consultation_word(hearing, today, last=hearing is last) for hearing in hearings)


def _word_kind(hearing: Hearing, today: date, final: bool) -> WordKind:
    if hearing.cancelled:
        return "cancelled"
    outcome = hearing.outcome
    if outcome.kind in ("none", "unknown"):
        upcoming = hearing.day is None or hearing.day >= today
        return "planned" if upcoming else "no_result"
    if outcome.kind in ("adopted", "recommended"):
        if hearing.role == "noting":
            return "noted"
        if final and outcome.kind == "adopted":
            return "decided_with_changes" if outcome.changed else "decided"
        return "recommended_with_changes" if outcome.changed else "recommended"
    if outcome.kind == "rejected":
        return "rejected" if final or hearing.role in _OPEN_ROLES else "not_recommended"
    if outcome.kind == "no_vote" and hearing.role == "noting":
        return "noted"
    return _PLAIN_WORDS[outcome.kind]


def _last(hearings: Iterable[Hearing]) -> Hearing | None:
    """The latest hearing that takes place; of several at the same moment the one given last."""
    held = [hearing for hearing in hearings if not hearing.cancelled]
    return max(reversed(held), key=_moment, default=None)


def _moment(hearing: Hearing) -> tuple[date, time]:
    """The order in time. A hearing without a date is yet to come; one without a time begins the day."""
    if hearing.at is None:
        return date.max, time.max
    if isinstance(hearing.at, datetime):
        return hearing.at.date(), hearing.at.time()
    return hearing.at, time.min


def standing(consultations: Sequence[Hearing], today: date) -> Standing:
    """Where the paper stands on the day `today`, from all its consultations in any order.

    The latest event that says something wins. A decision stays, whatever is noted or talked about afterwards; only
    a later decision replaces it. A noting does not hide a recommendation. Cancelled meetings do not count.
    """
    held = sorted((hearing for hearing in consultations if not hearing.cancelled), key=_moment)
    last = _last(consultations)
    planned = [hearing for hearing in held if _word_kind(hearing, today, False) == "planned"]
    following = planned[0] if planned else None
    current: Standing | None = None
    for hearing in held:
        word = consultation_word(hearing, today, last=hearing is last)
        if word.kind != "planned" and _replaces(current, word, hearing):
            current = Standing(
                _standing_kind(word),
                hearing.at,
                hearing.key,
                word.unanimous,
                word.target,
            )
    if current is None:
        if following is None:
            return Standing("unknown")
        current = Standing("planned", following.at, following.key)
    elif current.kind == "noted" and any(hearing.role in _GOES_ON[:3] for hearing in planned):
        current = Standing("in_consultation", current.at, current.consultation_key)
    if following is None:
        return current
    return Standing(
        current.kind,
        current.at,
        current.consultation_key,
        current.unanimous,
        current.target,
        following.at,
        following.key,
    )


_DECIDED: tuple[StandingKind, ...] = ("decided", "decided_with_changes")


def _replaces(current: Standing | None, word: ConsultationWord, hearing: Hearing) -> bool:
    """Does what this hearing says take the place of what is known so far?"""
    if current is None:
        return True
    if current.kind in _DECIDED:
        return word.final and word.kind in ("decided", "decided_with_changes", "elected", "rejected")
    if word.kind in ("no_result", "discussed", "passed_on"):
        if current.kind in ("postponed", "referred", "in_consultation"):
            return True
        return current.kind == "noted" and hearing.role in _GOES_ON
    if word.kind == "noted":
        return current.kind not in ("recommended", "recommended_with_changes", "rejected", "withdrawn", "settled")
    return True


def _standing_kind(word: ConsultationWord) -> StandingKind:
    if word.kind == "elected" and not word.final:
        return "settled"  # a committee has elected for itself; nobody has decided the paper
    if word.kind == "not_recommended" or (word.kind == "rejected" and not word.final):
        # The no of a committee that does not decide ends nothing, whether or not the next meeting is known yet.
        return "in_consultation"
    return _STANDING_OF_WORD[word.kind]
