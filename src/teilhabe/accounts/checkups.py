"""What ``teilhabe doctor`` looks at in the accounts."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from teilhabe.core.checkups import Finding, check, failure

from .backends import DEMO_DOMAIN
from .models import User


@check("Zugänge der Vorführung")
def demo_accounts() -> Iterator[Finding]:
    """Says nothing where nothing is wrong: most portals never were a demonstration."""
    if settings.DEMO:
        return
    left = User.objects.filter(email__iendswith=DEMO_DOMAIN).count()
    if left:
        yield failure(
            f"{left} Zugänge der Vorführung ({DEMO_DOMAIN}) sind noch da, ihre Passwörter sind öffentlich. "
            "Anmelden kann sich damit niemand.",
            "In /verwaltung/ oder mit `teilhabe shell` löschen; für den Betrieb besser mit leerer Datenbank anfangen.",
        )
