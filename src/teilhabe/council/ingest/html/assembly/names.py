"""From what pages say to records: keys of the whole portal, hashes, committees known by name only.

Pure: the same facts always give the same records. ``meetings``, ``papers`` and ``people`` each make the records of
their pages; what they share is here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from teilhabe.core.text import fold

from ....documents.sections import Section
from ....models import Attachment
from ....models.records import RecordKind
from ...records import AttachmentRecord, FileRecord, ForeignRecord, Parsed, Ref
from ..facts import DocumentFact
from ..family import Family
from ..names_of_people import split_name

K = RecordKind
Role = Attachment.Role
ROLES = {
    "main": Role.MAIN,
    "attachment": Role.ATTACHMENT,
    "invitation": Role.INVITATION,
    "minutes": Role.RESULTS,
    "collected": Role.ATTACHMENT,
}
# What two readings of the same content differ in; SessionNet stamps all pages anew whenever one changes.
_GENITIVE = re.compile(r"(ausschuss|rat|tag|beirat|kommission)(?:es|s)\b")
# What a title may say besides the committee's name: day, time, number, and words of any sitting.
_NUMBERS = re.compile(
    r"\b\d{1,2}\. ?\d{1,2}\. ?(?:\d{4}|\d{2})?(?!\d)|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} uhr\b|\b\d+/\d+\b"
    r"|\bnr\.? ?\d+|\b\d+\.(?!\d)|\b(?:19|20)\d{2}\b"
)
_FRAME = re.compile(
    r"(?:sonder|dringlichkeits|praesenz|haushalts|video)?sitzung|tagung|sitzungstermin|termin|einladung|bekanntmachung"
    r"|tagesordnung|(?:nicht)?oeffentliche[nrs]?|(?:nicht)?oeffentlich|nicht|konstituierende[nr]?|(?:ausser)?ordentliche[nr]?"
    r"|digitale[nr]?|hybride[nr]?|videokonferenz|teil|wahlperiode|legislaturperiode|d(?:er|es|ie|as|en|em)|und|zur|zum|zu"
    r"|am|im|in|vom|von|um|ab|bis|uhr|nr"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|mo|di|mi|do|fr|sa|so"
    r"|januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember"
)
_WORD = re.compile(r"\w+")
_CANCELLED = re.compile(
    r"^\W*(?:entfällt|abgesagt|fällt aus)\W+|\W+(?:entfällt|abgesagt|fällt aus|wurde abgesagt)\W*$", re.IGNORECASE
)
_NO_CONTENT = frozenset({"raw_hash", "aliases", "parent", "partial", "created", "modified"})
R = TypeVar("R", bound=ForeignRecord)


class Known(NamedTuple):
    """A committee or person as it is stored; ``kind_raw`` only of committees."""

    name: str
    kind_raw: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What the records of one installation are called. ``home`` is its key: host and folder ("rat.example/bi").

    ``committees`` gives the key of each committee whose name is known, by its folded name; ``known`` the names of
    committees and persons by key, so that two pages that print one differently do not quarrel over it.
    """

    home: str
    family: Family
    committees: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[Ref, Known] = field(default_factory=dict)

    def ref(self, kind: RecordKind, key: str) -> Ref:
        return Ref(kind, f"{self.home}?{key}")

    def committee(self, key: str, name: str) -> Ref | None:
        """A committee by its key, else by its name if one of that name is known."""
        if key:
            return self.ref(K.ORGANIZATION, key)
        known = self.committees.get(fold(name)) if name else None
        return Ref(K.ORGANIZATION, known) if known else None

    def person(self, name: str) -> Ref | None:
        """The member of the council with this name, with or without titles; None for everybody else."""
        wanted = _bare(name)
        return next(
            (ref for ref, one in self.known.items() if ref.kind is K.PERSON and _bare(one.name) == wanted), None
        )

    def committee_in(self, title: str) -> Ref | None:
        """The committee a meeting's title names, in whatever case: "5. Sitzung des Ausschusses für Kultur".

        Besides the name the title may only say what any sitting is called: "Verwaltungsrat der Sparkasse" is not "Rat".
        """
        said = _GENITIVE.sub(r"\1", fold(title))
        found = [name for name in self.committees if _is_named(_GENITIVE.sub(r"\1", name), said)]
        return Ref(K.ORGANIZATION, self.committees[max(found, key=len)]) if found else None

    def consultation(self, paper: str, meeting: str) -> Ref:
        """A paper's hearing in a meeting: paper and agenda name it alike."""
        return self.ref(K.CONSULTATION, f"{paper}&{meeting}")

    def attachments(
        self, documents: Iterable[DocumentFact], owner: Ref, page: str, files: dict[Ref, FileRecord]
    ) -> tuple[AttachmentRecord, ...]:
        """How ``documents`` hang on ``owner``; the files themselves are put into ``files``."""
        found: dict[tuple[Ref, str], AttachmentRecord] = {}
        for document in documents:
            stable = document.key and document.url
            own = document.key if stable else f"{own_key(owner)}&file={mark_of(document.name)}"
            ref = self.ref(K.FILE, own)
            files[ref] = FileRecord(
                ref=ref,
                url="",
                raw_hash="",
                parent=owner,
                name=document.name[:500],
                mime_type=document.mime_type[:120],
                claimed_size=document.size,
                # A file without an address of its own is to be seen on the page that offers it.
                access_url=document.url or page,
                download_url=document.url,
            )
            role = str(ROLES.get(document.role, Role.ATTACHMENT))
            found[ref, role] = AttachmentRecord(ref, role)
        return tuple(found.values())


