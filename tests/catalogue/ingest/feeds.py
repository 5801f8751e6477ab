"""Reading a feed in a story: what it gives, and whether every value is one that an offer may have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.test import Client

from teilhabe.catalogue.ingest.formats import FORMATS
from teilhabe.catalogue.ingest.items import Ask, FeedUnavailable, Item, Options, Read


def read(key: str, *documents: bytes | str, **options: Any) -> list[Read]:
    """What the format ``key`` gives for these documents; every value fits its field."""
    raw = (one.encode() if isinstance(one, str) else one for one in documents)
    found = list(FORMATS[key].read(iter(raw), Options(**options)))
    for one in found:
        if isinstance(one, Item):
            assert_fits(one)
    return found


def items(found: Iterable[Read]) -> list[Item]:
    return [one for one in found if isinstance(one, Item)]


def the_item(found: Iterable[Read]) -> Item:
    (one,) = found
    assert isinstance(one, Item), one
    return one


def assert_fits(one: Item) -> None:
    """An offer with these values passes its own check, and nobody has to cut what a feed said."""
    from teilhabe.catalogue.models import Offer
    from teilhabe.catalogue.rules.schedule import check

    offer = Offer(slug="ein-angebot", **one.values)
    others = {field.name for field in Offer._meta.fields} - {*one.values, "slug"}
    offer.full_clean(exclude=others, validate_unique=False)
    check(one.values.get("schedule", []))
    assert 0 < len(one.key) <= 300
    assert all(len(note.said) <= 300 and note.why.endswith(".") for note in one.notes)


def asking_the_portal(client: Client) -> Ask:
    """A way to ask that answers as the portal would over the net."""

    def ask(url: str) -> bytes:
        cache.clear()
        parts = urlsplit(url)
        answer = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if answer.status_code != 200:
            raise FeedUnavailable(f"HTTP {answer.status_code}.")
        return answer.getvalue()

    return ask
