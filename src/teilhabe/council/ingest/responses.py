"""Reading a response: its status as a named error, its body within limits, packed or not."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

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
CHUNK = 64 * 1024
# How much of an error page is kept: Sternberg's "404 code 802" needs a look.
ERROR_BYTES = 4096
# A Retry-After up to here is waited out, a longer one ends the run.
SHORT_WAIT_SECONDS = 20.0
# "Too many requests" without a word how long to wait.
UNSAID_WAIT_SECONDS = 15 * 60.0


def judge(url: str, response: httpx.Response) -> None:
    """Raise the error a status means; return for a good one (2xx)."""
    status = response.status_code
    if 200 <= status < 300:
        return
    if status in (404, 410):
        raise Gone(url, status=status, body=_beginning(response))
    if status in (401, 403, 407, 451):
        raise Refused(url, reason=f"HTTP {status}")
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
    unpack = _unpacker(url, response.headers.get("content-encoding", ""))
    left = limit
    for raw in response.iter_raw(CHUNK):
        if time.monotonic() > deadline:
            raise TookTooLong(url)
        for piece in unpack(raw):
            left -= len(piece)
            if left < 0:
                raise TooLarge(url, megabytes=limit // MEGABYTE)
            keep(piece)


def _unpacker(url: str, encoding: str) -> Callable[[bytes], Iterator[bytes]]:
    """Unpack in small pieces, so that a bomb is noticed at the limit and not in memory."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return lambda raw: iter((raw,))
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise EncodingNotAllowed(url, encoding=encoding[:40])
    packed = zlib.decompressobj(47 if encoding != "deflate" else 15)

    def unpack(raw: bytes) -> Iterator[bytes]:
        rest = raw
        try:
            while rest:
                yield packed.decompress(rest, MEGABYTE)
                rest = packed.unconsumed_tail
        except zlib.error:
            raise CutShort(url) from None

    return unpack


def _beginning(response: httpx.Response) -> bytes:
    kept = bytearray()
    try:
        for raw in response.iter_raw(ERROR_BYTES):
            kept += raw
            if len(kept) >= ERROR_BYTES:
                break
    except httpx.TransportError:
        # The status alone says enough; a body that breaks off changes nothing.
        return bytes(kept)
    return bytes(kept[:ERROR_BYTES])
