"""Sessions with foreign servers: their cookies, for as long as one client lives.

Some systems open a session for each request that comes without one, and lock out whoever opens too many.
"""

from __future__ import annotations

import re

import httpx

MOST_COOKIES = 20
_COOKIE = re.compile(r"[\w.!#$%&'*+^`|~-]{1,100}=[\x21-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,2000}", re.ASCII)


class Sessions:
    """Cookies by host. They go back to the host that set them and to no other; what else they ask for is ignored."""

    def __init__(self) -> None:
        self._cookies: dict[str, dict[str, str]] = {}

    def headers(self, host: str) -> dict[str, str]:
        """The header that continues the session with ``host``; nothing without one."""
        cookies = self._cookies.get(host)
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}

    def remember(self, host: str, response: httpx.Response) -> None:
        for header in response.headers.get_list("set-cookie"):
            pair = header.partition(";")[0].strip()
            if not _COOKIE.fullmatch(pair):
                continue
            name, _, value = pair.partition("=")
            known = self._cookies.setdefault(host, {})
            if name in known or len(known) < MOST_COOKIES:
                known[name] = value
