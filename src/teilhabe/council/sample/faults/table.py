"""The one table of everything that real council systems get wrong and the sample council can imitate.

A fault is a function; its name switches it on, its docstring says what happens, its stage says when it acts:
``before`` the answer is made (and instead of it), on each printed ``object``, on a whole list ``page``, or ``after``
the answer is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from teilhabe.council.sample.exchange import Answer, Exchange

if TYPE_CHECKING:
    from teilhabe.council.sample.store import Obj

STAGES = ("before", "object", "page", "after")


class UnknownFault(ValueError):
    """There is no fault of this name."""


@dataclass(frozen=True)
class Fault:
    name: str
    stage: str
    explained: str
    acts: Callable[..., Any]


FAULTS: dict[str, Fault] = {}


def fault(stage: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function into the table."""

    def enter(function: Callable[..., Any]) -> Callable[..., Any]:
        name = function.__name__
        explained = " ".join((function.__doc__ or "").split())
        FAULTS[name] = Fault(name, stage, explained, function)
        return function

    return enter


@dataclass
class Faults:
    """What is switched on at one server. Make it with :meth:`of`.

    ``where``: act only on requests whose path and query contain this text. Without it, list faults leave the list of
    bodies alone, so that a harvest gets as far as the lists.
    """

    on: frozenset[str] = frozenset()
    where: str = ""
    times: int = 2
    """How often a fault that passes shows itself, counted per address."""
    retry_after: str = "1"
    """The Retry-After header of ``too_many_requests``: seconds or an HTTP date."""
    seconds: float = 2.0
    """How long ``very_slow`` lets the client wait."""
    elsewhere: str = "http://elsewhere.invalid"
    """Where the faults that lead to another host lead."""
    size: int = 200_000_000
    """Bytes of the files that are too large."""
    seen: Counter[str] = field(default_factory=Counter, repr=False)

    @classmethod
    def of(cls, *names: str, **settings: Any) -> Faults:
        """``Faults.of("naive_times", where="/meetings")``. Raises :class:`UnknownFault`."""
        if unknown := [name for name in names if name not in FAULTS]:
            raise UnknownFault(f"unknown fault: {', '.join(unknown)}; there are: {', '.join(sorted(FAULTS))}")
        return cls(frozenset(names), **settings)

    def before(self, exchange: Exchange) -> Answer | None:
        for one in self._active("before", exchange):
            answer: Answer | None = one.acts(exchange, self)
            if answer is not None:
                return answer
        return None

    def during(self, exchange: Exchange, answer: Answer) -> Answer:
        """Let the object and page faults change an answer before it is written."""
        if answer.data is None or answer.kind not in ("page", "object"):
            return answer
        for one in self._active("object", exchange):
            answer.data = _each_object(answer.data, one, exchange)
        if answer.kind == "page" and (self.where or not exchange.request.path.endswith("/bodies")):
            for one in self._active("page", exchange):
                answer.data = one.acts(answer.data, exchange, self)
        return answer

    def after(self, exchange: Exchange, answer: Answer) -> Answer:
        for one in self._active("after", exchange):
            answer = one.acts(answer, exchange, self)
        return answer

    def still(self, exchange: Exchange, name: str) -> bool:
        """True for the first :attr:`times` requests to an address."""
        key = f"{name} {exchange.request.target}"
        self.seen[key] += 1
        return self.seen[key] <= self.times

    def _active(self, stage: str, exchange: Exchange) -> list[Fault]:
        if not self.on or self.where not in exchange.request.target:
            return []
        return [one for name, one in FAULTS.items() if name in self.on and one.stage == stage]


def _each_object(data: Any, one: Fault, exchange: Exchange) -> Any:
    """Let a fault change every OParl object in the JSON, inner ones first."""
    if isinstance(data, list):
        return [_each_object(item, one, exchange) for item in data]
    if not isinstance(data, dict):
        return data
    obj: Obj = {name: _each_object(value, one, exchange) for name, value in data.items()}
    if "id" in obj and "https://schema.oparl.org/" in str(obj.get("type")):
        changed: Obj = one.acts(obj, exchange)
        return changed
    return obj
