"""Connections that end in time: no single read or write waits longer than what is left of the whole exchange.

A server that sends a byte now and then keeps every timeout of a single read, also within the headers.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx


class Deadline(httpcore.NetworkBackend):
    """Makes connections whose reads and writes all end at ``at`` (monotonic seconds)."""

    def __init__(self) -> None:
        self.at = float("inf")
        self._plain = httpcore.SyncBackend()

    def left(self, timeout: float | None) -> float:
        """Seconds a read or write may wait. Raises ReadTimeout if the time is over."""
        seconds = min(self.at - time.monotonic(), timeout if timeout is not None else float("inf"))
        if seconds <= 0:
            raise httpcore.ReadTimeout("the exchange took too long")
        return seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._plain.connect_tcp(host, port, self.left(timeout), local_address, socket_options)
        return _Stream(stream, self)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def transport(deadline: Deadline, *, verify: ssl.SSLContext | bool, limits: httpx.Limits) -> httpx.HTTPTransport:
    """httpx's transport over connections that end in time."""
    made = httpx.HTTPTransport(verify=verify, limits=limits, trust_env=False)
    # httpx has no argument for this; httpcore, whose pool it is, has (network_backend).
    made._pool._network_backend = deadline
    return made
