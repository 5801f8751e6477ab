"""One OParl object → records: itself first, then everything embedded in it, flat.

Input is scrubbed JSON (see :mod:`.scrub`). A property that cannot be read costs that property and a problem; only an
object without a usable identity or name costs the object.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypedDict

from ...models.records import RecordKind
from ..records import Deleted, ForeignRecord, Parsed, Problem, Ref
from . import values
from .identity import native_id

Obj = dict[str, Any]

KINDS = {
    "Body": RecordKind.BODY,
    "LegislativeTerm": RecordKind.TERM,
    "Location": RecordKind.LOCATION,
    "Organization": RecordKind.ORGANIZATION,
    "Person": RecordKind.PERSON,
    "Membership": RecordKind.MEMBERSHIP,
    "Meeting": RecordKind.MEETING,
    "AgendaItem": RecordKind.AGENDA_ITEM,
    "Paper": RecordKind.PAPER,
    "Consultation": RecordKind.CONSULTATION,
    "File": RecordKind.FILE,
}
# References from an embedded object to what it is embedded in: printed where it stands alone, left out where it is
# embedded. They must not make a difference.
BACK_REFERENCES = {
    RecordKind.AGENDA_ITEM: ("meeting",),
    RecordKind.CONSULTATION: ("paper",),
    RecordKind.FILE: ("meeting", "agendaItem", "paper"),
    RecordKind.TERM: ("body",),
    RecordKind.LOCATION: ("bodies", "organizations", "persons", "meetings", "papers"),
    RecordKind.MEMBERSHIP: ("person",),
}
# What tells objects without an id apart, within their parent.
TELLING = {
    RecordKind.AGENDA_ITEM: ("order", "number"),
    RecordKind.CONSULTATION: ("meeting", "agendaItem", "organization", "role"),
    RecordKind.FILE: ("downloadUrl", "accessUrl", "fileName", "name"),
    RecordKind.MEMBERSHIP: ("person", "organization", "startDate", "role"),
    RecordKind.LOCATION: ("description", "streetAddress", "room", "postalCode", "locality"),
    RecordKind.TERM: ("name", "startDate"),
    RecordKind.MEETING: ("name", "start"),
    RecordKind.ORGANIZATION: ("name",),
    RecordKind.PERSON: ("name", "familyName", "givenName"),
    RecordKind.PAPER: ("reference",),
}
# A reference that stands for an object: only its address is known.
_BARE = frozenset({"id", "type"})


class Unusable(ValueError):
    """The object cannot be read: no identity, no name. ``code`` and message for the list of problems."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Basics(TypedDict):
    ref: Ref
    url: str
    raw_hash: str
    created: Any
    modified: Any
    parent: Ref | None


def kind_said(obj: Obj) -> RecordKind | None:
    """The kind an object gives itself, None if it gives none or an unknown one."""
    return KINDS.get(str(obj.get("type") or "").rstrip("/").rsplit("/", 1)[-1])


