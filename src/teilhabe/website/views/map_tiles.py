"""The operator's file of streets (PMTiles), read piece by piece: a browser asks for the few kilobytes that it shows."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

MOST_BYTES = 4 * 1024 * 1024
"""Of one answer. A tile is rarely larger than half a megabyte."""
KEPT_SECONDS = 3600
_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})")


@require_safe
def tiles(request: HttpRequest) -> HttpResponse:
    """Pieces only (206): nobody needs the whole file, and it may be larger than memory. 416 for anything else."""
    if not settings.MAP_TILES:
        raise Http404
    try:
        with Path(settings.MAP_TILES).open("rb") as file:
            state = os.fstat(file.fileno())
            asked = _RANGE.fullmatch(request.headers.get("Range", ""))
            first = int(asked[1]) if asked else state.st_size
            backwards = asked is not None and asked[2] != "" and int(asked[2]) < first
            if asked is None or backwards or first >= state.st_size:
                return _answer(b"", 416, state, f"bytes */{state.st_size}")
            last = min(int(asked[2]) if asked[2] else state.st_size - 1, state.st_size - 1, first + MOST_BYTES - 1)
            file.seek(first)
            content = file.read(max(last - first + 1, 0))
    except OSError as problem:
        raise Http404 from problem
    return _answer(content, 206, state, f"bytes {first}-{last}/{state.st_size}")


def _answer(content: bytes, status: int, state: os.stat_result, content_range: str) -> HttpResponse:
    response = HttpResponse(content, status=status, content_type="application/octet-stream")
    response["Accept-Ranges"] = "bytes"
    response["Content-Range"] = content_range
    # Another file has other pieces at the same place: the browser notices by this.
    response["ETag"] = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
