"""Who sent this, without knowing who: a keyed hash of the address that is worth nothing tomorrow."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest


def sender_of(request: HttpRequest, today: date) -> str:
    """32 hexadecimal digits, the same for one address on one day; empty if the address is unknown.

    IPv6 counts by its first 64 bits, since a connection has the rest to itself.
    """
    address = get_client_ip(request)
    if not address:
        return ""
    if ":" in address:
        address = ":".join(address.split(":")[:4])
    key = hashlib.sha256(f"feedback:{today.isoformat()}:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]
