"""What a web process does not carry about with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SELDOM = (
    "httpx",
    "openpyxl",
    "rdflib",
    "teilhabe.council.ingest.html",
    "teilhabe.core.fetching.client",
)
"""Libraries that only jobs or a rare request need: together a fifth of a web process."""
SEEN = """
import sys
import teilhabe.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_a_web_process_begins_without_what_only_jobs_need(tmp_path: Path) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "teilhabe.settings", "TEILHABE_DATA_DIR": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SEEN, *SELDOM],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == []
