from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .stage import Node


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_DIR = tmp_path / "search"
    settings.SEARCH_NODE = "knoten-1"


@pytest.fixture
def node(tmp_path: Path, transactional_db: None) -> Iterator[Node]:
    """A machine of its own, on the database of the tests."""
    from .stage import Node  # models, which are not ready when this file is read

    own = Node(tmp_path)
    yield own
    own.end()
