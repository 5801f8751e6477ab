"""German words for kinds, marked for translation: `gettext(STANDING_LABELS[standing.kind])`."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from teilhabe.council.outcomes.results import OutcomeKind, Role
from teilhabe.council.outcomes.standing import StandingKind, WordKind

STANDING_LABELS: dict[StandingKind, str] = {
    "planned": gettext_noop("Geplant"),
    "in_consultation": gettext_noop("In Beratung"),
    "recommended": gettext_noop("Empfohlen"),
    "recommended_with_changes": gettext_noop("Mit Änderung empfohlen"),
    "decided": gettext_noop("Beschlossen"),
    "decided_with_changes": gettext_noop("Mit Änderung beschlossen"),
    "noted": gettext_noop("Zur Kenntnis genommen"),
    "rejected": gettext_noop("Abgelehnt"),
    "postponed": gettext_noop("Verschoben"),
    "withdrawn": gettext_noop("Zurückgezogen"),
    "referred": gettext_noop("Verwiesen"),
    "settled": gettext_noop("Erledigt"),
    "unknown": gettext_noop("Stand nicht bekannt"),
}
WORD_LABELS: dict[WordKind, str] = {
    "planned": gettext_noop("Geplant"),
    "cancelled": gettext_noop("Sitzung fällt aus"),
    "recommended": gettext_noop("Empfohlen"),
    "recommended_with_changes": gettext_noop("Mit Änderung empfohlen"),
    "decided": gettext_noop("Beschlossen"),
    "decided_with_changes": gettext_noop("Mit Änderung beschlossen"),
    "elected": gettext_noop("Gewählt"),
    "noted": gettext_noop("Zur Kenntnis genommen"),
    "rejected": gettext_noop("Abgelehnt"),
    "not_recommended": gettext_noop("Nicht empfohlen"),
    "postponed": gettext_noop("Verschoben"),
    "withdrawn": gettext_noop("Zurückgezogen"),
    "referred": gettext_noop("Verwiesen"),
    "settled": gettext_noop("Erledigt"),
    "discussed": gettext_noop("Beraten"),
    "passed_on": gettext_noop("Ohne Empfehlung weitergeleitet"),
    "no_result": gettext_noop("Ergebnis nicht bekannt"),
}
ROLE_LABELS: dict[Role, str] = {
    "decision": gettext_noop("Entscheidung"),
    "preparation": gettext_noop("Vorberatung"),
    "deliberation": gettext_noop("Beratung"),
    "noting": gettext_noop("Kenntnisnahme"),
    "hearing": gettext_noop("Anhörung"),
    "unknown": gettext_noop("Rolle nicht angegeben"),
}
OUTCOME_LABELS: dict[OutcomeKind, str] = {
    "adopted": gettext_noop("Zugestimmt"),
    "recommended": gettext_noop("Empfohlen"),
    "noted": gettext_noop("Zur Kenntnis genommen"),
    "rejected": gettext_noop("Abgelehnt"),
    "postponed": gettext_noop("Verschoben"),
    "withdrawn": gettext_noop("Zurückgezogen"),
    "referred": gettext_noop("Verwiesen"),
    "settled": gettext_noop("Erledigt"),
    "elected": gettext_noop("Gewählt"),
    "no_vote": gettext_noop("Keine Abstimmung"),
    "discussed": gettext_noop("Beraten"),
    "deferred_without_vote": gettext_noop("Ohne Empfehlung weitergeleitet"),
    "unknown": gettext_noop("Ergebnis im Wortlaut der Quelle"),
    "none": gettext_noop("Kein Ergebnis angegeben"),
}
# How the vote went: Outcome.unanimous, ConsultationWord.unanimous and Standing.unanimous.
VOTE_LABELS: dict[bool, str] = {
    True: gettext_noop("einstimmig"),
    False: gettext_noop("mehrheitlich"),
}
