"""Papers: head, Beratungsfolge, texts, documents."""

from __future__ import annotations

from datetime import date

import pytest

from teilhabe.council.ingest.allris3.paper import read_paper
from teilhabe.council.ingest.html.errors import NotPublic, NotThisPage

from .pages import BASE, attachments, document, head_row, hearing, page, paper, text

URL = f"{BASE}vo020.asp?VOLFDNR=7"


@pytest.mark.parametrize("label", ["Vorlage-Art", "Drucksache-Art"])
def test_a_paper_tells_its_head_and_no_clerk(label: str) -> None:
    rows = '<tr><td class="kb1">Verfasser:</td><td class="text4">Otto Muster<br />SPD-Fraktion</td></tr>'
    found = read_paper(paper(rows=rows, art=label), URL)

    assert (found.key, found.reference, found.title) == (
        "volfdnr=7",
        "VO/26/0815/D2",
        "Sprachförderung an Grundschulen",
    )
    assert (found.kind_raw, found.lead) == ("Beschlussvorlage", "Bildungsbüro")
    assert found.originators == ("SPD-Fraktion",)
    assert "Beispiel" not in repr(found)
    assert "Muster" not in repr(found)


@pytest.mark.parametrize("beside", [True, False])
def test_the_beratungsfolge_has_none_one_or_many_hearings_for_each_committee(beside: bool) -> None:
    steps = (
        head_row("Schulausschuss", "Vorberatung")
        + hearing("10.09.2026", "Sitzung des Schulausschusses", meeting=1, item=11, result="vertagt")
        + hearing("22.09.2026", "Sitzung des Schulausschusses", meeting=2, item=21, result="(offen)")
        + head_row("Hauptausschuss", "Vorberatung")
        + hearing("29.09.2026", "Sitzung des Hauptausschusses")
        + head_row("Rat", "Entscheidung", "Bereit")
    )
    found = read_paper(paper(steps, beside=beside), URL).steps

    assert [(one.place, one.committee, one.role_raw) for one in found] == [
        (1, "Schulausschuss", "Vorberatung"),
        (2, "Schulausschuss", "Vorberatung"),
        (3, "Hauptausschuss", "Vorberatung"),
        (4, "Rat", "Entscheidung"),
    ]
    assert [(one.day, one.meeting, one.item, one.result_raw, one.public) for one in found] == [
        (date(2026, 9, 10), "silfdnr=1", "tolfdnr=11", "vertagt", True),
        (date(2026, 9, 22), "silfdnr=2", "tolfdnr=21", "", True),
        (date(2026, 9, 29), "", "", "", False),
        (None, "", "", "", True),
    ]


def test_a_planned_hearing_without_a_link_is_still_to_come_and_not_secret() -> None:
    steps = head_row("Rat", state="Geplant") + hearing("01.12.2026", "Sitzung des Rates", state="Geplant")
    (step,) = read_paper(paper(steps), URL).steps
    assert (step.day, step.meeting, step.public) == (date(2026, 12, 1), "", True)


def test_texts_between_anchors_come_with_their_kind_whatever_documents_hold_them() -> None:
    texts = (
        text("SV", "<p><span style='font-weight:bold'>Sachlage:</span></p><p>Worum es geht.</p>")
        + text("BV", "<p>Der Rat beschließt.</p><script>alert(1)</script>")
        + text("FA", "<p>Keine.</p>")
        + text("AN", "<p>&#xa0;</p>")
    )
    found = read_paper(paper(texts=texts), URL).blocks

    assert [(one.kind, one.heading) for one in found] == [
        ("matter", "Sachverhalt"),
        ("resolution", "Beschlussvorschlag"),
        ("finance", ""),
    ]
    assert found[1].html == "<div><p>Der Rat beschließt.</p></div>"


def test_the_name_of_an_attachment_is_kept_and_its_passing_address_is_not() -> None:
    forms = document(1, "Vorlage") + document(2, "Vorlage-Sammeldokument", kind="130")
    found = read_paper(paper(forms=forms, texts=text("SV", "<p>Text</p>"), attachments=attachments("Lageplan")), URL)

    assert [(one.role, one.name, one.key) for one in found.documents] == [
        ("main", "Vorlage", "dolfdnr=1"),
        ("collected", "Vorlage-Sammeldokument", "dolfdnr=2"),
        ("attachment", "Lageplan", ""),
    ]
    assert found.documents[2].url == ""
    assert "___tmp" not in repr(found)
    assert "Lageplan" not in found.blocks[0].html


def test_related_papers_are_told_by_form_and_by_link() -> None:
    form = '<form action="vo020.asp"><input type="hidden" name="VOLFDNR" value="5" /></form>'
    rows = (
        f'<tr><td class="kb1">Bezüglich:</td><td class="text4">{form}</td></tr>'
        '<tr><td class="kb1">Bezüglich:</td><td class="text4"><a href="vo020.asp?VOLFDNR=6">VO/26/6</a></td></tr>'
    )
    assert read_paper(paper(rows=rows), URL).related == ("volfdnr=5", "volfdnr=6")


@pytest.mark.parametrize("status", ["nichtöffentlich", "nicht öffentlich", "vertraulich", "intern"])
def test_a_paper_that_is_not_public_is_refused(status: str) -> None:
    with pytest.raises(NotPublic):
        read_paper(paper(status=status), URL)


def test_another_page_is_no_paper() -> None:
    with pytest.raises(NotThisPage):
        read_paper(page("start", "Willkommen", "<p>Guten Tag</p>"), URL)
