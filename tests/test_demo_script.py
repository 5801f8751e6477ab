"""`script/demo` when something is wrong: one sentence that says what to do, a code that says it failed, nothing left.

The script is the real one; the commands it calls are stand-ins, so that each story takes a second.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT

PYTHON = """#!/bin/sh
case "$*" in
  *teilhabe.council.sample*)
    echo "Serving http://127.0.0.1:1/oparl/v1.1/system"
    echo $$ > "$TEILHABE_DATA_DIR/sample-pid"
    exec sleep 60 ;;
esac
exec {python} "$@"
"""
TEILHABE = """#!/bin/sh
case "$1" in
  demo) {demo} ;;
  run) {run} ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder like a clone after script/setup; ``stand_in`` puts the command line there."""
    for folder in ("script", ".venv/bin", "src/teilhabe"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "script/demo", tmp_path / "script/demo")
    (tmp_path / "uv.lock").touch()
    program(tmp_path / "script/setup", "#!/bin/sh\n")
    program(tmp_path / ".venv/bin/python", PYTHON.format(python=sys.executable))
    stand_in(tmp_path)
    return tmp_path


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def stand_in(checkout: Path, *, demo: str = ":", run: str = "exec sleep 60") -> None:
    program(checkout / ".venv/bin/teilhabe", TEILHABE.format(demo=demo, run=run))


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(checkout: Path, port: int) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEILHABE_", "DJANGO_"))}
    return subprocess.run(
        ["bash", "script/demo"],
        cwd=checkout,
        env=kept | {"PORT": str(port), "TEILHABE_DATA_DIR": "data"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def nothing_is_left(checkout: Path) -> bool:
    return not Path(f"/proc/{(checkout / 'data/sample-pid').read_text().strip()}/cmdline").exists()


def test_a_portal_that_ends_at_once_says_why_and_where_to_look(checkout: Path, port: int) -> None:
    stand_in(checkout, run='echo "Teilhabe läuft: x"; echo "Der Ordner gehört einem anderen." >&2; exit 4')
    demo = start(checkout, port)
    assert demo.returncode == 1
    assert demo.stderr == (
        "Das Portal ist gleich wieder ausgegangen: Der Ordner gehört einem anderen. "
        f"Mehr dazu: {checkout}/data/run.out und {checkout}/data/portal.log\n"
    )
    assert "Ready" not in demo.stdout
    assert nothing_is_left(checkout)


def test_a_portal_that_is_killed_without_a_word_is_told_by_its_code(checkout: Path, port: int) -> None:
    stand_in(checkout, run='echo "Teilhabe läuft: x"; kill -KILL $$')
    demo = start(checkout, port)
    assert demo.returncode == 1
    assert "ausgegangen: Rückgabe 137, ohne ein Wort." in demo.stderr
    assert nothing_is_left(checkout)


def test_a_taken_port_is_named_before_anything_is_done(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        demo = start(checkout, number)
    assert demo.returncode == 1
    assert demo.stderr == f"Port {number} ist belegt. Ein anderer: PORT=8080 script/demo\n"
    assert not (checkout / "data/sample-pid").exists()


def test_a_broken_setting_ends_the_demo_with_the_sentence_about_it(checkout: Path, port: int) -> None:
    stand_in(checkout, demo='echo "Eine Einstellung stimmt nicht: TEILHABE_OCR" >&2; exit 3')
    demo = start(checkout, port)
    assert (demo.returncode, demo.stderr) == (3, "Eine Einstellung stimmt nicht: TEILHABE_OCR\n")
    assert "Ready" not in demo.stdout
