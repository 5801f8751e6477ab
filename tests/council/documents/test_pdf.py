"""Reading PDF files: what comes out, and that no file can do harm."""

from __future__ import annotations

import os
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from teilhabe.council.documents import pdf as pdf_module
from teilhabe.council.documents.extract import extract_pdf
from teilhabe.council.documents.pdf import Limits, PdfReader, PdfReaderFailedError, PdfReading, read_pdf, sniff
from tests.council.documents.paper_pdf import (
    encrypted_pdf,
    paper_like_the_seed,
    printed_lines,
    scan_pdf,
    table_pdf,
)


@pytest.fixture(scope="module")
def reader() -> Iterator[PdfReader]:
    """One child process for all tests of this module that do not break it."""
    with PdfReader() as pool:
        yield pool


def test_a_paper_is_read_page_by_page(tmp_path: Path, reader: PdfReader) -> None:
    reading = reader.read(paper_like_the_seed(tmp_path / "vorlage.pdf"))
    assert (reading.state, reading.page_count, reading.message) == ("read", 2, "")
    assert [page.number for page in reading.pages] == [1, 2]
    first = reading.pages[0]
    assert "für die Handlungsfelder „Bildung“" in first.text.replace("\n", " ")
    heading = next(line for line in first.lines if line.text == "Beschlussvorschlag:")
    body = next(line for line in first.lines if line.text.startswith("Der Städteregionstag beschließt"))
    assert (heading.bold, body.bold) == (True, False)
    assert (round(body.size), round(body.x0)) == (11, 77)
    assert heading.y < body.y < first.height


def test_running_heads_and_feet_are_marked(tmp_path: Path, reader: PdfReader) -> None:
    reading = reader.read(paper_like_the_seed(tmp_path / "vorlage.pdf", extra_pages=1))
    zones = {line.text: line.zone for page in reading.pages for line in page.lines}
    assert zones["Vorlage 2019/0465 der StädteRegion Aachen Seite 2 von 9"] == "footer"
    assert zones["StädteRegion Aachen, Kommunales Integrationszentrum"] == "header"
    assert zones["StädteRegion Aachen"] == zones["Beschlussvorschlag:"] == "body"


def test_rows_of_a_table_keep_their_cells(tmp_path: Path, reader: PdfReader) -> None:
    lines = reader.read(table_pdf(tmp_path / "tabelle.pdf")).pages[0].lines
    assert [line.cells for line in lines if line.cells] == [
        ("Jahr", "Betrag in Euro", "Zweck"),
        ("2020", "12.000", "Sprachkurse"),
        ("2021", "14.500", "Beratung"),
    ]


def test_a_scan_has_no_text(tmp_path: Path, reader: PdfReader) -> None:
    assert reader.read(scan_pdf(tmp_path / "scan.pdf")).state == "no_text"


def test_a_locked_file_is_encrypted(tmp_path: Path, reader: PdfReader) -> None:
    assert reader.read(encrypted_pdf(tmp_path / "geheim.pdf")).state == "encrypted"


def test_damaged_and_missing_files_are_broken(tmp_path: Path, reader: PdfReader) -> None:
    whole = paper_like_the_seed(tmp_path / "vorlage.pdf").read_bytes()
    (tmp_path / "half.pdf").write_bytes(whole[:600])
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "noise.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    states = {name: reader.read(tmp_path / name).state for name in ("half.pdf", "empty.pdf", "noise.pdf", "gone.pdf")}
    assert set(states.values()) == {"broken"}, states


