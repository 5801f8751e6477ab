"""A fresh memory for every story: the frame keeps texts for a minute."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()
