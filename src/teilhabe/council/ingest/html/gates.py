"""Gates before a system: pages that ask a machine to go away, whatever lies behind them."""

from __future__ import annotations

import re

_LOOKED_AT = 40_000
_GATE = re.compile(
    r"<altcha-widget|altcha\.js|/_gate/|cf-challenge|cf_chl_|g-recaptcha|h-captcha|"
    r"zu viele (?:zugriffe|anfragen) aus ihrem netz|request rejected\.? .{0,80}support id",
    re.IGNORECASE,
)


def is_gate(page: str, url: str = "") -> bool:
    """Whether a page that no family recognises is a gate against robots or a ban."""
    return "/_gate/" in url or _GATE.search(page[:_LOOKED_AT]) is not None