def test_a_file_cut_at_its_end_is_still_read(tmp_path: Path, reader: PdfReader) -> None:
    whole = paper_like_the_seed(tmp_path / "vorlage.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[: whole.rindex(b"startxref")])
    assert reader.read(tmp_path / "cut.pdf").state == "read"


def test_a_web_page_named_pdf_is_mislabelled(tmp_path: Path, reader: PdfReader) -> None:
    (tmp_path / "fehler.pdf").write_text("<!DOCTYPE html>\n<html><body>Zugriff verweigert</body></html>")
    reading = reader.read(tmp_path / "fehler.pdf")
    assert (reading.state, reading.mime) == ("mislabelled", "text/html")


def test_limits_of_bytes_and_pages_hold(tmp_path: Path, reader: PdfReader) -> None:
    path = paper_like_the_seed(tmp_path / "vorlage.pdf")
    assert reader.read(path, limits=Limits(max_bytes=1000)).state == "too_large"
    short = reader.read(path, limits=Limits(max_pages=1))
    assert (short.state, short.page_count, len(short.pages)) == ("too_many_pages", 2, 1)
    assert reader.read(path, limits=Limits(max_characters=100)).state == "too_large"


def test_one_call_reads_one_file(tmp_path: Path) -> None:
    assert read_pdf(printed_lines(tmp_path / "a.pdf", ["Hinweis an die Öffentlichkeit"])).text == (
        "Hinweis an die Öffentlichkeit"
    )


def test_the_reader_survives_the_death_of_its_child(tmp_path: Path) -> None:
    path = printed_lines(tmp_path / "a.pdf", ["Einladung"])
    with PdfReader() as reader:
        reader.read(path)
        child = reader._places.get()
        assert child is not None
        os.kill(child.process.pid, signal.SIGKILL)
        reader._places.put(child)
        assert reader.read(path).state == "read"
        assert reader.restarts == 1


def _child_that(does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the child's program: it starts like the real one and then does something bad with every file."""
    command = f"import sys, os, time\nfor request in sys.stdin.buffer:\n    {does}\n"
    real = subprocess.Popen

    def start(arguments: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return real([arguments[0], "-c", command], **options)

    monkeypatch.setattr(subprocess, "Popen", start)


def test_a_file_that_crashes_the_library_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child_that("os.abort()", monkeypatch)
    with PdfReader() as reader:
        assert reader.read(printed_lines(tmp_path / "a.pdf", ["Text"])).state == "broken"
        assert reader.restarts == 1


def test_a_file_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child_that("time.sleep(60)", monkeypatch)
    monkeypatch.setattr(pdf_module, "_START_SECONDS", 0.0)
    with PdfReader(limits=Limits(seconds=0.3)) as reader:
        assert reader.read(printed_lines(tmp_path / "a.pdf", ["Text"])).state == "timed_out"


def test_rubbish_from_the_child_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _child_that("os.write(1, (4).to_bytes(8, 'big') + b'nope')", monkeypatch)
    with PdfReader() as reader:
        assert reader.read(printed_lines(tmp_path / "a.pdf", ["Text"])).state == "broken"


def test_a_file_that_wants_too_much_memory_harms_nobody(tmp_path: Path) -> None:
    # 120 MB of blanks as the page's content, packed into a few hundred kilobytes
    import zlib

    packer = zlib.compressobj(9)
    blanks = b" " * 4_000_000
    stream = b"".join(packer.compress(blanks) for _ in range(30)) + packer.flush()
    body = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    ) % (len(stream), stream)
    bomb = tmp_path / "bombe.pdf"
    bomb.write_bytes(body)
    with PdfReader(limits=Limits(memory_bytes=220_000_000, seconds=20)) as reader:
        assert reader.read(bomb).state in ("broken", "no_text")
        assert reader.peak_memory < 220_000_000
        assert reader.read(printed_lines(tmp_path / "a.pdf", ["Danach geht es weiter"])).state == "read"


def test_the_child_knows_neither_django_nor_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEILHABE_SECRET_KEY", "streng geheim")
    with PdfReader() as reader:
        reader.read(printed_lines(tmp_path / "a.pdf", ["Text"]))
        child = reader._places.get()
        assert child is not None
        process = Path(f"/proc/{child.process.pid}")
        if not process.exists():
            pytest.skip("no /proc on this system")
        environment, maps = (process / "environ").read_bytes(), (process / "maps").read_text()
        reader._places.put(child)
    assert b"TEILHABE" not in environment
    assert not {name for name in ("_sqlite3", "_ssl") if name in maps}  # Django loads them


def test_a_child_stays_small_and_is_replaced_after_its_share(tmp_path: Path) -> None:
    path = paper_like_the_seed(tmp_path / "vorlage.pdf")
    with PdfReader(files_per_child=3) as reader:
        assert {reading.state for _, reading in reader.read_many([path] * 7)} == {"read"}
        assert 0 < reader.peak_memory < 60_000_000
        assert reader.restarts == 0


def test_many_files_are_read_by_several_children(tmp_path: Path) -> None:
    paths = [printed_lines(tmp_path / f"{n}.pdf", [f"Niederschrift {n}"]) for n in range(9)]
    with PdfReader(processes=2) as reader:
        texts = {path.stem: reading.text for path, reading in reader.read_many(paths)}
    assert texts == {str(n): f"Niederschrift {n}" for n in range(9)}


def test_a_closed_reader_says_so(tmp_path: Path) -> None:
    reader = PdfReader()
    reader.close()
    with pytest.raises(PdfReaderFailedError, match="closed"):
        reader.read(tmp_path / "a.pdf")


def test_a_reading_survives_the_way_through_json(tmp_path: Path) -> None:
    reading = extract_pdf(table_pdf(tmp_path / "tabelle.pdf"), Limits())
    assert PdfReading.from_plain(reading.to_plain()) == reading
    with pytest.raises(ValueError, match="state"):
        PdfReading.from_plain(reading.to_plain() | {"state": "great"})


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(tmp_path: Path, rotation: int) -> None:
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "quer.pdf"), pagesize=(600, 600))
    canvas.setPageRotation(rotation)
    canvas.translate(*{90: (600, 0), 180: (600, 600), 270: (0, 600)}[rotation])
    canvas.rotate(rotation)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(70, 500, "Querformat")
    canvas.save()
    line = extract_pdf(tmp_path / "quer.pdf", Limits()).pages[0].lines[0]
    assert (line.text, line.x0, line.y, line.size) == ("Querformat", 70, 100, 12)
    assert line.x1 > line.x0 + 40


def test_the_first_bytes_tell_what_a_file_is(tmp_path: Path) -> None:
    word = tmp_path / "brief.docx"
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("bild.txt", "x")
    assert sniff(word.read_bytes()) == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert sniff((tmp_path / "a.zip").read_bytes()) == "application/zip"
    for start, mime in {
        b"%PDF-1.7": "application/pdf",
        b"\r\n\r\n%PDF-1.4": "application/pdf",
        b"<html>": "text/html",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC': "text/html",
        b"\xef\xbb\xbf  <!-- x --><HTML>": "text/html",
        b"<?xml version='1.0'?><feed/>": "application/xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/msword",
        b"{\\rtf1": "application/rtf",
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"\xff\xd8\xff\xe0": "image/jpeg",
        b"II*\x00": "image/tiff",
        b'{"code": 802}': "application/json",
        b"Sitzung am Montag": "text/plain",
        b"\x00\x01\x02": "application/octet-stream",
        b"": "application/octet-stream",
    }.items():
        assert sniff(start) == mime, start
