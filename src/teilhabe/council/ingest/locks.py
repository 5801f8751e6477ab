"""The locks of a harvest."""

from __future__ import annotations

from contextlib import AbstractContextManager

from teilhabe.core.locks import held


def source_lock(source_id: int) -> AbstractContextManager[None]:
    """Hold the one harvest of a source. Raises ``AlreadyHeld`` at once instead of waiting."""
    return held(f"source-{source_id}")


def files_lock(source_id: int) -> AbstractContextManager[None]:
    """Hold the one download of a source's files, which may go on beside its harvest. Raises as ``source_lock``."""
    return held(f"files-{source_id}")


def places_lock() -> AbstractContextManager[None]:
    """Hold the one search for places in papers on this machine. Raises as ``source_lock``."""
    return held("places")
