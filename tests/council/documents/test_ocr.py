"""Reading scans: only where the operator has installed what it needs."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from teilhabe.council.documents.ocr import ocr_available, ocr_pdf
from tests.council.documents.paper_pdf import printed_lines, scan_pdf


def test_a_scan_is_read(tmp_path: Path) -> None:
    able = ocr_available()
    if not able:
        pytest.skip(f"scans cannot be read here: {able.reason}")
    reading = ocr_pdf(scan_pdf(tmp_path / "scan.pdf", "Beschluss des Rates"))
    assert (reading.state, reading.ocr) == ("read", True)
    assert "Beschluss des Rates" in reading.text


def test_a_file_with_text_is_not_recognised_again(tmp_path: Path) -> None:
    able = ocr_available()
    if not able:
        pytest.skip(f"scans cannot be read here: {able.reason}")
    reading = ocr_pdf(printed_lines(tmp_path / "a.pdf", ["Ein gedruckter Text"]))
    assert (reading.state, reading.ocr) == ("read", False)


def test_an_operator_is_told_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not ocr_available()
    reading = ocr_pdf(scan_pdf(tmp_path / "scan.pdf"))
    assert (reading.state, reading.message) == ("no_text", 'the extra "ocr" (ocrmypdf) is not installed')

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert ocr_available().reason == "tesseract is not installed"
