"""The processes of the portal: kept alive, stopped whole, never orphaned. Each story runs in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PRELUDE = """
import os, pathlib, signal, subprocess, sys, time
from teilhabe.core.commands import supervise
from teilhabe.core.commands.supervise import Job, Supervisor
supervise.FIRST_BACKOFF = 0.05
supervise.GRACE_SECONDS = 0.5
folder = pathlib.Path(sys.argv[1])

def sleep():
    time.sleep(60)

def note(name):
    with (folder / name).open("a") as file:
        file.write(f"{os.getpid()}\\n")
"""

Story = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    started: list[subprocess.Popen[str]] = []

    def tell(code: str) -> subprocess.Popen[str]:
        program = PRELUDE + textwrap.dedent(code)
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield tell
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def numbers(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_crashed_process_is_started_again_and_its_words_carry_its_name(story: Story, tmp_path: Path) -> None:
    portal = story("""
        def crash():
            note("crashed")
            print("hello from", os.getpid())
            os._exit(3)
        sys.exit(Supervisor([Job("web", sleep), Job("fragile", crash)]).run())
    """)
    until(lambda: len(numbers(tmp_path / "crashed")) >= 3)
    portal.terminate()
    output, _ = portal.communicate(timeout=10)
    assert portal.returncode == 0
    assert f"fragile │ hello from {numbers(tmp_path / 'crashed')[0]}" in output
    assert "unerwartet beendet (Code 3)" in output


def test_a_process_that_never_stays_up_ends_the_portal_with_an_error(story: Story) -> None:
    portal = story("""
        supervise.FIRST_BACKOFF = supervise.LONGEST_BACKOFF = 0.01
        sys.exit(Supervisor([Job("web", sleep), Job("broken", lambda: sys.exit(5))]).run())
    """)
    output, _ = portal.communicate(timeout=20)
    assert portal.returncode == 1
    assert "zuletzt mit Code 5" in output


def test_stopping_ends_the_stubborn_and_what_they_started(story: Story, tmp_path: Path) -> None:
    portal = story("""
        def stubborn():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child = subprocess.Popen(["sleep", "60"])
            with (folder / "pids").open("a") as file:
                file.write(f"{os.getpid()}\\n{child.pid}\\n")
            sleep()
        sys.exit(Supervisor([Job("stubborn", stubborn)]).run())
    """)
    until(lambda: len(numbers(tmp_path / "pids")) == 2)
    portal.send_signal(signal.SIGINT)
    assert portal.wait(timeout=10) == 0
    until(lambda: not any(lives(pid) for pid in numbers(tmp_path / "pids")))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child that its parent died")
def test_nobody_outlives_a_portal_that_was_killed(story: Story, tmp_path: Path) -> None:
    portal = story("""
        def busy():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            note("pids")
            sleep()
        def polite():
            note("pids")
            sleep()
        Supervisor([Job("queue", busy, orphan_signal=signal.SIGKILL), Job("web", polite)]).run()
    """)
    until(lambda: len(numbers(tmp_path / "pids")) == 2)
    os.kill(portal.pid, signal.SIGKILL)
    until(lambda: not any(lives(pid) for pid in numbers(tmp_path / "pids")))


def test_the_log_goes_on_after_a_new_start_and_is_changed_when_full(story: Story, tmp_path: Path) -> None:
    for round_number in range(3):
        portal = story(f"""
            from teilhabe.core.commands.log_file import LogFile
            out = LogFile(folder / "logs" / "portal.log", max_bytes=200, kept=2)
            def talk():
                print("Zeile für Runde {round_number}: 100 %", "." * 60)
                note("said-{round_number}")
                sleep()
            Supervisor([Job("web", talk)], out=out).run()
        """)
        until(lambda: numbers(tmp_path / f"said-{round_number}"))  # noqa: B023 - called at once
        portal.terminate()
        assert portal.communicate(timeout=10)[0] == ""
    now, before = (tmp_path / "logs" / name for name in ("portal.log", "portal.log.1"))
    assert "web │ Zeile für Runde 2: 100 %" in now.read_text(encoding="utf-8")
    assert "Runde 0" in before.read_text(encoding="utf-8")
    assert [file.stat().st_mode & 0o077 for file in (now, before)] == [0, 0]
    assert sorted(file.name for file in now.parent.iterdir()) == ["portal.log", "portal.log.1"]
