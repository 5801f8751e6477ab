"""The child process that reads PDF files. It knows no Django, no settings, no secrets: it gets paths, it
gives text.

One request per line on standard input: a JSON object {path, limits}. One answer: eight bytes of length, big-
endian, then a JSON object of `PdfReading.to_plain` with `rss`, the child's peak memory in bytes, added.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from teilhabe.council.documents.reading import Limits


def _confine(memory_bytes: int) -> None:
    """No more memory than allowed, no core dumps, no written files: a stranger's file is about to be
    parsed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # macOS refuses a limit of the address space; there the parent's time limit has to suffice.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _peak_memory() -> int:
    """Highest resident memory of this process in bytes.

    Linux's getrusage also counts the parent before the child's program was loaded, so /proc is asked first.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split(maxsplit=1)[0]) * 1024
    except (OSError, ValueError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Answer requests until standard input ends."""
    # The answers' channel is taken away from standard output, so that nothing a library prints can get into
    # it.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    confined = False
    for request in sys.stdin.buffer:
        question = json.loads(request)
        limits = Limits(**question["limits"])
        if not confined:
            _confine(limits.memory_bytes)
            confined = True
        answer = _answer(question["path"], limits)
        answer["rss"] = _peak_memory()
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        answers.write(len(body).to_bytes(8, "big") + body)
        answers.flush()


def _answer(path: str, limits: Limits) -> dict[str, Any]:
    from teilhabe.council.documents.extract import plain_reading  # the PDF library is loaded under the limits

    try:
        return plain_reading(path, limits)
    except MemoryError:
        return {
            "state": "broken",
            "pages": [],
            "page_count": 0,
            "message": "the file needs more memory than allowed",
            "mime": "application/pdf",
        }


if __name__ == "__main__":
    main()
