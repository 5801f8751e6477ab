"""Text of PDF files, page by page, read in child processes so that no file can harm the portal.

    with PdfReader() as reader:
        reading = reader.read(path)          # one file: PdfReading, never an exception for a bad file
        for path, reading in reader.read_many(paths): ...

`read_pdf(path)` is the same for a single file and pays the child's start (about 0.15 s) each time.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import selectors
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from teilhabe.council.documents.reading import Limits, PageText, PdfReading, State, TextLine
from teilhabe.council.documents.sniff import sniff

__all__ = ["Limits", "PageText", "PdfReader", "PdfReading", "State", "TextLine", "read_pdf", "sniff"]

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]  # the folder that holds `teilhabe`
_MAX_ANSWER = 512_000_000  # bytes; a longer answer is not one of ours
_START_SECONDS = 20.0  # loading Python and PDFium for the first file of a child, on a slow machine


class PdfReaderFailedError(RuntimeError):
    """The child process cannot be started or does not even come up: the installation is broken, not the
    file."""


class _ChildDiedError(Exception):
    """The child ended in the middle of a file."""


class _ChildSlowError(Exception):
    """The child took longer than the limit."""


class _Child:
    """One child process with its two pipes. It is used by one thread at a time."""

    def __init__(self) -> None:
        # A short environment: the child needs to find the package, and nothing of our secrets.
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(_PACKAGE_ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "MALLOC_ARENA_MAX": "1",
            "LANG": "C.UTF-8",
        }
        if "SYSTEMROOT" in os.environ:
            environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-s", "-m", "teilhabe.council.documents.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd="/" if os.name == "posix" else None,
                bufsize=0,
            )
        except OSError as error:
            raise PdfReaderFailedError(f"cannot start the PDF reader: {error}") from error
        self.files = 0
        self.peak_memory = 0

    def ask(self, path: Path, limits: Limits) -> PdfReading:
        """One file; _ChildSlowError or _ChildDiedError if there is no answer."""
        assert self.process.stdin is not None
        deadline = time.monotonic() + limits.seconds + (_START_SECONDS if self.files == 0 else 0.0)
        question = {"path": str(path.resolve()), "limits": asdict(limits)}
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
        except OSError as error:
            raise _ChildDiedError from error
        length = int.from_bytes(self._receive(8, deadline), "big")
        if length > _MAX_ANSWER:
            raise _ChildDiedError
        try:
            plain = json.loads(self._receive(length, deadline))
            reading = PdfReading.from_plain(plain)
            self.peak_memory = int(plain["rss"])
        except (ValueError, KeyError, TypeError) as error:
            raise _ChildDiedError from error
        self.files += 1
        return reading

    def _receive(self, length: int, deadline: float) -> bytes:
        stream = self.process.stdout
        assert stream is not None
        parts: list[bytes] = []
        missing = length
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while missing:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise _ChildSlowError
                part = os.read(stream.fileno(), min(missing, 1 << 20))
                if not part:
                    raise _ChildDiedError
                parts.append(part)
                missing -= len(part)
        return b"".join(parts)

    def stop(self) -> None:
        """End the child at once; it holds nothing worth a farewell."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


class PdfReader:
    """A pool of child processes that read PDF files; a context manager, safe to use from several threads.

    `processes` children at most run at once; each starts with its first file, is restarted after a crash or a
    timeout, after `files_per_child` files, and when its peak memory passed `recycle_bytes`.
    `peak_memory` is the highest resident memory of any child so far, in bytes; `restarts` counts lost
    children.
    """

    def __init__(
        self,
        processes: int = 1,
        *,
        limits: Limits | None = None,
        files_per_child: int = 1000,
        recycle_bytes: int = 160_000_000,
    ) -> None:
        if processes < 1:
            raise ValueError("a reader needs at least one process")
        self.processes = processes
        self.limits = limits or Limits()
        self.files_per_child = files_per_child
        self.recycle_bytes = recycle_bytes
        self.peak_memory = 0
        self.restarts = 0
        self._closed = False
        self._children: set[_Child] = set()
        self._places: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(processes):
            self._places.put(None)

    def __enter__(self) -> PdfReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop all children, busy ones too. A reader can not be used afterwards."""
        self._closed = True
        for child in tuple(self._children):
            child.stop()
        self._children.clear()

    def read(self, path: str | Path, *, limits: Limits | None = None) -> PdfReading:
        """Read one file; waits for a free child. Bad files give a state, only PdfReaderFailedError is raised.

        A file that kills the child twice is "broken"; one that is too slow is "timed_out" at once.
        """
        if self._closed:
            raise PdfReaderFailedError("the PDF reader is closed")
        child = self._places.get()
        try:
            reading = None
            while reading is None:
                if child is None:
                    child = _Child()
                    self._children.add(child)
                child, reading = self._attempt(child, Path(path), limits or self.limits)
            return reading
        except BaseException:
            if child is not None:  # interrupted in the middle of an answer: the next one would be wrong
                self._stop(child)
                child = None
            raise
        finally:
            self._places.put(child)

    def _attempt(self, child: _Child, path: Path, limits: Limits) -> tuple[_Child | None, PdfReading | None]:
        """Ask once: the child if it can be used again, the reading unless a fresh one should try."""
        fresh = child.files == 0
        try:
            reading = child.ask(path, limits)
        except _ChildSlowError:
            self._stop(child)
            self.restarts += 1
            return None, PdfReading("timed_out", message=f"not read within {limits.seconds:g} s")
        except _ChildDiedError:
            self._stop(child)
            self.restarts += 1
            # An older child may have died of what earlier files left behind: then a fresh one decides.
            failed = PdfReading("broken", message="the PDF library failed at this file")
            return None, failed if fresh else None
        self.peak_memory = max(self.peak_memory, child.peak_memory)
        if child.files >= self.files_per_child or child.peak_memory > self.recycle_bytes:
            self._stop(child)
            return None, reading
        return child, reading

    def _stop(self, child: _Child) -> None:
        self._children.discard(child)
        child.stop()

    def read_many(self, paths: Iterable[str | Path]) -> Iterator[tuple[Path, PdfReading]]:
        """Read files with all processes and give them as they are ready, in no fixed order.

        `paths` is consumed only a little ahead of the answers, so it may be a long generator.
        """
        waiting: dict[Future[PdfReading], Path] = {}
        with ThreadPoolExecutor(self.processes) as threads:
            for path in paths:
                waiting[threads.submit(self.read, path)] = Path(path)
                if len(waiting) >= 2 * self.processes:
                    yield from _finished(waiting)
            while waiting:
                yield from _finished(waiting)


def _finished(waiting: dict[Future[PdfReading], Path]) -> Iterator[tuple[Path, PdfReading]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        yield waiting.pop(future), future.result()


def read_pdf(path: str | Path, *, limits: Limits | None = None) -> PdfReading:
    """Read one file in a child process of its own; see `PdfReader.read` for what comes back."""
    with PdfReader(limits=limits) as reader:
        return reader.read(path)
