"""The objects of the sample council, held in memory and changed while a test looks on.

Objects are kept flat, one dictionary per OParl object; a property that OParl prints as an embedded object holds the
id of that object here. :meth:`SampleCouncil.shown` puts them together as the specification wants them printed.
All addresses begin with :data:`BASE`, which the server replaces by its own address in every answer: the content
does not depend on the port.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from teilhabe.council.sample.text import Block

BASE = "http://council.invalid"
API = f"{BASE}/oparl/v1.1"
TYPE = "https://schema.oparl.org/1.1/"
BERLIN = ZoneInfo("Europe/Berlin")

Obj = dict[str, Any]

# Address part of a single object, and of the body's external list, by type (OParl 1.1, chapter 3).
LISTS = {
    "Organization": "organizations",
    "Person": "people",
    "Meeting": "meetings",
    "Paper": "papers",
    "AgendaItem": "agenda-items",
    "Consultation": "consultations",
    "File": "files",
    "Location": "locations",
    "LegislativeTerm": "legislative-terms",
    "Membership": "memberships",
}
# The body's property that names the list.
LIST_PROPERTIES = {
    "Organization": "organization",
    "Person": "person",
    "Meeting": "meeting",
    "Paper": "paper",
    "AgendaItem": "agendaItem",
    "Consultation": "consultation",
    "File": "file",
    "Location": "locationList",
    "LegislativeTerm": "legislativeTermList",
    "Membership": "membership",
}
EMBEDDED = {
    "Body": ("location", "legislativeTerm"),
    "Organization": ("location",),
    "Person": ("membership",),
    "Meeting": ("location", "invitation", "resultsProtocol", "auxiliaryFile", "agendaItem"),
    "AgendaItem": ("resolutionFile", "auxiliaryFile"),
    "Paper": ("mainFile", "auxiliaryFile", "location", "consultation"),
}
# References back to the parent are printed only where the object stands alone.
BACK_REFERENCES = {
    "AgendaItem": ("meeting",),
    "Consultation": ("paper",),
    "File": ("meeting", "agendaItem", "paper"),
    "LegislativeTerm": ("body",),
    "Location": ("bodies", "organizations", "meetings", "papers"),
    "Membership": ("person",),
}
# What `omit_internal=true` leaves out (OParl 1.1, 2.5).
INTERNAL = {
    "Body": ("legislativeTerm",),
    "Person": ("membership",),
    "Meeting": ("auxiliaryFile", "agendaItem"),
    "AgendaItem": ("auxiliaryFile",),
    "Paper": ("auxiliaryFile", "location"),
}


class UnknownObject(LookupError):
    """The council has no object with this id, reference or key."""


class NumberTaken(ValueError):
    """Two keys of the content led to the same record number: rename one of them."""


@dataclass
class Document:
    """A downloadable file. ``write`` makes its bytes when somebody first asks for them"""

    name: str
    write: Callable[[], bytes]
    mime: str = "application/pdf"

    @cached_property
    def content(self) -> bytes:
        return self.write()

    @cached_property
    def sha512(self) -> str:
        return hashlib.sha512(self.content).hexdigest()

    @cached_property
    def sha1(self) -> str:
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest()


def stamp(moment: datetime) -> str:
    """A date-time as OParl wants it: Berlin time with offset, no fraction, no ``Z``."""
    return moment.astimezone(BERLIN).replace(microsecond=0).isoformat()


def kind_of(obj: Obj) -> str:
    return str(obj["type"]).rsplit("/", 1)[-1]


def address(kind: str, number: int) -> str:
    return f"{API}/{kind.lower()}/{number}"


def number_of(kind: str, key: str) -> int:
    """A record number that stays the same when other content is added around it."""
    return 10_000 + zlib.crc32(f"{kind}:{key}".encode()) % 9_990_000


@dataclass
class SampleCouncil:
    """A council system: bodies with their lists. Change it while it is served; every change moves ``modified``.

    ``clock`` says what time it is in the council's office; set :attr:`now` to stop it.
    """

    clock: Callable[[], datetime] = lambda: datetime.now(BERLIN)
    name: str = "Beispiel-Ratsinformationssystem"
    objects: dict[str, Obj] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    texts: dict[str, list[Block]] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    """Titles of non-public agenda items: they must never show up in the portal."""
    votes: dict[str, str] = field(default_factory=dict)
    """How the votes were counted, by agenda item; OParl has no field for it."""
    minutes: dict[str, str] = field(default_factory=dict)
    """What the minutes say about an agenda item."""
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _body_of: dict[str, str] = field(default_factory=dict, repr=False)
    _lists: dict[tuple[str, str], list[str]] = field(default_factory=dict, repr=False)
    _parent_of: dict[str, str] = field(default_factory=dict, repr=False)
    _gone: dict[str, Obj] = field(default_factory=dict, repr=False)

    # -- time --------------------------------

    @property
    def now(self) -> datetime:
        return self.clock()

    @now.setter
    def now(self, moment: datetime) -> None:
        """Stop the clock at ``moment`` (must carry a time zone)."""
        if moment.tzinfo is None:
            raise ValueError("the council's clock needs a time zone")
        self.clock = lambda: moment

    # -- changing --------------------------------

    def add(self, kind: str, number: int, /, *, in_body: str = "", **properties: Any) -> str:
        """Add an object and return its id. ``created`` and ``modified`` are now unless given; None is left out."""
        with self.lock:
            ref = address(kind, number)
            if ref in self.objects:
                raise NumberTaken(ref)
            now = stamp(self.now)
            obj: Obj = {"id": ref, "type": TYPE + kind, "created": now}
            obj |= {name: value for name, value in properties.items() if value not in (None, "", [], ())}
            obj.setdefault("modified", obj["created"])
            self.objects[ref] = obj
            body_id = ref if kind == "Body" else in_body
            self._body_of[ref] = body_id
            self._lists.setdefault((body_id, kind), []).append(ref)
            self._adopt(obj)
            return ref

    def _adopt(self, obj: Obj) -> None:
        for name in EMBEDDED.get(kind_of(obj), ()):
            for child in _refs(obj.get(name)):
                self._parent_of[child] = str(obj["id"])

    def add_file(self, number: int, document: Document, *, in_body: str, name: str, **properties: Any) -> str:
        """Add a File object whose download delivers ``document``."""
        with self.lock:
            path = f"{BASE}/file/{number}"
            ref = self.add(
                "File",
                number,
                in_body=in_body,
                name=name,
                fileName=document.name,
                mimeType=document.mime,
                accessUrl=f"{path}/{document.name}",
                downloadUrl=f"{path}/download/{document.name}",
                **properties,
            )
            self.documents[ref] = document
            return ref

    def replace_file(self, ref: str, document: Document) -> None:
        """Put another document under the same File object, as happens when a scan is repeated."""
        with self.lock:
            self.object(ref)
            self.documents[ref] = document
            self.touch(ref)

    def attach(self, parent: str, name: str, child: str) -> None:
        """Put an existing object into an embedded list (or slot) of another one, for example a file into a paper."""
        with self.lock:
            obj = self.object(parent)
            if name in ("auxiliaryFile", "agendaItem", "consultation", "membership", "legislativeTerm") or (
                name == "location" and kind_of(obj) == "Paper"
            ):
                obj[name] = [*_refs(obj.get(name)), child]
            else:
                obj[name] = child
            self._parent_of[child] = parent
            self.touch(parent)

    def change(self, ref: str, **changes: Any) -> Obj:
        """Change properties of the object ``ref``; None removes one. Returns the object as stored."""
        with self.lock:
            obj = self.object(ref)
            for name, value in changes.items():
                if value is None:
                    obj.pop(name, None)
                else:
                    obj[name] = value
            self._adopt(obj)
            if "modified" not in changes:
                self.touch(ref)
            return obj

    def change_paper(self, reference: str, **changes: Any) -> Obj:
        """Change the paper with this reference number ("2019/0465") or id."""
        return self.change(self.paper(reference), **changes)

    def touch(self, ref: str) -> None:
        """Move ``modified`` of an object and of the object it is embedded in to now."""
        with self.lock:
            self.object(ref)["modified"] = stamp(self.now)
            if parent := self._parent_of.get(ref):
                self.touch(parent)

    def delete(self, ref: str) -> None:
        """Delete an object as OParl wants it: a stub with ``deleted: true`` stays; embedded objects go with it."""
        with self.lock:
            obj = self.object(ref)
            for name in EMBEDDED.get(kind_of(obj), ()):
                for child in _refs(obj.get(name)):
                    # A room outlives the meeting that was held in it.
                    if kind_of(self.objects[child]) != "Location" and not self.is_deleted(child):
                        self.delete(child)
            self.objects[ref] = {
                "id": ref,
                "type": obj["type"],
                "created": obj["created"],
                "modified": stamp(self.now),
                "deleted": True,
            }
            if (parent := self._parent_of.get(ref)) and not self.is_deleted(parent):
                self.touch(parent)

    def vanish(self, ref: str) -> None:
        """Let an object disappear without a word: no stub, no date, embedded objects with it."""
        with self.lock:
            obj = self.object(ref)
            for name in EMBEDDED.get(kind_of(obj), ()):
                for child in _refs(obj.get(name)):
                    if child in self.objects and kind_of(self.objects[child]) != "Location":
                        self.vanish(child)
            self._gone[ref] = self.objects.pop(ref)

    def come_back(self, ref: str) -> None:
        """Undo :meth:`vanish`: the same object under the same id."""
        with self.lock:
            try:
                obj = self._gone.pop(ref)
            except KeyError:
                raise UnknownObject(ref) from None
            self.objects[ref] = obj
            for name in EMBEDDED.get(kind_of(obj), ()):
                for child in _refs(obj.get(name)):
                    if child in self._gone:
                        self.come_back(child)

    @property
    def gone(self) -> dict[str, Obj]:
        """What vanished, by id."""
        return dict(self._gone)

    # -- asking --------------------------------

    def object(self, ref: str) -> Obj:
        try:
            return self.objects[ref]
        except KeyError:
            raise UnknownObject(ref) from None

    def is_deleted(self, ref: str) -> bool:
        return bool(self.object(ref).get("deleted"))

    def bodies(self) -> list[str]:
        return [ref for ref, obj in self.objects.items() if obj["type"] == TYPE + "Body"]

    def ids(self, kind: str, body: str | None = None) -> list[str]:
        """Ids of all objects of a type, deleted ones included, in the order in which they were added."""
        if body is not None:
            return [ref for ref in self._lists.get((body, kind), ()) if ref in self.objects]
        listed_refs = (refs for (_, listed), refs in self._lists.items() if listed == kind)
        return [ref for refs in listed_refs for ref in refs if ref in self.objects]

    def paper(self, reference: str) -> str:
        """Id of the paper with this reference (the first one, if two bodies use the same)."""
        for ref in self.ids("Paper"):
            if reference in (ref, self.objects[ref].get("reference")):
                return ref
        raise UnknownObject(reference)

    def body_of(self, ref: str) -> str:
        return self._body_of[ref]

    def shown(self, ref: str, *, internal: bool = True) -> Obj:
        """The object as printed on its own; ``internal=False`` is ``omit_internal=true``."""
        return self._printed(self.object(ref), internal=internal, embedded=False)

    def _printed(self, obj: Obj, *, internal: bool, embedded: bool) -> Obj:
        kind = kind_of(obj)
        left_out: Iterable[str] = () if internal else INTERNAL.get(kind, ())
        if embedded:
            left_out = (*left_out, *BACK_REFERENCES.get(kind, ()))
        printed = {name: value for name, value in obj.items() if name not in left_out}
        for name in EMBEDDED.get(kind, ()):
            if name not in printed:
                continue
            present = [ref for ref in _refs(printed[name]) if ref in self.objects]
            alive = [ref for ref in present if not self.objects[ref].get("deleted")]
            children = [self._printed(self.objects[ref], internal=internal, embedded=True) for ref in alive]
            if not children:
                del printed[name]
            elif isinstance(printed[name], list):
                printed[name] = children
            else:
                printed[name] = children[0]
        if (document := self.documents.get(str(obj["id"]))) and not obj.get("deleted"):
            printed["size"] = len(document.content)
            printed["sha1Checksum"] = document.sha1
            printed["sha512Checksum"] = document.sha512
        return printed

    def system(self) -> Obj:
        """The System object."""
        bodies = [self.objects[ref] for ref in self.bodies()]
        return {
            "id": f"{API}/system",
            "type": TYPE + "System",
            "oparlVersion": TYPE,
            "body": f"{API}/bodies",
            "name": self.name,
            "contactEmail": "oparl@beispiel.invalid",
            "contactName": "Beispielserver",
            "website": f"{BASE}/",
            "product": f"{BASE}/",
            "created": min((str(body["created"]) for body in bodies), default="2019-01-01T00:00:00+01:00"),
            "modified": max((str(body["modified"]) for body in bodies), default="2019-01-01T00:00:00+01:00"),
        }

    def everything(self) -> Iterator[Obj]:
        """Every object as printed on its own, deleted stubs included."""
        for ref in list(self.objects):
            yield self.shown(ref)


def _refs(value: Any) -> list[str]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BERLIN)
