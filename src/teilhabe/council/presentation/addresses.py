"""Addresses of many objects of one kind at once."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

_ANY = "0"


def addresses(page: str, body: str) -> Callable[[str], str]:
    """From a slug to the address of that ``page`` of ``body``: a list of a hundred asks the table of addresses once."""
    before, _, after = reverse(page, args=[body, _ANY]).rpartition(_ANY)
    return lambda slug: f"{before}{slug}{after}"
