"""A PDF file of one page written by hand: a thousand times faster than typesetting, for load tests."""

from __future__ import annotations

from collections.abc import Sequence

ESCAPES = str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"})
LINES = 56
"""So many lines fit on the page; the rest is left out."""


def write_plain_pdf(lines: Sequence[str]) -> bytes:
    """The lines as real text (Helvetica, Western European characters), one below the other."""
    shown = "\n".join(f"({line.translate(ESCAPES)}) '" for line in lines[:LINES])
    text = f"BT /F1 10 Tf 13 TL 60 790 Td\n{shown}\nET".encode("cp1252", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, table)
    return bytes(out)
