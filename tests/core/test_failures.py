"""A background task that failed is named by the doctor until it is mended or somebody says: seen."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import typer
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from teilhabe.core.audit import SystemActor
from teilhabe.core.checkups import MOST_NAMED, failed_tasks
from teilhabe.core.commands.doctor import doctor
from teilhabe.core.failures import acknowledge_failures, open_failures
from teilhabe.core.jobs import tidy_up
from teilhabe.core.models import AuditEntry

pytestmark = pytest.mark.django_db

MEHTAP = SystemActor("user:7")


@task()
def send_letters(batch: int, to: str = "") -> None:
    """Sends nothing."""


def ended(batch: int, *, days_ago: float = 0, error: Exception | None = None, to: str = "") -> DBTaskResult:
    result = send_letters.enqueue(batch, to=to) if to else send_letters.enqueue(batch)
    row = DBTaskResult.objects.get(pk=result.id)
    if error is None:
        row.set_successful(None)
    else:
        row.set_failed(error)
    DBTaskResult.objects.filter(pk=row.pk).update(finished_at=timezone.now() - timedelta(days=days_ago))
    return row


def said() -> str:
    return "\n".join(f"{finding.outcome} {finding.text} {finding.remedy}" for finding in failed_tasks())


def test_the_doctor_names_what_failed_and_says_what_to_do() -> None:
    ended(3, days_ago=9, error=ValueError("no paper in the tray"), to="aylin@example.org")
    ended(3, days_ago=8, error=ValueError("still no paper"), to="aylin@example.org")
    assert "send_letters(3, to=…) ist 2-mal gescheitert" in said()
    assert ": ValueError" in said()
    assert "teilhabe doctor --acknowledge" in said()
    assert "aylin" not in said()


def test_a_person_whose_mail_was_refused_is_named_neither_on_the_screen_nor_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refusal = SMTPRecipientsRefused({"aylin@example.org": (550, b"no such user aylin")})
    ended(3, error=refusal, to="aylin@example.org")
    with pytest.raises(typer.Exit):
        doctor(as_json=True)
    printed = capsys.readouterr()
    assert "smtplib.SMTPRecipientsRefused" in said()
    assert "Das Protokoll von `teilhabe run` nennt Einzelheiten" in said()
    assert "smtplib.SMTPRecipientsRefused" in printed.out
    assert "aylin" not in said() + printed.out + printed.err


def test_the_doctor_is_silent_when_nothing_failed() -> None:
    ended(3)
    assert said() == ""


def test_a_task_that_succeeds_later_is_mended_and_another_is_not() -> None:
    ended(3, days_ago=2, error=ValueError("no paper"))
    ended(4, days_ago=2, error=ValueError("no paper"))
    ended(3, days_ago=1)
    ended(4, days_ago=3)
    assert [failure.name.rpartition(".")[2] for failure in open_failures()] == ["send_letters(4)"]


def test_what_was_mended_does_not_come_back_when_the_good_run_is_forgotten() -> None:
    ended(3, days_ago=6, error=ValueError("no paper"))
    ended(3, days_ago=5)
    tidy_up.call()
    assert not DBTaskResult.objects.exists()
    assert said() == ""


def test_an_administrator_acknowledges_failures_and_the_audit_remembers() -> None:
    ended(3, error=ValueError("no paper"))
    ended(4, error=ValueError("no paper"))
    assert acknowledge_failures(by=MEHTAP) == 2
    assert said() == ""
    entry = AuditEntry.objects.filter(verb="failure-acknowledged").latest("pk")
    assert (entry.actor, entry.details["exception"]) == ("user:7", "builtins.ValueError")


def test_the_command_acknowledges_before_it_looks(capsys: pytest.CaptureFixture[str]) -> None:
    ended(3, error=ValueError("no paper"))
    with pytest.raises(typer.Exit):
        doctor(as_json=True, acknowledge=True)
    printed = capsys.readouterr()
    assert "zur Kenntnis genommen: 1." in printed.err
    assert "send_letters" not in printed.out


def test_many_failures_do_not_flood_the_terminal() -> None:
    for batch in range(MOST_NAMED + 3):
        ended(batch, error=ValueError("no paper"))
    assert said().count("send_letters") == MOST_NAMED
    assert "… und 3 weitere." in said()
