"""Every app above the search can be left out, and the rest still starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from .layers import apps

CAN_GO = apps()[2:]


@pytest.mark.parametrize("app", CAN_GO)
def test_the_portal_starts_without(app: str) -> None:
    environment = os.environ | {"TEILHABE_LEAVE_OUT": app}
    command = [sys.executable, "-m", "teilhabe", "check", "--fail-level", "WARNING"]
    checked = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.parametrize("app", ["core", "search", "kitchen"])
def test_what_everything_stands_on_cannot_be_left_out(app: str) -> None:
    environment = os.environ | {"TEILHABE_LEAVE_OUT": app}
    command = [sys.executable, "-m", "teilhabe", "check"]
    checked = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert checked.stderr.startswith(f"TEILHABE_LEAVE_OUT nennt {app}")
