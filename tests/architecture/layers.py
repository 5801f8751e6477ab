"""The order of the apps as .importlinter states it: the one list that all architecture tests read."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "teilhabe"


def apps_from_below() -> list[set[str]]:
    """The apps line by line, lowest first; neighbours stand in one set."""
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    listed = contracts["importlinter:contract:apps"]["layers"].split("\n")
    lines = [{name.strip() for name in line.split("|")} for line in listed if line.strip()]
    return [line for line in reversed(lines) if any((SOURCE / name).is_dir() for name in line)]


def height(app: str) -> int:
    """The line on which the app stands, 0 the lowest."""
    return next(number for number, line in enumerate(apps_from_below()) if app in line)


def may_know(app: str, other: str) -> bool:
    """Whether ``app`` may refer to ``other``: to itself and to what lies on a lower line."""
    return app == other or height(other) < height(app)


def apps() -> list[str]:
    return [name for line in apps_from_below() for name in sorted(line)]
