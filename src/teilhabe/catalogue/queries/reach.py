"""How often offers were read lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Sum

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Reach:
    """``views``: pages opened; ``steps``: ways on taken, to the registration or the homepage."""

    views: int = 0
    steps: int = 0


def reach_of(offers: Iterable[int], today: date) -> dict[int, Reach]:
    """Of each offer (key) in the last WEEKS weeks; those that nobody read are missing. One query."""
    rows = apps.get_model("catalogue", "OfferReach").objects.filter(
        offer__in=list(offers), day__gt=today - timedelta(weeks=WEEKS)
    )
    sums = rows.order_by().values("offer").annotate(views=Sum("views"), steps=Sum("steps"))
    return {row["offer"]: Reach(row["views"], row["steps"]) for row in sums}
