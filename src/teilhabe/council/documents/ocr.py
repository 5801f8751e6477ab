"""Text of scanned PDF files by ocrmypdf and tesseract, if the operator has installed them (extra "ocr").

Nothing here is used unless it is there and switched on: reading a scan takes seconds per page.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from teilhabe.council.documents.pdf import Limits, PdfReading, read_pdf

LANGUAGE = "deu"
_SECONDS_PER_PAGE = 60


@dataclass(frozen=True, slots=True)
class OcrAvailability:
    """Can scans be read here? If not, `reason` says in one English sentence what is missing. It is true or false."""

    available: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.available


def ocr_available(language: str = LANGUAGE) -> OcrAvailability:
    """Look for ocrmypdf, tesseract and its language data; never raises."""
    if importlib.util.find_spec("ocrmypdf") is None:
        return OcrAvailability(False, 'the extra "ocr" (ocrmypdf) is not installed')
    tesseract = shutil.which("tesseract")
    if tesseract is None:
        return OcrAvailability(False, "tesseract is not installed")
    try:
        listed = subprocess.run([tesseract, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return OcrAvailability(False, f"tesseract cannot be started: {error}")
    if language not in (listed.stdout + listed.stderr).split():
        return OcrAvailability(False, f'tesseract has no data for the language "{language}"')
    return OcrAvailability(True)


def ocr_pdf(path: str | Path, *, limits: Limits | None = None, language: str = LANGUAGE) -> PdfReading:
    """The reading of a scan, with `ocr` set; pages that have text of their own keep it.

    A file that cannot be recognised gives the state "no_text" with the reason, one that takes longer than a minute
    per page (at most `limits.max_pages`, 30 minutes in all) "timed_out". Never raises for a bad file.
    """
    limits = limits or Limits()
    able = ocr_available(language)
    if not able:
        return PdfReading("no_text", message=able.reason)
    before = read_pdf(path, limits=limits)
    if before.state != "no_text":
        return before
    if before.page_count > limits.max_pages:
        return replace(before, state="too_many_pages")
    seconds = min(1800, _SECONDS_PER_PAGE * max(1, before.page_count))
    with tempfile.TemporaryDirectory(prefix="teilhabe-ocr-") as folder:
        recognised = Path(folder) / "recognised.pdf"
        command = [sys.executable, "-m", "ocrmypdf", "--language", language, "--skip-text", "--output-type", "pdf"]
        command += ["--optimize", "0", "--jobs", "1", "--quiet", str(Path(path).resolve()), str(recognised)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False, cwd=folder)
        except subprocess.TimeoutExpired:
            return replace(before, state="timed_out", message=f"not recognised within {seconds} s")
        if done.returncode != 0 or not recognised.exists():
            reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            return replace(before, message=f"ocrmypdf failed: {reason[:200]}")
        after = read_pdf(recognised, limits=limits)
    if after.state == "no_text" and any(page.text.strip() for page in after.pages):
        after = replace(after, state="read", message="")  # few words on a picture: here they are what was looked for
    return replace(after, ocr=True)
