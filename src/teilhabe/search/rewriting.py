"""How apps write all their entries anew. The search knows no app: each registers itself in a module ``entries``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol


class Rewrite(Protocol):
    """Writes all entries of an app from what it has stored; with ``derive`` it first derives anew whatever follows from
    its data. Gives sentences about what was done; calls ``progress`` with the number of things done since the last
    call. May be interrupted and run again."""

    def __call__(self, *, derive: bool, progress: Callable[[int], object]) -> Iterator[str]: ...


_rewrites: dict[str, Rewrite] = {}


def rewrites(name: str) -> Callable[[Rewrite], Rewrite]:
    """Register how an app writes its entries anew, under the German name of what they are."""

    def register(function: Rewrite) -> Rewrite:
        _rewrites[name] = function
        return function

    return register


def registered() -> dict[str, Rewrite]:
    from django.utils.module_loading import autodiscover_modules

    autodiscover_modules("entries")
    return dict(_rewrites)
