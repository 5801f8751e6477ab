"""The Beratungsfolge: steps in order of time, the deciding one marked, planned ones marked, closed ones silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from teilhabe.core.listing import Word

from .. import rules
from ..models import Attachment, Consultation, Paper
from ..outcomes import ConsultationWord
from ..outcomes.standing import WordKind, consultation_words
from .words import consultation_label, role_label

# What settles a matter; a decision that was postponed or is not known yet marks no end.
_CONCLUDED: tuple[WordKind, ...] = (
    "decided",
    "decided_with_changes",
    "elected",
    "noted",
    "rejected",
    "settled",
    "withdrawn",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. A closed one has neither links nor a number; ``moment`` is None where no date is known."""

    moment: datetime | date | None
    when: str
    committee: str
    committee_url: str
    role: str
    word: Word
    final: bool = False
    ahead: bool = False
    closed: bool = False
    number: str = ""
    details_url: str = ""
    agenda_url: str = ""
    minutes_url: str = ""
    said: str = ""
    """What the source says where its words have no meaning for us."""


def steps_of(
    paper: Paper,
    consultations: Sequence[Consultation],
    *,
    now: datetime,
    minutes: Mapping[int, str],
) -> tuple[Step, ...]:
    """``minutes`` maps a meeting's key to the address of its record. Steps without a date come last."""
    words = words_of(consultations, now=now)
    return tuple(_step(paper, one, words[one.pk], now=now, minutes=minutes) for one in in_order(consultations))


def words_of(consultations: Sequence[Consultation], *, now: datetime) -> dict[int, ConsultationWord]:
    """What happened in each of one paper's consultations, by their keys: the same words wherever they are shown."""
    ordered = in_order(consultations)
    words = consultation_words([rules.hearing_of(one) for one in ordered], timezone.localdate(now))
    return {one.pk: word for one, word in zip(ordered, words, strict=True)}


def in_order(consultations: Sequence[Consultation]) -> list[Consultation]:
    """In order of time; those without a date come last."""
    return sorted(consultations, key=_moment_key)


def minutes_by_meeting(attachments: Sequence[Attachment]) -> dict[int, str]:
    return {
        one.meeting_id: one.file.access_url or one.file.download_url
        for one in attachments
        if one.meeting_id is not None and one.role == Attachment.Role.RESULTS
    }


def moment_of(consultation: Consultation) -> datetime | date | None:
    meeting = consultation.meeting
    return meeting.start if meeting and meeting.start and meeting.record.is_public else consultation.date


def committee_of(consultation: Consultation) -> str:
    if consultation.organization:
        return consultation.organization.name
    return consultation.organization_text or gettext("Gremium nicht bekannt")


def _moment_key(consultation: Consultation) -> tuple[bool, datetime, int]:
    moment = moment_of(consultation)
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = timezone.make_aware(datetime.combine(moment, time(12)))
    return moment is None, moment or timezone.now(), consultation.order


def _step(
    paper: Paper, consultation: Consultation, word: ConsultationWord, *, now: datetime, minutes: Mapping[int, str]
) -> Step:
    committee, meeting, item = consultation.organization, consultation.meeting, rules.point_to_name(consultation)
    moment = moment_of(consultation)
    ahead = rules.lies_ahead(consultation, now)
    when = "" if moment else gettext("Termin steht noch nicht fest")
    role = role_label(consultation.role_raw)
    if rules.was_closed(consultation):
        # Whether it was talked about at all, nobody outside knows: only the agenda is.
        words = gettext("Nichtöffentliche Beratung geplant") if ahead else gettext("Auf nichtöffentlicher Tagesordnung")
        return Step(
            moment=moment,
            when=when,
            committee=committee_of(consultation),
            committee_url="",
            role=role,
            word=consultation_label(word) if word.kind == "cancelled" else Word(words, "open"),
            ahead=ahead,
            closed=True,
        )
    committee_url = ""
    if committee and committee.record.is_public:
        committee_url = reverse("council:committee", args=[paper.body.slug, committee.slug])
    agenda_url = details_url = ""
    if meeting and meeting.record.is_public:
        agenda_url = reverse("council:meeting", args=[paper.body.slug, meeting.slug])
        if item:
            details_url = f"{agenda_url}#top-{item.pk}"
    said = rules.hearing_of(consultation).result_raw or ""
    return Step(
        moment=moment,
        when=when,
        committee=committee_of(consultation),
        committee_url=committee_url,
        role=role,
        word=consultation_label(word),
        final=word.final and word.kind in _CONCLUDED,
        ahead=ahead,
        number=item.number if item else "",
        details_url=details_url,
        agenda_url=agenda_url,
        minutes_url=minutes.get(meeting.pk, "") if meeting and agenda_url else "",
        said=said if word.kind == "no_result" else "",
    )
