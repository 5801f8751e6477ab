"""What every harvest over the network is, whatever system it reads: progress, gaps, a verdict."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from teilhabe.core.fetching.client import PoliteClient

from ..models import HarvestRun, Source
from .store.context import Harvest, Tally


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a harvest is: what it reads, how many objects of it so far, of how many if the source says so."""

    source: str
    stage: str
    done: int
    total: int | None
    requests: int


OnProgress = Callable[[Progress], None]


class Session(ABC):
    """One harvest of one source. Make it, call :meth:`read_everything` or :meth:`replay`, ask for the verdict."""

    def __init__(self, source: Source, run: HarvestRun, progress: OnProgress) -> None:
        self.source = source
        self.run = run
        self.context = Harvest(source, run, run.started, replay=run.mode == HarvestRun.Mode.REPLAY)
        self.full = run.mode == HarvestRun.Mode.FULL
        # Everything that should be read was read to its end.
        self.complete = False
        self._requests = 0
        self._progress = progress

    @abstractmethod
    def read_everything(self, client: PoliteClient) -> None:
        """Ask the source for all that is due. Raises what ends the run, nothing else."""

    @abstractmethod
    def replay(self) -> Tally:
        """Parse the archive again, without the network."""

    @abstractmethod
    def gaps(self) -> list[str]:
        """Why something could not be read to its end: one German sentence for each of it."""

    def count_request(self) -> None:
        self._requests += 1

    def tell(self, stage: str, done: int = 0, total: int | None = None) -> None:
        self._progress(Progress(self.source.name, stage, done, total, self._requests))

    def verdict(self) -> tuple[HarvestRun.State, str]:
        """How the run went, and the reason if something is missing."""
        if gaps := self.gaps():
            reasons = "; ".join(dict.fromkeys(gaps))
            count = "Eine Liste wurde" if len(gaps) == 1 else f"{len(gaps)} Listen wurden"
            return HarvestRun.State.PARTIAL, f"{count} nicht bis zum Ende gelesen: {reasons}"
        failed = HarvestRun.objects.values_list("failed", flat=True).get(pk=self.run.pk)
        return (HarvestRun.State.PARTIAL, unusable(failed)) if failed else (HarvestRun.State.DONE, "")


def unusable(count: int) -> str:
    return "Ein Eintrag war nicht verwendbar." if count == 1 else f"{count} Einträge waren nicht verwendbar."
