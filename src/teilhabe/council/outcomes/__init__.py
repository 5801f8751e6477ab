"""What happened to a paper: the words of council systems in our words. Pure Python; labels alone know Django."""

from teilhabe.council.outcomes.results import Outcome, Role, normalise_result, normalise_role
from teilhabe.council.outcomes.standing import (
    ConsultationWord,
    Hearing,
    Standing,
    consultation_word,
    consultation_words,
    decides,
    standing,
)

__all__ = [
    "ConsultationWord",
    "Hearing",
    "Outcome",
    "Role",
    "Standing",
    "consultation_word",
    "consultation_words",
    "decides",
    "normalise_result",
    "normalise_role",
    "standing",
]
