"""Processes that ``teilhabe run`` keeps alive besides web, queues and schedule. Apps add theirs in ``jobs``."""

from __future__ import annotations

from collections.abc import Callable

_processes: dict[str, Callable[[], object]] = {}


def runs(name: str, main: Callable[[], object]) -> None:
    """Have ``main`` run in a process of its own; it returns when SIGTERM asks it to, and only then."""
    _processes[name] = main


def registered() -> dict[str, Callable[[], object]]:
    return dict(_processes)
