"""The PDF files of the sample council, read as the portal reads them."""

from __future__ import annotations

import pypdfium2
import pytest

from teilhabe.council.sample import SampleCouncil, text
from teilhabe.council.sample.pdf import Letter, write_pdf, write_scan
from teilhabe.council.sample.plain_pdf import write_plain_pdf


def pages_of(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def main_file(council: SampleCouncil, reference: str) -> bytes:
    paper = council.object(council.paper(reference))
    return council.documents[paper["mainFile"]].content


def document(council: SampleCouncil, name: str) -> bytes:
    return next(one.content for one in council.documents.values() if one.name == name)


def test_the_paper_of_the_focus_themes_reads_like_a_paper(written: SampleCouncil) -> None:
    pages = pages_of(main_file(written, "2019/0465"))
    assert 2 <= len(pages) <= 4
    whole = "\n".join(pages)
    headings = [
        "Beratungsfolge:",
        "Beschlussvorschlag:",
        "Sachlage:",
        "Themenschwerpunkt „Fokus Migration in der Arbeitswelt“",
        "Themenschwerpunkt „Diversität – Alltag in Schule?!“",
        "Personelle Auswirkungen:",
        "Finanzielle/bilanzielle Auswirkungen:",
        "Soziale Auswirkungen:",
        "Im Auftrag:",
    ]
    places = [whole.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)
    assert "gez. Dr. Mertensacker" in whole
    assert "A 46 - Kommunales Integrationszentrum" in whole


def test_the_numbering_of_the_funding_measures_restarts(written: SampleCouncil) -> None:
    whole = "\n".join(pages_of(main_file(written, "2019/0465")))
    part = whole[whole.index("Aus den Landesinitiativen") : whole.index("Außerdem wird das KI")]
    assert [line[:2] for line in part.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4.", "1.", "2."]


def test_every_page_says_that_it_is_an_example_and_which_page_it_is(written: SampleCouncil) -> None:
    pages = pages_of(main_file(written, "2019/0465"))
    for number, page in enumerate(pages, 1):
        assert "Beispielvorlage – erfundener Inhalt" in page
        assert f"Seite {number} von {len(pages)}" in page


def test_every_other_document_can_be_read_and_says_that_it_is_an_example(written: SampleCouncil) -> None:
    special = {"Vorlage-2019-0488.pdf", "Anlage-1-2022-0140.pdf", "Anlage-1-2023-0291.pdf", "Anlage-1-2024-0415.pdf"}
    for one in written.documents.values():
        if one.name not in special:
            pages = pages_of(one.content)
            assert 1 <= len(pages) <= 4, one.name
            assert all("Beispielvorlage" in page for page in pages), one.name


def test_no_document_tells_the_title_of_a_closed_item(written: SampleCouncil) -> None:
    for one in written.documents.values():
        if one.name.startswith(("Einladung", "Niederschrift")):
            whole = " ".join(" ".join(pages_of(one.content)).split())
            assert "Vertraulich" not in whole


def test_minutes_carry_results_and_resolutions(written: SampleCouncil) -> None:
    minutes = "\n".join(pages_of(document(written, "Niederschrift-srt-2019-12-12.pdf")))
    assert "Ergebnis: einstimmig beschlossen" in minutes
    assert "Beschluss: Der Städteregionstag stimmt den Themenschwerpunkten" in minutes


def test_the_scan_has_a_picture_and_no_text(written: SampleCouncil) -> None:
    content = main_file(written, "2019/0488")
    assert pages_of(content) == [""]
    with pypdfium2.PdfDocument(content) as document:
        picture = document[0].render(scale=0.5).to_pil().convert("L")
    dark = picture.histogram()[:128]
    assert sum(dark) > 500


def test_the_encrypted_file_needs_its_password(written: SampleCouncil) -> None:
    content = document(written, "Anlage-1-2022-0140.pdf")
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(content)
    with pypdfium2.PdfDocument(content, password="beispiel") as opened:
        assert "Grundschulen: 143" in opened[0].get_textpage().get_text_range()


def test_the_truncated_file_begins_well_and_cannot_be_opened(written: SampleCouncil) -> None:
    content = document(written, "Anlage-1-2023-0291.pdf")
    assert content.startswith(b"%PDF-")
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(content)


def test_the_mislabelled_file_is_a_web_page(written: SampleCouncil) -> None:
    assert document(written, "Anlage-1-2024-0415.pdf").startswith(b"<!doctype html>")


def test_the_same_words_give_the_same_bytes() -> None:
    letter = Letter("Amt", "Titel", rows=[("Datum:", "01.01.2026")])
    content = text.blocks("## Sachlage\n\nGrüße aus Würselen.")
    for encrypted in (False, True):
        assert write_pdf(letter, content, encrypted=encrypted) == write_pdf(letter, content, encrypted=encrypted)
    assert write_scan(["Straße"]) == write_scan(["Straße"])


def test_the_handwritten_pdf_keeps_brackets_and_umlauts() -> None:
    lines = ["Ä (ö) \\ ü – „ß“", "zweite Zeile"]
    assert pages_of(write_plain_pdf(lines)) == ["\n".join(lines)]


def test_markup_becomes_blocks() -> None:
    content = text.blocks(
        "## Sachlage\n\nEin\nAbsatz.\n\n1. eins\n2. zwei\n   weiter\n\n4. vier\n\n- a\n- b\n\nIm Auftrag:\\ gez. X"
    )
    assert content == [
        text.Heading(2, "Sachlage"),
        text.Paragraph("Ein Absatz."),
        text.Numbers(1, ("eins", "zwei weiter")),
        text.Numbers(4, ("vier",)),
        text.Bullets(("a", "b")),
        text.Paragraph("Im Auftrag:\ngez. X"),
    ]
    assert '<ol start="4"><li>vier</li></ol>' in text.as_html(content)
    assert "<p>Im Auftrag:<br>gez. X</p>" in text.as_html(content)
