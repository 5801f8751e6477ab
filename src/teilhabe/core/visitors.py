"""Where a request comes from, for counting what one connection does; never for the log."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import date

from django.conf import settings
from django.http import HttpRequest


def connection_of(request: HttpRequest) -> str | None:
    """The address that stands for the visitor's connection; None if it is unknown.

    IPv6 counts by its first 64 bits, since a connection has the rest to itself (``2001:db8::7`` → ``2001:db8::``);
    IPv4 in the dress of IPv6 as IPv4.
    """
    address = _address_of(request)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return str(address) if address else None


def sender_of(request: HttpRequest, today: date, *, purpose: str) -> str:
    """Who sends this, without knowing who: 32 hexadecimal digits, the same for one connection, day and purpose, and
    worth nothing tomorrow; empty if the address is unknown."""
    connection = connection_of(request)
    if connection is None:
        return ""
    key = hashlib.sha256(f"{purpose}:{today.isoformat()}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, connection.encode(), hashlib.sha256).hexdigest()[:32]


def _address_of(request: HttpRequest) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Where the request came from; behind the proxy the last address of X-Forwarded-For, which the proxy itself wrote:
    those before it are the visitor's to invent."""
    given = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        given = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] or given
    try:
        address = ipaddress.ip_address(given.strip().partition("%")[0])
    except ValueError:  # a socket has no address
        return None
    return getattr(address, "ipv4_mapped", None) or address
