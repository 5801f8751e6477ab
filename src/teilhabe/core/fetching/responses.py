"""Reading a response: its status as a named error, its body within limits, packed or not."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol

import httpx
from django.utils import timezone

from .errors import (
    AskedToWait,
    CutShort,
    EncodingNotAllowed,
    Gone,
    Refused,
    Rejected,
    ServerTrouble,
    ShortPause,
    TookTooLong,
    TooLarge,
)

MEGABYTE = 1024 * 1024
# How much of an error page is kept: Sternberg's "404 code 802" needs a look.
ERROR_BYTES = 4096
# A Retry-After up to here is waited out, a longer one ends the run.
SHORT_WAIT_SECONDS = 20.0
# "Too many requests" without a word how long to wait.
UNSAID_WAIT_SECONDS = 15 * 60.0


class Decompressor(Protocol):
    """What zlib.decompressobj makes; zlib does not name it."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


def judge(url: str, response: httpx.Response, *, deadline: float) -> None:
    """Raise the error a status means; return for a good one (2xx). A look at an error page ends at ``deadline``."""
    status = response.status_code
    if 200 <= status < 300:
        return
    if status in (404, 410):
        raise Gone(url, status=status, body=_beginning(url, response, deadline))
    if status in (401, 403, 407, 451):
        raise Refused(url, reason=f"HTTP {status}", status=status)
    if status in (429, 503):
        wait = retry_after(response.headers.get("retry-after", ""))
        if wait is None and status == 429:
            wait = UNSAID_WAIT_SECONDS
        if wait is not None:
            if wait <= SHORT_WAIT_SECONDS:
                raise ShortPause(url, seconds=wait)
            raise AskedToWait(url, timezone.now() + timedelta(seconds=wait))
    if status >= 500:
        raise ServerTrouble(url, status=status)
    raise Rejected(url, status=status)


def retry_after(header: str) -> float | None:
    """Seconds that a Retry-After header asks for, at most a day; None if it says nothing readable."""
    header = header.strip()
    if header.isdecimal():
        seconds = float(header)
    else:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), 86_400.0)


def read(url: str, response: httpx.Response, keep: Callable[[bytes], object], *, limit: int, deadline: float) -> None:
    """Hand the unpacked body to ``keep`` piece by piece, at most ``limit`` bytes, until ``deadline`` (monotonic)."""
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise TooLarge(url, megabytes=limit // MEGABYTE)
    unpacker = _Unpacker(url, response.headers.get("content-encoding", ""))
    left = limit
    # Without a size each piece comes when it arrives; with one, httpx waits until so much is there.
    for raw in response.iter_raw():
        if time.monotonic() > deadline:
            raise TookTooLong(url)
        for piece in unpacker.unpack(raw):
            left -= len(piece)
            if left < 0:
                raise TooLarge(url, megabytes=limit // MEGABYTE)
            keep(piece)
    unpacker.finish()


class _Unpacker:
    """Unpacks in small pieces, so that a bomb is noticed at the limit and not in memory."""

    def __init__(self, url: str, encoding: str) -> None:
        self._url = url
        self._encoding = encoding.strip().lower()
        self._packed: Decompressor | None = None
        # The first byte of "deflate" alone does not tell which of the two formats of that name it is.
        self._held = b""
        self._over = False
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise EncodingNotAllowed(url, encoding=encoding[:40])

    def unpack(self, raw: bytes) -> Iterator[bytes]:
        if self._encoding in ("", "identity"):
            yield raw
            return
        rest = self._held + raw
        self._held = b""
        if self._packed is None and len(rest) < 2:
            self._held = rest
            return
        try:
            while rest and not self._over:
                if self._packed is None:
                    self._packed = zlib.decompressobj(self._format(rest))
                yield from self._pieces(self._packed, rest)
                rest = self._next_member(self._packed) if self._packed.eof else b""
        except zlib.error:
            raise CutShort(self._url) from None

    def finish(self) -> None:
        """Raises CutShort if what was packed has no end."""
        if self._held or (self._packed is not None and not self._packed.eof):
            raise CutShort(self._url)

    def _format(self, start: bytes) -> int:
        if self._encoding != "deflate":
            return 47
        # The standard means zlib's format; some servers send the bare one.
        return 15 if start[0] & 0x0F == 8 and len(start) > 1 and (start[0] * 256 + start[1]) % 31 == 0 else -15

    def _pieces(self, packed: Decompressor, rest: bytes) -> Iterator[bytes]:
        while True:
            piece = packed.decompress(rest, MEGABYTE)
            yield piece
            rest = packed.unconsumed_tail
            if packed.eof or (not rest and len(piece) < MEGABYTE):
                return

    def _next_member(self, packed: Decompressor) -> bytes:
        """What follows a packed part: gzip may consist of several, and anything else behind it is rubbish."""
        rest = packed.unused_data.lstrip(b"\0")
        if rest[:1] == b"\x1f" and self._encoding != "deflate":
            self._packed = None
            return rest
        self._over = bool(rest)
        return b""


def _beginning(url: str, response: httpx.Response, deadline: float) -> bytes:
    """The first bytes of an error page, as far as they come in time."""
    kept = bytearray()
    # The status alone says enough; a body that breaks off or is packed strangely changes nothing.
    with suppress(httpx.TransportError, CutShort, EncodingNotAllowed):
        unpacker = _Unpacker(url, response.headers.get("content-encoding", ""))
        for raw in response.iter_raw():
            for piece in unpacker.unpack(raw):
                kept += piece[:ERROR_BYTES]
            if len(kept) >= ERROR_BYTES or time.monotonic() > deadline:
                break
    return bytes(kept[:ERROR_BYTES])


def what_failed(error: httpx.TransportError) -> str:
    """Why a connection failed, in words for whoever looks after a source."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "das Zertifikat des Servers ist nicht gültig"
        if isinstance(cause, ssl.SSLError):
            return "keine sichere Verbindung"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return "keine Verbindung"
    return "die Verbindung brach ab"
