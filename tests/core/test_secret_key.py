"""The secret key and the folder it lies in belong to the portal alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.test import override_settings

from teilhabe.core.checkups import Outcome, private_files
from teilhabe.core.secret_key import kept_secret


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_start_makes_a_key_and_later_ones_keep_it(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    key = kept_secret(path)
    assert len(key) > 40
    assert kept_secret(path) == key
    assert _rights(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_whoever_starts_at_the_same_moment_gets_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(kept_secret, [path] * 32))
    assert len(keys) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_the_slower_of_two_takes_the_key_of_the_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret-key"
    link = os.link

    def another_was_faster(source: str, target: Path) -> None:
        Path(target).write_text("der-schluessel-des-anderen")
        link(source, target)

    monkeypatch.setattr(os, "link", another_was_faster)
    assert kept_secret(path) == "der-schluessel-des-anderen"


def test_an_empty_key_stops_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    path.touch()
    with pytest.raises(SystemExit, match="ist leer"):
        kept_secret(path)


def test_a_new_data_folder_is_nobody_elses_and_an_old_one_keeps_its_rights(tmp_path: Path) -> None:
    new, old = tmp_path / "neu", tmp_path / "alt"
    old.mkdir()
    old.chmod(0o750)
    for folder in (new, old):
        code = "import teilhabe.settings"
        environment = {"PATH": os.environ["PATH"], "TEILHABE_DATA_DIR": str(folder)}
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True)
    assert _rights(new) == 0o700
    assert _rights(old) == 0o750
    assert _rights(new / "secret-key") == 0o600


@pytest.mark.parametrize(
    ("folder", "file", "open_to_others"), [(0o755, 0o644, True), (0o700, 0o644, False), (0o755, 0o640, False)]
)
def test_doctor_tells_when_others_can_read_the_database(
    tmp_path: Path, folder: int, file: int, open_to_others: bool
) -> None:
    database = tmp_path / "daten" / "teilhabe.sqlite3"
    database.parent.mkdir(mode=folder)
    database.touch()
    database.chmod(file)
    with override_settings(DATA_DIR=database.parent):
        findings = list(private_files())
    assert [finding.outcome for finding in findings] == ([Outcome.FAILURE] if open_to_others else [])
    if open_to_others:
        assert f"chmod 700 {database.parent}" in findings[0].remedy
