"""Papers as the matcher of places reads them: what the source says of the location, title, sections, attachments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from teilhabe.directory.matching import Document, FieldText, is_county

from ..models import Attachment, BlobPage, Body, Organization, Paper, PaperSection, Person
from .bodies import PUBLIC_STATES

# Characters that are read of a paper's own text, and of its attachments; pages of one attachment. As in the index.
MOST_TEXT = 200_000
MOST_PAGES = 80
# Of what the source gives as location.
_LOCATION = (
    "locations__street_address",
    "locations__postal_code",
    "locations__locality",
    "locations__sub_locality",
    "locations__description",
)


@dataclass(frozen=True, slots=True)
class PaperDocument:
    """A paper's document; ``parts`` says for each of its fields which section (anchor) or file (key) it is. Another
    ``digest`` means that the matcher could find something else."""

    paper: int
    document: Document
    parts: tuple[str, ...]
    digest: str


def documents_of(papers: Sequence[int]) -> list[PaperDocument]:
    """The documents of those papers that may be shown, with a few queries for all of them."""
    rows = (
        Paper.objects.public()
        .filter(pk__in=papers, body__record__state__in=PUBLIC_STATES)
        .order_by("pk")
        .values_list("pk", "name", "body_id")
    )
    found = {pk: _Fields() for pk, _name, _body in rows}
    _add_locations(found)
    for pk, name, _body in rows:
        found[pk].add("title", "", name)
    _add_texts(found)
    bodies = _bodies({body for _pk, _name, body in rows})
    documents = []
    for pk, _name, body in rows:
        ags, county, ignore = bodies[body]
        # Nobody knows where a body without a key is: its papers are not searched for places.
        fields = found[pk] if ags else _Fields()
        document = Document(municipality_ags=ags, is_county=county, fields=tuple(fields.texts), ignore=ignore)
        documents.append(PaperDocument(pk, document, tuple(fields.parts), _digest(document, fields.parts)))
    return documents


class _Fields:
    """The fields of one paper, in the order of their weight; each side of it ends at ``MOST_TEXT`` characters."""

    def __init__(self) -> None:
        self.texts: list[FieldText] = []
        self.parts: list[str] = []
        self._left = {False: MOST_TEXT, True: MOST_TEXT}

    def add(self, field: str, part: str, text: str) -> None:
        attached = field == "attachment"
        kept = text[: self._left[attached]]
        if kept.strip():
            self._left[attached] -= len(kept)
            self.texts.append(FieldText(field, kept))
            self.parts.append(part)


def _add_locations(found: dict[int, _Fields]) -> None:
    """The places of the papers themselves, never those of their meetings: a room says nothing about a matter."""
    rows = Paper.objects.filter(pk__in=list(found), locations__record__state__in=PUBLIC_STATES)
    for pk, street, postcode, town, district, description in rows.order_by("pk", "locations").values_list(
        "pk", *_LOCATION
    ):
        address = ", ".join(filter(None, (street, " ".join(filter(None, (postcode, town))), district)))
        found[pk].add("location", "", address or description)


def _add_texts(found: dict[int, _Fields]) -> None:
    """Sections, or the pages of the main document where there are none; then the attachments."""
    with_sections = set()
    sections = PaperSection.objects.filter(paper__in=list(found)).order_by("paper_id", "order")
    for pk, kind, anchor, text in sections.values_list("paper_id", "kind", "anchor", "text"):
        with_sections.add(pk)
        found[pk].add(kind, anchor, text)
    files = (
        Attachment.objects.filter(
            paper__in=list(found), file__blob__isnull=False, file__record__state__in=PUBLIC_STATES
        )
        .order_by("paper_id", "order", "pk")
        .values_list("paper_id", "role", "file_id", "file__blob_id", "file__name")
    )
    read = [row for row in files if row[1] != Attachment.Role.MAIN or row[0] not in with_sections]
    pages: dict[int, list[str]] = defaultdict(list)
    for blob, text in (
        BlobPage.objects.filter(blob__in={row[3] for row in read}, number__lte=MOST_PAGES)
        .order_by("blob_id", "number")
        .values_list("blob_id", "text")
    ):
        pages[blob].append(text)
    for pk, role, file, blob, name in read:
        if role == Attachment.Role.MAIN:
            found[pk].add("other", "", "\n".join(pages[blob]))
        else:
            found[pk].add("attachment", str(file), "\n".join([name, *pages[blob]]))


def _bodies(keys: set[int]) -> dict[int, tuple[str, bool, tuple[str, ...]]]:
    """For each body its official key, whether it is a county's, and the names of its people and committees, which name
    no places."""
    names: dict[int, set[str]] = defaultdict(set)
    for model in (Person, Organization):
        for body, name in model._default_manager.filter(body__in=keys).values_list("body_id", "name"):
            names[body].add(name)
    found = {}
    told = ("pk", "ags", "municipality__ags", "municipality__kind")
    for pk, ags, town, kind in Body.objects.filter(pk__in=keys).values_list(*told):
        # Of a town that the directory does not know no place can be found: the key is a county's, or does not matter.
        county = is_county(kind) if kind else ags.endswith("000")
        found[pk] = (town or ags, county, tuple(sorted(names[pk])))
    return found


def _digest(document: Document, parts: Sequence[str]) -> str:
    digest = blake2b(digest_size=16)
    said = [document.municipality_ags, "county" if document.is_county else "", *document.ignore]
    said += [
        word for field, part in zip(document.fields, parts, strict=True) for word in (field.field, part, field.text)
    ]
    for word in said:
        digest.update(word.encode("utf-8", errors="surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()