@lru_cache(maxsize=20_000)
def _bare(name: str) -> str:
    """A person's name without address and titles, folded."""
    parts = split_name(name)
    return fold(f"{parts.given} {parts.family}")


def _is_named(name: str, said: str) -> bool:
    """Whether a folded title is that of a meeting of the committee with this folded name, and of no other."""
    if not name or name not in said:
        return False
    place = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said)
    if place is None:
        return False
    rest = _NUMBERS.sub(" ", f"{said[: place.start()]} | {said[place.end() :]}")
    return all(_FRAME.fullmatch(word) for word in _WORD.findall(rest))


def parsed(head: ForeignRecord, rest: Sequence[ForeignRecord]) -> Parsed:
    """The head with what hangs on it, all with their hashes. The head's covers the rest: a page of which nothing
    changed is recognised by it alone."""
    hashed = [_with_hash(one, content_hash(one)) for one in rest]
    whole = "\n".join([content_hash(head), *(f"{one.ref.key} {one.raw_hash}" for one in hashed)])
    return Parsed((_with_hash(head, sha256(whole.encode()).hexdigest()), *hashed))


def content_hash(record: ForeignRecord) -> str:
    """SHA-256 (hex) of what a record says: equal pages differ in sessions and blanks, equal facts do not."""
    said = {one.name: _plain(getattr(record, one.name)) for one in fields(record) if one.name not in _NO_CONTENT}
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Section):
        return [value.kind, value.heading_raw, value.html, value.confidence]
    if isinstance(value, AttachmentRecord):
        return [_plain(value.file), value.role]
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value


def _with_hash(record: R, mark: str) -> R:
    return replace(record, raw_hash=mark)


def own_key(ref: Ref) -> str:
    """The part of a key behind its installation."""
    return ref.key.rpartition("?")[2]


def mark_of(name: str) -> str:
    """A name as part of a key, for what has no number."""
    return sha256(fold(name).encode()).hexdigest()[:16]


def meeting_name(title: str) -> str:
    """A meeting's title without the word that it does not take place: that is said apart, and may change again.

    >>> meeting_name("ENTFÄLLT! Sitzung des Hauptausschusses"), meeting_name("Hauptausschuss (fällt aus)")
    ('Sitzung des Hauptausschusses', 'Hauptausschuss')
    """
    return _CANCELLED.sub("", title).strip() or title


def home_of(base: str) -> str:
    """The key of an installation: host and folder of its programs, as in :func:`.identity.page_key`.

    >>> home_of("https://Rat.example/bi/")
    'rat.example/bi'
    """
    parts = urlsplit(base)
    host, port = (parts.hostname or "").rstrip("."), parts.port
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    return where + parts.path.lower().rstrip("/")
