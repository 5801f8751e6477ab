"""Who sent this, without knowing who: a keyed hash of the address that is worth nothing tomorrow."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from teilhabe.core.visitors import sender_of as sender_for


def sender_of(request: HttpRequest, today: date) -> str:
    """32 hexadecimal digits, the same for one connection on one day; empty if the address is unknown."""
    return sender_for(request, today, purpose="feedback")
