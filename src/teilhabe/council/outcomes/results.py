"""What the words of a council system mean: `normalise_result` and `normalise_role`. The words are data (*.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

OutcomeKind = Literal[
    "adopted",  # beschlossen, zugestimmt: by whom decides what it is worth, see `standing`
    "recommended",
    "noted",
    "rejected",
    "postponed",
    "withdrawn",
    "referred",
    "settled",
    "elected",
    "no_vote",
    "discussed",
    "deferred_without_vote",
    "unknown",  # words we do not know
    "none",  # no words at all
]
Role = Literal["decision", "preparation", "deliberation", "noting", "hearing", "unknown"]
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "–": "-", "—": "-", "\xa0": " ", "\xad": ""})
# "… in den Schulausschuss (Ja: 16, Nein: 1)": how the vote went belongs to no body's name.
_COUNT_BEHIND = re.compile(
    r"\s*[(\[,;–-]\s*(?:\d+\s*)?(?:ja|nein|dafür|bei|einstimmig|mehrheitlich)\b.*$", re.IGNORECASE | re.DOTALL
)
_AGREED = ("adopted", "recommended")
_VOTED = ("adopted", "recommended", "rejected", "elected", "noted")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result in our words. `unanimous` is None where the source does not say; `majority` is True for a vote that
    is said to have been divided; `changed` if the text was changed before the vote, or only a part was accepted;
    `target` is where a referred item goes, as printed; `raw` is what the source says, "" for nothing.
    """

    kind: OutcomeKind
    unanimous: bool | None = None
    majority: bool = False
    changed: bool = False
    target: str | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    phrases: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def kind_of(self, folded: str) -> str | None:
        if known := self.phrases.get(folded):
            return known
        return next((kind for pattern, kind in self.patterns if pattern.search(folded)), None)


@dataclass(frozen=True, slots=True)
class _Vote:
    unanimous: re.Pattern[str]
    not_unanimous: re.Pattern[str]
    unchanged: re.Pattern[str]
    changed: re.Pattern[str]
    counted: tuple[re.Pattern[str], ...]
    target: tuple[re.Pattern[str], ...]


def fold(text: str) -> str:
    """Text as the tables compare it: lower case, umlauts written out, single blanks, no ".", ":" or ";" at its end."""
    folded = re.sub(r"\s+", " ", text.casefold().translate(_FOLD)).strip()
    folded = re.sub(r"\s*/\s*", "/", folded)
    return folded.rstrip(" .:;,!")


@cache
def _results() -> tuple[_Words, _Vote]:
    data = tomllib.loads(files(__package__).joinpath("results.toml").read_text(encoding="utf-8"))
    patterns = dict(data["vote"])
    target = tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns.pop("target"))
    counted = tuple(re.compile(pattern) for pattern in patterns.pop("counted"))
    vote = {name: re.compile("|".join(words)) for name, words in patterns.items()}
    return _words(data["kind"], "kind"), _Vote(counted=counted, target=target, **vote)


@cache
def _roles() -> _Words:
    data = tomllib.loads(files(__package__).joinpath("roles.toml").read_text(encoding="utf-8"))
    return _words(data["role"], "role")


def _words(entries: list[dict[str, object]], key: str) -> _Words:
    phrases: dict[str, str] = {}
    patterns: list[tuple[re.Pattern[str], str]] = []
    for entry in entries:
        name = str(entry[key])
        for phrase in _strings(entry.get("phrases")):
            phrases.setdefault(phrase, name)
        patterns += [(re.compile(pattern), name) for pattern in _strings(entry.get("words"))]
    return _Words(phrases, tuple(patterns))


def _strings(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else []


@lru_cache(maxsize=4096)
def normalise_result(raw: str | None) -> Outcome:
    """The meaning of an agenda item's result; never raises. Case and blanks do not matter.

    None and empty words give kind "none", unknown words "unknown", and so do words of agreement that the count of
    votes denies. What is said of the vote is read from any kind:
    "einstimmig abgelehnt" is rejected and unanimous.
    """
    words, vote = _results()
    text = re.sub(r"\s+", " ", raw or "").strip()
    folded = fold(text)
    kind = words.kind_of(folded)
    if kind == "none" or (kind is None and not any(c.isalnum() for c in folded)):
        return Outcome("none", raw=text)
    if kind in _AGREED and _outvoted(folded, vote):
        kind = "unknown"
    unanimous: bool | None = None
    majority = False
    if vote.not_unanimous.search(folded):
        unanimous, majority = False, True
    elif vote.unanimous.search(folded):
        unanimous = True
    changed = vote.changed.search(vote.unchanged.sub(" ", folded)) is not None
    return Outcome(
        kind=kind or "unknown",  # type: ignore[arg-type]  # the table's kinds are checked by a test
        unanimous=unanimous if kind in _VOTED else None,
        majority=majority and kind in _VOTED,
        changed=changed and kind in ("adopted", "recommended"),
        target=_target(text, vote) if kind == "referred" else None,
        raw=text,
    )


def _outvoted(folded: str, vote: _Vote) -> bool:
    """The numbers say that no more were for it than against it."""
    found = next((match for pattern in vote.counted if (match := pattern.search(folded))), None)
    return found is not None and int(found["yes"]) <= int(found["no"])


def _target(text: str, vote: _Vote) -> str | None:
    """The body behind "verwiesen in …", in the source's own letters; None if it names none."""
    found = next((match for pattern in vote.target if (match := pattern.search(text))), None)
    return _COUNT_BEHIND.sub("", found["body"]).strip(" .:") or None if found else None


@lru_cache(maxsize=1024)
def normalise_role(raw: str | None) -> Role:
    """What a body is to do with a paper, by the words of the source; never raises, "unknown" if it does not say."""
    role = _roles().kind_of(fold(raw or ""))
    return role or "unknown"  # type: ignore[return-value]  # the table's roles are checked by a test
