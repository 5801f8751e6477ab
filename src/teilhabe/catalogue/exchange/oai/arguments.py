"""What a harvester asks: six verbs and their arguments, checked; a list's state between two pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

PREFIXES = ("oai_dc", "amb_json")
TOKEN_LASTS = timedelta(hours=24)
_SALT = "catalogue.oai"
_LIST = ({"metadataPrefix"}, {"from", "until", "set"})
ARGUMENTS: dict[str, tuple[set[str], set[str]]] = {
    "Identify": (set(), set()),
    "ListMetadataFormats": (set(), {"identifier"}),
    "ListSets": (set(), set()),
    "GetRecord": ({"identifier", "metadataPrefix"}, set()),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}
"""Of each verb: what it needs and what it may have."""
RESUMABLE = ("ListSets", "ListIdentifiers", "ListRecords")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")


class OaiProblem(Exception):
    """One of the errors of the protocol; ``args[0]`` is a sentence for people."""

    code = ""


class BadVerb(OaiProblem):
    code = "badVerb"


class BadArgument(OaiProblem):
    code = "badArgument"


class BadResumptionToken(OaiProblem):
    code = "badResumptionToken"


class CannotDisseminateFormat(OaiProblem):
    code = "cannotDisseminateFormat"


class IdDoesNotExist(OaiProblem):
    code = "idDoesNotExist"


class NoRecordsMatch(OaiProblem):
    code = "noRecordsMatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. ``since`` and ``until`` are both inclusive, to the second; ``after`` is the last record of the page
    before (moment, number), ``told`` how many there were until there, ``total`` how many there are in all."""

    verb: str
    prefix: str = ""
    identifier: str = ""
    chosen: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, int] | None = None
    told: int = 0
    total: int | None = None

    def further(self, after: tuple[datetime, int], *, told: int, total: int) -> str:
        """The token for the page that follows; it says everything itself, so nothing is kept here."""
        return signing.dumps(
            {
                "v": self.verb,
                "p": self.prefix,
                "s": self.chosen,
                "f": _written(self.since),
                "u": _written(self.until),
                "a": [_written(after[0]), after[1]],
                "c": told,
                "t": total,
            },
            salt=_SALT,
            compress=True,
        )


def read(given: Mapping[str, Sequence[str]]) -> Asked:
    """The request in the parameters ``given``. Raises OaiProblem."""
    verbs = given.get("verb", ())
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise BadVerb(f"verb steht genau einmal da und ist {', '.join(ARGUMENTS)}.")
    verb = verbs[0]
    if repeated := sorted(name for name, values in given.items() if len(values) > 1):
        raise BadArgument(f"Mehrfach angegeben: {', '.join(repeated)}.")
    said = {name: values[0] for name, values in given.items() if name != "verb"}
    if "resumptionToken" in said and verb in RESUMABLE:
        if len(said) > 1:
            raise BadArgument("Neben resumptionToken darf nichts anderes stehen.")
        return _resumed(verb, said["resumptionToken"])
    needed, allowed = ARGUMENTS[verb]
    if unknown := sorted(set(said) - needed - allowed):
        raise BadArgument(f"{verb} kennt nicht: {', '.join(name[:40] for name in unknown[:10])}.")
    if missing := sorted(needed - {name for name, value in said.items() if value}):
        raise BadArgument(f"{verb} braucht: {', '.join(missing)}.")
    if "metadataPrefix" in said and said["metadataPrefix"] not in PREFIXES:
        raise CannotDisseminateFormat(f"Es gibt die Formate {', '.join(PREFIXES)}.")
    if "set" in said and not _SET.fullmatch(said["set"]):
        raise BadArgument("set hat nicht die Form eines setSpec.")
    asked = Asked(
        verb=verb,
        prefix=said.get("metadataPrefix", ""),
        identifier=said.get("identifier", ""),
        chosen=said.get("set", ""),
    )
    return _between(asked, said.get("from"), said.get("until"))


def _between(asked: Asked, since: str | None, until: str | None) -> Asked:
    if since is not None and until is not None and len(since) != len(until):
        raise BadArgument("from und until brauchen dieselbe Genauigkeit.")
    first = _moment(since, "from") if since is not None else None
    last = _moment(until, "until", end_of_day=True) if until is not None else None
    if first and last and first > last:
        raise BadArgument("from liegt nach until.")
    return replace(asked, since=first, until=last)


def _moment(text: str, name: str, *, end_of_day: bool = False) -> datetime:
    try:
        if _DAY.fullmatch(text):
            day = datetime.fromisoformat(text).replace(tzinfo=UTC)
            return day.replace(hour=23, minute=59, second=59) if end_of_day else day
        if _SECOND.fullmatch(text):
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        pass
    raise BadArgument(f"{name} ist ein Tag oder Zeitpunkt wie 2026-11-23T08:00:00Z.")


def _resumed(verb: str, token: str) -> Asked:
    try:
        kept: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=TOKEN_LASTS)
    except signing.BadSignature as wrong:
        raise BadResumptionToken("Dieses resumptionToken gilt nicht mehr; bitte von vorn beginnen.") from wrong
    if kept["v"] != verb:
        raise BadResumptionToken("Dieses resumptionToken gehört zu einer anderen Frage.")
    moment, number = kept["a"]
    return Asked(
        verb=verb,
        prefix=kept["p"],
        chosen=kept["s"],
        since=_parsed(kept["f"]),
        until=_parsed(kept["u"]),
        after=(datetime.fromisoformat(moment), number),
        told=kept["c"],
        total=kept["t"],
    )


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _parsed(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
