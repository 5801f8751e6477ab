from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .trial import Trial


@pytest.fixture(autouse=True)
def trial(monkeypatch: pytest.MonkeyPatch) -> Trial:
    """A kind of feed that the portal knows in the stories only."""
    from teilhabe.catalogue.ingest import formats

    from .trial import Trial

    found = Trial()
    monkeypatch.setitem(formats.FORMATS, found.key, found)
    return found
