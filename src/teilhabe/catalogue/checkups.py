"""What ``teilhabe doctor`` looks at in the catalogue: feeds that have not come for long, or wait for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from teilhabe.core.checkups import Finding, check, fine, warning

from .jobs import STILL
from .models import Feed

LASTS = 3
"""So many failures in a row are no accident."""


@check("Übernahmen")
def feeds() -> Iterator[Finding]:
    """Says nothing where there is none."""
    pages = f"{settings.PORTAL_URL}/verwaltung/katalog/uebernahmen/"
    for feed in Feed.objects.all():
        page = f"{pages}{feed.slug}/"
        if feed.state == Feed.State.STOPPED:
            yield warning(f"{feed.name}: angehalten. {feed.state_reason}", f"Die Redaktion entscheidet unter {page}")
        elif feed.failures >= LASTS:
            yield warning(f"{feed.name}: {feed.failures}-mal nacheinander gescheitert. {feed.state_reason}", page)
        elif (run := feed.runs.standing_still(timezone.now() - STILL).first()) is not None:
            words = "wird gelesen" if run.state == run.State.READING else "wird übernommen"
            yield warning(
                f"{feed.name}: {words}, steht aber still; bis dahin kommt nichts Neues.",
                f"Die Redaktion stößt es weiter an: {pages}lauf/{run.pk}/",
            )
        else:
            yield fine(f"{feed.name}: {feed.get_state_display()}, {feed.entries} Einträge")
