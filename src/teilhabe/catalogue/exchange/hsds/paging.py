"""The frame of every list."""

from __future__ import annotations

from typing import Any

MOST = 100
"""Rows of one page."""
MOST_MINIMAL = 5_000
USUAL = 20


def page_of_list(contents: list[dict[str, Any]], *, total: int, page: int, per_page: int) -> dict[str, Any]:
    """``contents`` as page number ``page`` (from 1) of ``total`` rows, ``per_page`` on each."""
    pages = max(1, -(-total // per_page))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    }
