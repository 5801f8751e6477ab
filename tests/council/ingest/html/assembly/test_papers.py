"""Who brought a paper in: groups by their names, members of the council as persons, nobody else."""

from __future__ import annotations

from teilhabe.council.ingest.allris3 import Allris3
from teilhabe.council.ingest.html.assembly.names import K, Known, Names
from teilhabe.council.ingest.html.assembly.papers import paper_records
from teilhabe.council.ingest.html.facts import PaperPage
from teilhabe.council.ingest.html.family import Installation
from teilhabe.council.ingest.records import OrganizationRecord, PaperRecord

FAMILY = Allris3(Installation(base="https://rat.example/"))
NAMES = Names("rat.example", FAMILY)
MEMBER = NAMES.ref(K.PERSON, "kpnr=7")


def _brought_in_by(*originators: str) -> tuple[PaperRecord, list[str]]:
    names = Names("rat.example", FAMILY, known={MEMBER: Known("Dr. Meryem Aydın-Çelik")})
    page = PaperPage(
        key="volfdnr=1", url="https://rat.example/vo020?VOLFDNR=1", title="Antrag", originators=originators
    )
    records = paper_records(names, page)
    groups = [one.name for one in records.records if isinstance(one, OrganizationRecord)]
    paper = next(one for one in records.records if isinstance(one, PaperRecord))
    return paper, groups


def test_a_member_of_the_council_is_named_as_a_person_and_becomes_no_group() -> None:
    paper, groups = _brought_in_by("Fraktion Offene Stadt", "Frau Meryem Aydın-Çelik")
    assert groups == ["Fraktion Offene Stadt"]
    assert paper.originator_persons == (MEMBER,)


def test_a_citizen_who_brings_a_motion_in_is_not_named() -> None:
    paper, groups = _brought_in_by("Prof. Dr. Peter Beispiel", "SPD", "Die Linke")
    assert groups == ["SPD", "Die Linke"]
    assert paper.originator_persons == ()
