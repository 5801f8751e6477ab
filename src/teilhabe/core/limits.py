"""How often one connection may ask: a limit for addresses that cost more than a page and that programs call."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from .visitors import connection_of

WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most ``per_minute`` requests of one connection in one process of the web server.

    The count lives in the memory of the process, a minute long, under a hash of the address; a portal with four
    processes lets through up to four times as many. It stops floods, not a determined reader.
    """

    name: str
    per_minute: int

    def allows(self, request: HttpRequest) -> bool:
        """Count this request; False when there were too many. A request without an address is let through."""
        connection = connection_of(request)
        if connection is None:
            return True
        window = int(time.time() // WINDOW_SECONDS)
        who = hashlib.sha256(f"{window}:{connection}".encode()).hexdigest()[:24]
        key = f"limit:{self.name}:{who}"
        cache.add(key, 0, WINDOW_SECONDS)
        try:
            return int(cache.incr(key)) <= self.per_minute
        except ValueError:  # the window ended between the two lines
            return True
