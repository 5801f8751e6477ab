"""Text of scanned documents, if the extra "ocr" and tesseract are installed and TEILHABE_OCR is on."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import structlog

from ..documents.pdf import PdfReader, PdfReading

log = structlog.get_logger(__name__)
_SECONDS = 600  # for one document; a scan of 200 pages takes about so long


@cache
def is_available() -> bool:
    """Whether this machine can read scans."""
    return find_spec("ocrmypdf") is not None and shutil.which("tesseract") is not None


def read_by_ocr(path: Path, reader: PdfReader) -> PdfReading | None:
    """Read the pictures of a PDF as German text; None if that is not possible or brings nothing."""
    if not is_available():
        return None
    with tempfile.TemporaryDirectory(prefix="teilhabe-ocr-") as folder:
        target = Path(folder) / "read.pdf"
        command = [sys.executable, "-m", "ocrmypdf", "--language", "deu", "--output-type", "pdf", "--skip-text"]
        try:
            subprocess.run(  # nosec B603 - our own interpreter, files of our own naming
                [*command, "--quiet", "--jobs", "1", str(path), str(target)],
                check=True,
                timeout=_SECONDS,
                capture_output=True,
            )
        except (subprocess.SubprocessError, OSError) as error:
            log.warning("files.ocr-failed", file=path.name[:12], reason=type(error).__name__)
            return None
        reading = reader.read(target)
    return replace(reading, ocr=True) if reading.state == "read" else None
