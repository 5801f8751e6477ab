from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

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


@pytest.fixture(autouse=True)
def an_empty_archive() -> Iterator[None]:
    """Numbers of runs begin anew in each story, what was uploaded would stay: also that of a story of other files."""
    folder = Path(settings.DATA_DIR) / "imports"
    shutil.rmtree(folder, ignore_errors=True)
    yield
    shutil.rmtree(folder, ignore_errors=True)
