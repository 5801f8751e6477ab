"""From a paper's text to its sections, whichever way the text came."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teilhabe.council.documents.extract import extract_pdf
from teilhabe.council.documents.headings import SectionKind, _table, fold, is_contact_line, match_heading
from teilhabe.council.documents.labels import SECTION_LABELS, STATE_LABELS
from teilhabe.council.documents.reading import STATES, Limits
from teilhabe.council.documents.sections import Section, sections_of_html, sections_of_pdf, sections_of_text
from tests.council.documents.paper_pdf import paper_like_the_seed, table_pdf


def of_kind(sections: tuple[Section, ...], kind: str) -> Section:
    """The only section of that kind."""
    (found,) = [section for section in sections if section.kind == kind]
    return found


@pytest.mark.parametrize("divided", [False, True])
@pytest.mark.parametrize("extra_pages", [0, 1])
def test_a_reader_sees_the_paper_in_its_sections(tmp_path: Path, divided: bool, extra_pages: int) -> None:
    path = paper_like_the_seed(tmp_path / "vorlage.pdf", divided=divided, extra_pages=extra_pages)
    sections = sections_of_pdf(extract_pdf(path, Limits()))
    assert [section.kind for section in sections] == [
        "letterhead",
        "resolution",
        "matter",
        "staff",
        "finance",
        "social",
        "signature",
    ]
    assert [section.order for section in sections] == list(range(7))
    assert of_kind(sections, "finance").heading_raw == "Finanzielle/bilanzielle Auswirkungen"
    assert of_kind(sections, "staff").html == "<p>Keine</p>"
    resolution = of_kind(sections, "resolution").html
    assert resolution.startswith(
        "<p>Der Städteregionstag beschließt die in der Sitzungsvorlage 2019/0465 beschriebenen"
    )
    assert resolution.endswith("für die Jahre 2020 und 2021.</p>")
    matter = of_kind(sections, "matter").html
    assert "<h3>Schwerpunkt „Ankommen in der Arbeitswelt“</h3>" in matter
    assert "<h3>Schwerpunkt „Vielfalt – Alltag in Schule?!“</h3>" in matter
    assert matter.count("<ul>") == 1
    assert matter.count("<ul><li>Vielfalt in Betrieben und Verwaltungen") == 1
    assert "Zuwanderungsgeschichte arbeiten,</li><li>Menschen können früh" in matter
    # printed as 1, 2, 3, then 4, then 1, 2 again
    assert matter.count("<ol>") == 2
    assert matter.count("<li>") == 3 + 4 + 2
    assert of_kind(sections, "signature").html == "<p>Im Auftrag:</p>\n<p>gez. Dr. Beispiel</p>"
    assert "Seite 1 von" not in "".join(section.html for section in sections)
    assert "Kommunales Integrationszentrum<" not in matter  # the running head of page two


def test_names_rooms_and_numbers_of_clerks_are_dropped(tmp_path: Path) -> None:
    sections = sections_of_pdf(extract_pdf(paper_like_the_seed(tmp_path / "vorlage.pdf"), Limits()))
    everything = " ".join(section.html + section.text for section in sections)
    for private in ("Frau Beispiel", "0241", "C 123", "beispiel@", "Auskunft"):
        assert private not in everything
    assert "StädteRegion Aachen" in of_kind(sections, "letterhead").text


def test_a_table_of_figures_stays_a_table(tmp_path: Path) -> None:
    html = of_kind(sections_of_pdf(extract_pdf(table_pdf(tmp_path / "tabelle.pdf"), Limits())), "finance").html
    assert '<thead><tr><th scope="col">Jahr</th>' in html
    assert "<tr><td>2021</td><td>14.500</td><td>Beratung</td></tr>" in html


def test_plain_text_of_an_oparl_file_is_cut_as_well() -> None:
    text = (
        "Vorlage 12/2026\n\nBeschlussvorschlag: Der Rat beschließt den Haushalt.\n\nSACHVERHALT\n\n"
        "Die Sachlage hat sich geändert. Das Nähere regelt die Satzung.\n\n"
        "Folgende Orte sind vorgesehen:\n\n- Alsdorf\n- Eschweiler\n\nDauer und Umfang\n\n"
        "Die Beratung beginnt im Januar und dauert ein Jahr.\n\nKlimatische Auswirkungen:\nkeine\n\n"
        "Begründung der Dringlichkeit\n\nDie Frist läuft ab.\n\nIm Auftrag\ngez. Muster"
    )
    sections = sections_of_text(text)
    assert [section.kind for section in sections] == [
        "letterhead",
        "resolution",
        "matter",
        "climate",
        "reasons",
        "signature",
    ]
    assert of_kind(sections, "resolution").text == "Der Rat beschließt den Haushalt."
    matter = of_kind(sections, "matter").html
    assert "<ul><li>Alsdorf</li><li>Eschweiler</li></ul>" in matter
    assert "<h3>Dauer und Umfang</h3>" in matter
    assert "<p>Die Sachlage hat sich geändert." in matter


def test_wrapped_plain_text_is_joined() -> None:
    text = (
        "Sachlage:\n"
        "Die Verwaltung berichtet über den Stand der Beratung zur Integra-\n"
        "tion in den Schul- und Bildungseinrichtungen, den Stand der Schul-\n"
        "und Bildungsplanung sowie die Arbeit der KI-gestützten Eltern-Kind-\n"
        "Gruppen und schlägt der Politik vor, sie im nächsten Jahr bis zum\n"
        "31. Mai fortzuführen."
    )
    assert of_kind(sections_of_text(text), "matter").text == (
        "Die Verwaltung berichtet über den Stand der Beratung zur Integration in den Schul- und "
        "Bildungseinrichtungen, den Stand der Schul- und Bildungsplanung sowie die Arbeit der KI-gestützten "
        "Eltern-Kind-Gruppen und schlägt der Politik vor, sie im nächsten Jahr bis zum 31. Mai fortzuführen."
    )


def test_html_of_a_council_system_is_cut_and_made_safe() -> None:
    html = """<?xml version="1.0"?><html><head><style>p{color:red}</style></head><body>
    <p><span style="font-weight:bold">Beschluss&#xa0;:</span></p><p>Der Rat stimmt <b>einstimmig</b> zu.
    <a href="https://kreis.example/a?b=1&amp;c=2">Plan</a> <a href="javascript:alert(1)">Hier</a></p>
    <p><span style="font-weight:bold">Sachverhalt:</span><br/>Erster Absatz.<script>alert(1)</script></p>
    <ol start="4"><li>vier</li><li value="7"><p>sieben</p><p>mehr</p></li></ol>
    <ol><li>außen<ul><li>innen</li></ul></li><li>weiter</li></ol>
    <table><tr><th>Jahr</th><th>Euro</th></tr><tr><td>2026</td><td>1.000 &lt;b&gt;</td></tr></table>
    <p onclick="x()">Ende &amp; Schluss</p></body></html>"""
    sections = sections_of_html(html)
    assert [section.kind for section in sections] == ["resolution", "matter"]
    resolution, matter = (section.html for section in sections)
    assert "<strong>einstimmig</strong>" in resolution
    assert 'href="https://kreis.example/a?b=1&amp;c=2"' in resolution
    assert "javascript" not in resolution
    assert '<ol start="4"><li>vier</li><li value="7">sieben mehr</li></ol>' in matter
    assert "<ol><li>außen</li></ol>\n<ul><li>innen</li></ul>\n" in matter
    assert '<ol start="2"><li>weiter</li></ol>' in matter
    assert "<td>1.000 &lt;b&gt;</td>" in matter
    assert matter.endswith("<p>Ende &amp; Schluss</p>")
    for bad in ("alert", "onclick", "style", "color"):
        assert bad not in resolution + matter


@pytest.mark.parametrize(
    ("line", "kind", "rest"),
    [
        ("Beschlussvorschlag:", "resolution", ""),
        ("BESCHLUSSENTWURF", "resolution", ""),
        ("Beschluß", "resolution", ""),
        ("Beschlussempfehlung für den Rat:", "resolution", ""),
        ("II. Sachverhalt / Begründung:", "matter", ""),
        ("2.1 Sachdarstellung", "matter", ""),
        ("Erläuterungen", "matter", ""),
        ("Erlaeuterungen:", "matter", ""),
        ("Begründung : Die Frist läuft ab.", "reasons", "Die Frist läuft ab."),
        ("Finanzielle / bilanzielle Auswirkungen:", "finance", ""),
        ("Finanzielle Auswirkungen (einschl. Folgekosten):", "finance", ""),
        ("Personelle und finanzielle Auswirkungen", "finance", ""),
        ("Finanzielle Auswirkungen: keine", "finance", "keine"),
        ("Ökologische/klimatische Auswirkungen:", "climate", ""),
        ("Soziale Auswirkungen:", "social", ""),
        ("Alternativen", "alternatives", ""),
        ("Rechtslage", "law", ""),
        ("Anlage/n:", "attachments", ""),
        ("In Vertretung", "signature", ""),
        ("gez. Dr. Beispiel", "signature", ""),
    ],
)
def test_headings_are_known_in_all_their_spellings(line: str, kind: SectionKind, rest: str) -> None:
    heading = match_heading(line)
    assert heading is not None
    assert (heading.kind, heading.rest) == (kind, rest)


@pytest.mark.parametrize(
    "line",
    [
        "Die Sachlage hat sich geändert.",
        "sachlage",
        "Beschluss des Rates vom 12. Mai über die Satzung.",
        "Anlagen können jeweils im Originaldokument eingesehen werden.",
        "Im Auftrag der Stadt hat das Büro ein Gutachten erstellt.",
        "Begründung.",
        "Kosten und Nutzen stehen in einem guten Verhältnis: das zeigt der Bericht.",
        "",
        ":",
    ],
)
def test_a_word_in_a_sentence_is_no_heading(line: str) -> None:
    assert match_heading(line) is None


def test_lines_about_clerks_are_known() -> None:
    for line in (
        "Bearbeiter/-in: Frau Muster",
        "Tel.: 0241 5198-123",
        "Zimmer: C 12",
        "E-Mail: a@b.example",
        "Fax",
        "Amt 46 Auskunft erteilt: Frau Muster",
    ):
        assert is_contact_line(line), line
    for line in ("Der Städteregionsrat", "gez. Dr. Muster", "Telefonseelsorge der Region", "Kontaktstellen für Eltern"):
        assert not is_contact_line(line), line


def test_the_heading_table_names_only_kinds_we_know_and_is_folded() -> None:
    table = _table()
    kinds = set(table.phrases.values()) | {kind for _, kind in table.patterns}
    assert kinds <= set(get_args(SectionKind))
    assert {"resolution", "matter", "reasons", "staff", "finance", "social", "climate", "law"} <= kinds
    assert [phrase for phrase in table.phrases if fold(phrase) != phrase] == []
    assert set(SECTION_LABELS) == set(get_args(SectionKind))
    assert set(STATE_LABELS) == set(STATES)


@given(st.text(alphabet=st.sampled_from("aB -–•1.2)ä:\n\f<>&\"'gez.Beschluss\xa0\xad"), max_size=300))
def test_no_text_breaks_the_cutting_and_none_is_unsafe(text: str) -> None:
    for section in (*sections_of_text(text), *sections_of_html(text)):
        assert "<script" not in section.html
        assert section.kind in get_args(SectionKind)


def test_cutting_and_judging_need_no_django() -> None:
    code = (
        "import sys, teilhabe.council.documents.sections, teilhabe.council.documents.pdf, teilhabe.council.outcomes\n"
        "teilhabe.council.documents.sections.sections_of_text('Sachlage:\\nText')\n"
        "sys.exit(sorted(m for m in sys.modules if m.partition('.')[0] in ('django', 'wagtail', 'pypdfium2'))[:3] or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
