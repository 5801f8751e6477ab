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
    echo "$*" >> "$TEILHABE_DATA_DIR/sample-asked"
    port=40001
    for site in staedteregion aachen alsdorf eschweiler wuerselen gate; do
      echo "Serving $site http://127.0.0.1:$port/$site/start"
      port=$((port + 1))
    done
    echo $$ > "$TEILHABE_DATA_DIR/sample-pid"
    exec sleep 60 ;;
esac
exec {python} "$@"
"""
TEILHABE = """#!/bin/sh
sources="$TEILHABE_DATA_DIR/sources"
case "$1 $2" in
  "source list") cat "$sources"; exit ;;
  "source add")
    {add}
    name=$(echo "$3" | cut -d/ -f4)
    printf '%s\tin Ordnung\tnoch nie\t%s\t%s\n' "$name" "$name" "$3" >> "$sources"
    echo "$*" >> "$TEILHABE_DATA_DIR/added"
    echo "Hinzugefügt: $name ($name), ein System."
    if [ $name = gate ]; then echo "Davor steht eine Schranke."; else echo "Abrufen mit: teilhabe harvest $name"; fi
    exit ;;
esac
case "$1" in
  demo) {demo} ;;
  harvest) echo "$*" >> "$TEILHABE_DATA_DIR/harvested"; {harvest} ;;
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


def stand_in(checkout: Path, *, demo: str = ":", add: str = "", harvest: str = ":", run: str = "exec sleep 60") -> None:
    program(checkout / ".venv/bin/teilhabe", TEILHABE.format(demo=demo, add=add, harvest=harvest, run=run))


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(checkout: Path, port: int) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TEILHABE_", "DJANGO_"))}
    demo = subprocess.run(
        ["bash", "script/demo"],
        cwd=checkout,
        env=kept | {"PORT": str(port), "TEILHABE_DATA_DIR": "data"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # What bash itself now and then says of a child that ended between two of its looks; it does nothing else then.
    own = [line for line in demo.stderr.splitlines(keepends=True) if "wait_for: No record of process" not in line]
    demo.stderr = "".join(own)
    return demo


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


ENDS_AT_ONCE = "exit 4"


def lines(checkout: Path, name: str) -> list[str]:
    return sorted((checkout / "data" / name).read_text().splitlines())


def test_the_region_is_added_by_an_operators_commands_and_read_except_behind_the_gate(
    checkout: Path, port: int
) -> None:
    stand_in(checkout, run=ENDS_AT_ONCE)
    demo = start(checkout, port)
    assert lines(checkout, "added") == [
        "source add http://127.0.0.1:40001/staedteregion/start --delay 0 --ags 05334000 --since 2019-01-01",
        "source add http://127.0.0.1:40002/aachen/start --delay 0 --name Stadt Aachen",
        "source add http://127.0.0.1:40003/alsdorf/start --delay 0 --ags 05334004",
        "source add http://127.0.0.1:40004/eschweiler/start --delay 0 --ags 05334012",
        "source add http://127.0.0.1:40005/wuerselen/start --delay 0 --ags 05334036",
        "source add http://127.0.0.1:40006/gate/start --delay 0 --ags 05334032 --system allris4",
    ]
    assert lines(checkout, "harvested") == [
        "harvest --with-files alsdorf eschweiler wuerselen",
        "harvest --with-files staedteregion aachen",
    ]
    assert "  Davor steht eine Schranke.\n" in demo.stdout


def test_a_second_start_keeps_the_ports_and_adds_nothing_twice(checkout: Path, port: int) -> None:
    stand_in(checkout, run=ENDS_AT_ONCE)
    start(checkout, port)
    start(checkout, port)
    assert len(lines(checkout, "added")) == 6
    assert len(lines(checkout, "harvested")) == 4
    first, second = (checkout / "data/sample-asked").read_text().splitlines()
    assert "--ports" not in first
    assert "--ports 40001,40002,40003,40004,40005,40006 " in second


def test_gaps_in_a_harvest_are_named_and_the_portal_starts_all_the_same(checkout: Path, port: int) -> None:
    stand_in(checkout, harvest="echo 'Eine Seite fehlt.' >&2; exit 1", run='echo "Gestartet." >&2; exit 4')
    demo = start(checkout, port)
    assert "Eine Seite fehlt.\n" in demo.stderr
    assert "Der Abruf hat Lücken; die Seite „Quellen“ nennt sie." in demo.stdout
    assert "Gestartet." in demo.stderr


def test_a_source_that_cannot_be_added_ends_the_demo_with_its_sentence(checkout: Path, port: int) -> None:
    stand_in(checkout, add='case "$3" in */eschweiler/*) echo "Dort antwortet nichts." >&2; exit 2 ;; esac')
    demo = start(checkout, port)
    assert demo.returncode == 1
    assert "„teilhabe source“ ist gescheitert (Rückgabe 2): Dort antwortet nichts. (alles: " in demo.stderr
    assert "Portal starten" not in demo.stdout
    assert nothing_is_left(checkout)


def test_the_folder_of_an_older_demonstration_is_left_alone(checkout: Path, port: int) -> None:
    (checkout / "data").mkdir()
    (checkout / "data/sample-port").write_text("8011\n")
    demo = start(checkout, port)
    assert demo.returncode == 1
    assert "ältere Demonstration" in demo.stderr
    assert not (checkout / "data/sample-pid").exists()
