"""Content that no public file has any more: its rows, the text of its pages and the file in the data folder go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from ..models import Blob, File
from ..rules import GONE_STATES
from .files import place

# A source that takes a file back by mistake and brings it again costs no second download; nothing of it is shown.
GRACE = timedelta(days=14)
# Content that was downloaded a moment ago may belong to a file whose row is about to be written.
_JUST_TOUCHED = timedelta(days=1)
_BATCH = 200


def forget_content(*, now: datetime | None = None) -> int:
    """Delete the content of files that their sources took away ``GRACE`` ago, and content that was replaced.

    Returns how many contents were deleted. It may be killed and called again.
    """
    moment = now or timezone.now()
    gone = File.objects.filter(record__state__in=GONE_STATES, record__state_since__lte=moment - GRACE)
    gone.exclude(blob=None, given_text="").update(blob=None, given_text="", stored=None, state=File.State.PENDING)
    forgotten, last = 0, 0
    while found := list(Blob.objects.filter(files=None, pk__gt=last).order_by("pk")[:_BATCH]):
        last = found[-1].pk
        forgotten += _delete([blob for blob in found if not _is_fresh(blob.sha256, moment)])
    return forgotten


@transaction.atomic
def _delete(blobs: Sequence[Blob]) -> int:
    # Only the blobs: PostgreSQL locks no row of the files that are not there.
    locked = Blob.objects.select_for_update(of=("self",))
    unused = list(locked.filter(pk__in=[blob.pk for blob in blobs], files=None))
    Blob.objects.filter(pk__in=[blob.pk for blob in unused]).delete()
    for blob in unused:
        transaction.on_commit(partial(place(blob.sha256).unlink, missing_ok=True))
    return len(unused)


def _is_fresh(sha256: str, now: datetime) -> bool:
    try:
        touched = place(sha256).stat().st_mtime
    except FileNotFoundError:
        return False
    return touched > (now - _JUST_TOUCHED).timestamp()
