"""Sessions with foreign servers: their cookies, for as long as one client lives.

Some systems open a session for each request that comes without one, and lock out whoever opens too many.
"""

from __future__ import annotations

import re
import time
from http.cookiejar import http2time  # type: ignore[attr-defined]  # it is there; typeshed leaves it out

import httpx

MOST_COOKIES = 20
# Scheme, host and port.
Origin = tuple[str, str, int]
_COOKIE = re.compile(r"[\w.!#$%&'*+^`|~-]{1,100}=[\x21-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{0,2000}", re.ASCII)
_SECONDS = re.compile(r"-?\d{1,12}", re.ASCII)


class Sessions:
    """Cookies by origin. They go back to the server that set them and to no other, neither to another port of its host
    nor without encryption; what else they ask for (paths, domains, a later end) is ignored."""

    def __init__(self) -> None:
        self._cookies: dict[Origin, dict[str, str]] = {}

    def headers(self, origin: Origin) -> dict[str, str]:
        """The header that continues the session with ``origin``; nothing without one."""
        cookies = self._cookies.get(origin)
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}

    def remember(self, origin: Origin, response: httpx.Response) -> None:
        """Keep the cookies of an answer, and forget those it takes back."""
        for header in response.headers.get_list("set-cookie"):
            pair, *rest = (part.strip() for part in header.split(";"))
            if not _COOKIE.fullmatch(pair):
                continue
            name, _, value = pair.partition("=")
            asked = {key.strip().lower(): said.strip() for key, _, said in (part.partition("=") for part in rest)}
            known = self._cookies.setdefault(origin, {})
            if _is_over(asked):
                known.pop(name, None)
            elif "secure" in asked and origin[0] != "https":
                # A server that can be overheard may not set one that must not be.
                continue
            elif name in known or len(known) < MOST_COOKIES:
                known[name] = value


def _is_over(asked: dict[str, str]) -> bool:
    """Whether a cookie's attributes take it back; Max-Age goes before Expires."""
    if _SECONDS.fullmatch(age := asked.get("max-age", "")):
        return int(age) <= 0
    end = http2time(asked.get("expires", ""))
    return end is not None and end <= time.time()