def raw_hash(obj: Obj, kind: RecordKind) -> str:
    """SHA-256 of the object in canonical JSON, without references back to its parent."""
    back = BACK_REFERENCES.get(kind)
    shown = {name: value for name, value in obj.items() if name not in back} if back else obj
    return sha256(
        json.dumps(shown, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    ).hexdigest()


def identify(obj: Obj, kind: RecordKind, within: str) -> tuple[Ref, str]:
    """Key and address of an object; one without id gets a key from what tells it apart ``within`` parent or list.

    Raises Unusable if nothing does.
    """
    url = values.address(obj.get("id"))
    if url and (key := native_id(url)):
        return Ref(kind, key), url
    telling = [values.text(str(values.one(obj.get(name)) or "")) for name in TELLING.get(kind, ())]
    if not any(telling):
        raise Unusable("no-id", "Ein Eintrag hat keine Kennung und lässt sich nicht wiedererkennen.")
    mark = sha256("\n".join(telling).encode()).hexdigest()[:24]
    return Ref(kind, f"{within[:400]}#{kind}-{mark}"), ""


class Reader:
    """Reads one object of a list with everything in it. Make it with :func:`parse`."""

    def __init__(self, list_key: str) -> None:
        self.list_key = list_key
        # Hashes that are known already, by the identity of the JSON object.
        self.hashes: dict[int, str] = {}
        self.records: list[ForeignRecord] = []
        self.problems: list[Problem] = []
        self.missing: list[tuple[Ref, str]] = []

    def note(self, url: str) -> Callable[[str, str], None]:
        def noted(code: str, message: str) -> None:
            self.problems.append(Problem(url, code, message))

        return noted

    def basics(self, obj: Obj, ref: Ref, url: str, parent: Ref | None) -> Basics:
        note = self.note(url or ref.key)
        created, modified = values.lifetime(
            values.moment(obj.get("created"), note), values.moment(obj.get("modified"), note)
        )
        return Basics(
            ref=ref,
            url=url,
            raw_hash=self.hashes.get(id(obj)) or raw_hash(obj, ref.kind),
            created=created,
            modified=modified,
            parent=parent,
        )

    # -- references and embedded objects --------------------------------

    def ref(self, kind: RecordKind, value: Any) -> Ref | None:
        """A reference by address; an object in its place counts as its address."""
        url = values.address(values.one(value))
        key = native_id(url) if url else ""
        return Ref(kind, key) if key else None

    def refs(self, kind: RecordKind, value: Any) -> tuple[Ref, ...]:
        found = (self.ref(kind, one) for one in values.many(value))
        return tuple(dict.fromkeys(ref for ref in found if ref is not None))

    def embedded(self, kind: RecordKind, value: Any, parent: Ref, *, shared: bool = False) -> list[Ref]:
        """Read embedded objects; addresses in their place go on the list of what is missing. Returns what is there.

        ``shared`` objects (rooms) do not vanish with this parent.
        """
        from .kinds import READERS

        found: dict[Ref, None] = {}
        for place, entry in enumerate(values.many(value)):
            if isinstance(entry, str):
                ref = self.ref(kind, entry)
                if ref is not None:
                    found[ref] = None
                    self.missing.append((ref, entry.strip()))
                continue
            if not isinstance(entry, dict) or entry.get("deleted") is True:
                continue
            said = kind_said(entry)
            try:
                if said not in (None, kind):
                    raise Unusable("wrong-type", "Ein eingebetteter Eintrag hat einen unerwarteten Typ.")
                ref, url = identify(entry, kind, parent.key)
                if ref in found:
                    continue
                if url and _BARE.issuperset(entry):
                    self.missing.append((ref, url))
                else:
                    READERS[kind](self, entry, ref, url, None if shared else parent, place)
                found[ref] = None
            except Unusable as problem:
                self.problems.append(Problem(parent.key, problem.code, str(problem)))
        return list(found)


def parse(obj: Obj, expected: RecordKind, list_key: str, *, known_hash: str = "") -> Parsed:
    """Read one object of the list ``list_key`` that lists ``expected`` objects. Raises Unusable.

    ``known_hash`` is its :func:`raw_hash` if the caller has it.
    """
    from .kinds import READERS

    kind = kind_said(obj) or expected
    if kind != expected:
        raise Unusable("wrong-type", "Ein Eintrag der Liste hat einen anderen Typ als die Liste.")
    reader = Reader(list_key)
    reader.hashes[id(obj)] = known_hash
    ref, url = identify(obj, kind, list_key)
    if values.flag(obj.get("deleted")):
        reader.records.append(Deleted(**reader.basics(obj, ref, url, None)))
    elif url and _BARE.issuperset(obj):
        return Parsed((), (), ((ref, url),))
    else:
        READERS[kind](reader, obj, ref, url, None, 0)
        # The reader appends what is embedded first: it knows the parent's key before the parent is finished.
        head = next(place for place, record in enumerate(reader.records) if record.ref == ref)
        reader.records.insert(0, reader.records.pop(head))
    unique = {record.ref: record for record in reversed(reader.records)}
    return Parsed(tuple(reversed(unique.values())), tuple(reader.problems), tuple(reader.missing))
