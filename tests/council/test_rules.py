"""What a day is: one on the clocks of Aachen."""

from __future__ import annotations

from datetime import UTC, date, datetime

from teilhabe.council import rules
from teilhabe.council.models import Consultation

AFTER_MIDNIGHT_IN_AACHEN = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


def test_shortly_after_midnight_todays_step_no_longer_lies_ahead() -> None:
    assert not rules.lies_ahead(Consultation(date=date(2026, 7, 2)), AFTER_MIDNIGHT_IN_AACHEN)
    assert rules.lies_ahead(Consultation(date=date(2026, 7, 3)), AFTER_MIDNIGHT_IN_AACHEN)
