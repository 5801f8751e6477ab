"""What ``teilhabe doctor`` looks at in the catalogue: feeds that have not come for long, or wait for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from teilhabe.core.checkups import Finding, check, fine, warning

from .models import Feed

LASTS = 3
"""So many failures in a row are no accident."""


@check("Übernahmen")
def feeds() -> Iterator[Finding]:
    """Says nothing where there is none."""
    for feed in Feed.objects.all():
        page = f"{settings.PORTAL_URL}/verwaltung/katalog/uebernahmen/{feed.slug}/"
        if feed.state == Feed.State.STOPPED:
            yield warning(f"{feed.name}: angehalten. {feed.state_reason}", f"Die Redaktion entscheidet unter {page}")
        elif feed.failures >= LASTS:
            yield warning(f"{feed.name}: {feed.failures}-mal nacheinander gescheitert. {feed.state_reason}", page)
        else:
            yield fine(f"{feed.name}: {feed.get_state_display()}, {feed.entries} Einträge")
