"""``python -m teilhabe.council.sample``."""

from __future__ import annotations

import signal
import subprocess
import sys

import httpx
import pytest

from teilhabe.council.sample import FAULTS
from teilhabe.council.sample.__main__ import main


def test_it_prints_where_it_serves_and_ends_on_interrupt() -> None:
    command = [sys.executable, "-m", "teilhabe.council.sample", "--today", "2026-11-23", "--page-size", "5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            url = line.removeprefix("Serving ").strip()
            assert url.endswith("/oparl/v1.1/system")
            assert httpx.get(url).json()["type"] == "https://schema.oparl.org/1.1/System"
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()


def test_a_wrong_day_gets_one_clear_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--today", "2020-01-01"]) == 2
    assert capsys.readouterr().err.startswith("Cannot serve: the sample content needs a day from 2026-09-01 on")


def test_the_help_lists_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(name in told for name in FAULTS)
