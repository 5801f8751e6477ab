"""What a feed calls an entry, short enough to be kept."""

from __future__ import annotations

from hashlib import blake2b

from .texts import one_line

MOST = 300


def key_of(said: str) -> str:
    """``said`` itself, or its beginning with a digest of the whole where it is longer than 300 characters."""
    found = one_line(said)
    if len(found) <= MOST:
        return found
    return f"{found[:260]}~{blake2b(found.encode(), digest_size=16).hexdigest()}"
