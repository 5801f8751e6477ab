"""Gates before a system: pages that ask a machine to go away, whatever lies behind them; and what a page of a known
system says instead of what was asked for.

A text of a paper may quote any of a system's sentences, so they only count where the landmarks of the wanted page are
missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .errors import NotThisPage, PageError

# A sentence that a system prints, and what it means; the first that is found tells.
Sentence = tuple[re.Pattern[str], type[PageError]]
_SAID = 20_000
_LOOKED_AT = 40_000
_GATE = re.compile(
    r"<altcha-widget|altcha\.js|/_gate/|cf-challenge|cf_chl_|g-recaptcha|h-captcha|"
    r"zu viele (?:zugriffe|anfragen) aus ihrem netz|request rejected\.? .{0,80}support id",
    re.IGNORECASE,
)


def is_gate(page: str, url: str = "") -> bool:
    """Whether a page that no family recognises is a gate against robots or a ban."""
    return "/_gate/" in url or _GATE.search(page[:_LOOKED_AT]) is not None


def told_instead(page: str, said: str, sentences: Iterable[Sentence]) -> PageError:
    """Why a page is not the one that was asked for, by its source and by what its reader sees (``said``)."""
    # Menus and words first: many systems print the sentence after half a page of scripts.
    words = f"{page[:_SAID]}\n{said[:_SAID]}"
    return next((error() for pattern, error in sentences if pattern.search(words)), NotThisPage())
