"""The command line as its users meet it: German, fast, one sentence for a mistake, exit codes that mean something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from teilhabe import cli
from tests import databases


def teilhabe(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | variables
    return subprocess.run(
        [sys.executable, "-m", "teilhabe", *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    databases.pour(databases.migrated_database(), tmp_path / "teilhabe.sqlite3")
    return tmp_path


def test_help_is_german_and_needs_no_django() -> None:
    started = time.monotonic()
    shown = teilhabe("--help", TEILHABE_DATA_DIR="/nonexistent")
    assert shown.returncode == 0
    assert "Startet das Portal" in shown.stdout
    assert "Befehle" in shown.stdout
    assert time.monotonic() - started < 3  # loading Django alone takes longer on a busy machine


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[object, str]]:
    """A command line in this process, where Django is loaded already: its exit code and what it says on stderr."""

    def call(*arguments: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["teilhabe", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, capsys.readouterr().err

    return call


def test_a_mistyped_command_gets_one_sentence_with_the_right_one() -> None:
    shown = teilhabe("docter")
    assert shown.returncode == 2
    assert shown.stderr == "Den Befehl „docter“ gibt es nicht. Ist „doctor“ gemeint?\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "--port", "viele"), "--port"),
        (("run", "--port", "70000"), "65535"),
        (("doctor", "--jsno"), "Diese Option gibt es nicht: --jsno"),
        (("work",), "Es fehlt die Angabe"),
        (("work", "mails"), "es gibt: default, harvest, files"),
    ],
)
def test_bad_input_gets_one_clear_sentence_and_code_2(
    typed: Callable[..., tuple[object, str]], arguments: tuple[str, ...], words: str
) -> None:
    code, said = typed(*arguments)
    assert code == 2
    assert words in said
    assert said.count("\n") == 1


def test_a_wrong_setting_is_named_without_a_traceback() -> None:
    shown = teilhabe("doctor", TEILHABE_HARVEST_EVERY_MINUTES="oft")
    assert shown.returncode == 3
    assert "TEILHABE_HARVEST_EVERY_MINUTES" in shown.stderr
    assert "Traceback" not in shown.stderr


def test_debug_shows_where_an_error_came_from() -> None:
    shown = teilhabe("doctor", TEILHABE_HARVEST_EVERY_MINUTES="oft", TEILHABE_DEBUG="1")
    assert "Traceback" in shown.stderr


def test_commands_of_django_are_reachable() -> None:
    shown = teilhabe("shell", "--no-imports", "-c", "print('guten' + ' Tag')")
    assert shown.stdout.strip() == "guten Tag"
    assert shown.returncode == 0


def test_run_says_what_to_do_when_the_database_is_empty(tmp_path: Path) -> None:
    shown = teilhabe("run", TEILHABE_DATA_DIR=str(tmp_path))
    assert shown.returncode == 3
    assert "`teilhabe migrate`" in shown.stderr


def test_a_command_that_needs_a_left_out_app_says_so() -> None:
    shown = teilhabe("harvest", TEILHABE_LEAVE_OUT="council")
    assert shown.returncode == 1
    assert "TEILHABE_LEAVE_OUT" in shown.stderr


def test_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    shown = teilhabe("doctor", TEILHABE_DATA_DIR=str(tmp_path))
    assert shown.returncode == 1
    assert "✗" in shown.stdout
    assert "teilhabe migrate" in shown.stdout


def test_doctor_answers_programs_in_json(data_dir: Path) -> None:
    (data_dir / "static").mkdir()
    (data_dir / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": ""}')
    key = data_dir / "secret-key"
    key.write_text("k" * 60)
    key.chmod(0o644)
    assert teilhabe("reindex", "--search-only", TEILHABE_DATA_DIR=str(data_dir)).returncode == 0
    shown = teilhabe("doctor", "--json", TEILHABE_DATA_DIR=str(data_dir))
    failures = [found for found in json.loads(shown.stdout)["findings"] if found["outcome"] == "failure"]
    assert shown.returncode == 1
    assert [found["remedy"] for found in failures] == [f"chmod 600 {key}"]
    key.chmod(0o600)
    assert teilhabe("doctor", "--json", TEILHABE_DATA_DIR=str(data_dir)).returncode == 0
