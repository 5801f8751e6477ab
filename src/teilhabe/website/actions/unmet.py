"""Count what was searched for in vain, and forget it again; docs/apps/website.md says what is kept of it."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction

from teilhabe.core.text import fold

from ..models import UnmetTerm

ENOUGH_PEOPLE = 3
MOST_WORDS, MOST_LETTERS, LEAST_LETTERS = 4, 60, 3
KEPT_DAYS = 400
KEPT_DAYS_OF_FEW = 60  # while fewer than ENOUGH_PEOPLE asked for it
MOST_SENDERS = 50  # of one term on one day; more would only cost space
MOST_TERMS = 20_000
# Numbers of telephones, accounts and houses, addresses of mail and web: nothing that a region lacks.
_PRIVATE = re.compile(r"\d{3}|\d.*\d.*\d|@|www|http|[<>{}\\]")


def may_be_counted(text: str) -> bool:
    """Whether the words can be a wish for a topic; what looks like something of one person is not counted at all."""
    words = fold(text)
    return (
        LEAST_LETTERS <= len(words) <= MOST_LETTERS
        and len(words.split()) <= MOST_WORDS
        and not _PRIVATE.search(words)
        and any(letter.isalpha() for letter in words)
    )


@transaction.atomic
def count_unmet(text: str, *, sender: str, today: date) -> bool:
    """Count a search without hits once for each ``sender`` (keyed hash of a connection, "" is not counted) and day.

    Returns whether it was counted. Nothing about the visitor outlives the day.
    """
    if not sender or not may_be_counted(text):
        return False
    words = fold(text)
    digest = hmac.new(settings.SECRET_KEY.encode(), f"unmet:{words}".encode(), hashlib.sha256).hexdigest()
    terms = UnmetTerm.objects.select_for_update()
    if not terms.filter(digest=digest).exists() and terms.count() >= MOST_TERMS:
        return False
    found, _ = terms.get_or_create(digest=digest, defaults={"first": today, "last": today})
    senders = list(found.senders) if found.last == today else []
    if sender in senders or len(senders) >= MOST_SENDERS:
        return False
    found.senders = [*senders, sender]
    found.people += 1
    found.last = max(found.last, today)
    if found.people >= ENOUGH_PEOPLE:
        found.term = " ".join(text.split())[:80]
    found.save()
    return True


@transaction.atomic
def forget_unmet(today: date) -> int:
    """Forget who asked before ``today``, and terms that nobody has asked for in KEPT_DAYS, those of few people sooner;
    returns how many terms."""
    UnmetTerm.objects.filter(last__lt=today).exclude(senders=[]).update(senders=[])
    forgotten, _ = UnmetTerm.objects.not_asked_since(today - timedelta(days=KEPT_DAYS)).delete()
    of_few = UnmetTerm.objects.not_asked_since(today - timedelta(days=KEPT_DAYS_OF_FEW)).filter(
        people__lt=ENOUGH_PEOPLE
    )
    return forgotten + of_few.delete()[0]
