"""The identity of an OParl object: its address without the accidents that change between two harvests.

Scheme, upper case in host and words, default ports, order of parameters, session parameters and the version of the
interface are accidents. The specification knows one address per object; real systems do not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

# Parameters that say how something is shown or who asks, never what it is.
PASSING_PARAMETERS = frozenset(
    {
        "refresh",
        "sid",
        "sessionid",
        "jsessionid",
        "phpsessid",
        "selfaction",
        "omit_internal",
        "limit",
        "page",
        "created_since",
        "created_until",
        "modified_since",
        "modified_until",
    }
)
# Words (PAPER, paper) and ALLRIS programs (VO020, vo020) are written both ways in one system; what holds other digits
# may be a token in which case matters.
_WORD = re.compile(r"[A-Za-z-]+|[A-Za-z]{2}\d{3}(_[a-z])?(\.asp)?")
# The interface's version is part of the address: the same object is met below /oparl/v1 and /oparl/v1.1.
_VERSION = re.compile(r"(/oparl)/v?1(\.\d)?(?=/|$)")
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST = 500


@lru_cache(maxsize=16384)
def native_id(url: str) -> str:
    """The key of the object at ``url``; empty if it is no http(s) address.

    >>> native_id("HTTPS://Rat.Example:443/oparl/v1.1/VO020?refresh=false&VOLFDNR=7&a=1#top")
    'rat.example/oparl/vo020?VOLFDNR=7&a=1'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host:
        return ""
    # A system that answers on 80 and 443 is one system.
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    path = quote(unquote(_SESSION_PATH.sub("", parts.path)), safe="/:@!$&'()*+,;=~-._").rstrip("/")
    path = "/".join(part.lower() if _WORD.fullmatch(part) else part for part in path.split("/"))
    path = _VERSION.sub(r"\1", path)
    kept = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in PASSING_PARAMETERS
    )
    key = where + path + (f"?{urlencode(kept)}" if kept else "")
    if len(key) > LONGEST:
        key = f"{key[: LONGEST - 65]}#{sha256(key.encode()).hexdigest()}"
    return key


def address_of(key: str, like: str) -> str:
    """The address behind a key that was only ever seen as a reference: scheme and version as in ``like``.

    >>> address_of("rat.example/oparl/paper/7", "https://rat.example/oparl/v1.1/system")
    'https://rat.example/oparl/v1.1/paper/7'
    """
    version = re.search(r"/oparl(/v?1(?:\.\d)?)/", like)
    shown = key.replace("/oparl/", f"/oparl{version[1]}/", 1) if version else key
    return f"{urlsplit(like).scheme}://{shown}"
