"""Records of papers with their hearings, text and files."""

from __future__ import annotations

from hashlib import sha256

from teilhabe.core.text import fold

from ....documents.sections import sections_of_html_blocks
from ....models import PaperRelation
from ... import organization_kinds
from ...records import ConsultationRecord, FileRecord, OrganizationRecord, PaperRecord, Parsed, Ref
from ..facts import PaperPage, Step
from ..names_of_people import looks_like_person
from .names import K, Names, mark_of, own_key, parsed


def paper_records(names: Names, page: PaperPage) -> Parsed:
    """A paper with its hearings, its text in sections and its files."""
    ref = names.ref(K.PAPER, page.key)
    files: dict[Ref, FileRecord] = {}
    steps = _steps(names, page, ref)
    lead = _office(names, page.lead) if page.lead else None
    persons = {name: found for name in page.originators if (found := names.person(name))}
    groups = [name for name in page.originators if name not in persons and not looks_like_person(name)]
    originators = [_party(names, name) for name in groups]
    relations = [
        (names.ref(K.PAPER, key), kind)
        for keys, kind in (
            (page.related, PaperRelation.Kind.RELATED),
            (page.above, PaperRelation.Kind.ABOVE),
            (page.below, PaperRelation.Kind.BELOW),
        )
        for key in keys
        if key != page.key
    ]
    paper = PaperRecord(
        ref=ref,
        url=page.url,
        raw_hash="",
        modified=page.changed,
        name=page.title,
        reference=page.reference[:120],
        kind_raw=page.kind_raw[:200],
        date=page.day,
        original_url=page.url,
        lead=(lead.ref,) if lead else (),
        originator_organizations=tuple(dict.fromkeys(one.ref for one in originators)),
        originator_persons=tuple(dict.fromkeys(persons.values())),
        relations=tuple((other, str(kind)) for other, kind in dict.fromkeys(relations)),
        attachments=names.attachments(page.documents, ref, page.url, files),
        sections=sections_of_html_blocks(page.blocks),
    )
    named = {one.ref: one for one in (lead, *originators) if one is not None and _is_new(names, one)}
    return parsed(paper, [*named.values(), *steps, *files.values()])


def _steps(names: Names, page: PaperPage, paper: Ref) -> list[ConsultationRecord]:
    found: dict[Ref, ConsultationRecord] = {}
    for step in page.steps:
        ref = _step_ref(names, page.key, step)
        while ref in found:
            # Twice in one meeting, or twice before a committee without a day.
            ref = Ref(ref.kind, f"{ref.key}'")
        found[ref] = ConsultationRecord(
            ref=ref,
            url="",
            raw_hash="",
            parent=paper,
            paper=paper,
            meeting=names.ref(K.MEETING, step.meeting) if step.meeting and step.public else None,
            agenda_item=names.ref(K.AGENDA_ITEM, step.item) if step.item and step.public else None,
            organization=names.committee(step.committee_key, step.committee),
            organization_text=step.committee[:300],
            date=step.day,
            role_raw=step.role_raw[:200],
            result_raw=step.result_raw if step.public else "",
            order=step.place,
        )
    return list(found.values())


def _step_ref(names: Names, paper: str, step: Step) -> Ref:
    if step.meeting and step.public:
        return names.consultation(paper, step.meeting)
    where = step.committee_key or fold(step.committee) or "?"
    mark = sha256(where.encode()).hexdigest()[:12]
    return names.ref(K.CONSULTATION, f"{paper}&committee={mark}&day={step.day or ''}")


def _office(names: Names, name: str) -> OrganizationRecord:
    """The office in charge: HTML systems know it by name only."""
    return _by_name(names, name, otherwise="office")


def _party(names: Names, name: str) -> OrganizationRecord:
    """Who brings papers in and is no person: a group, unless its name says otherwise."""
    return _by_name(names, name, otherwise="group")


def _by_name(names: Names, name: str, *, otherwise: str) -> OrganizationRecord:
    known = names.committees.get(fold(name))
    ref = Ref(K.ORGANIZATION, known) if known else names.ref(K.ORGANIZATION, f"name={mark_of(name)}")
    found = organization_kinds.kind_of(name)
    kind = otherwise if found == organization_kinds.OTHER else found
    return OrganizationRecord(ref=ref, url="", raw_hash="", partial=True, name=name[:300], kind=kind)


def _is_new(names: Names, one: OrganizationRecord) -> bool:
    return own_key(one.ref).startswith("name=") or one.ref not in names.known
