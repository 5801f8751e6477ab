"""A visitor tells the operator something; machines and floods do not get through."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from time_machine import travel

from teilhabe.core.models import AuditEntry
from teilhabe.website.actions.feedback import NewFeedback, receive_feedback
from teilhabe.website.forms.feedback import own_page
from teilhabe.website.jobs import forget_old_feedback, mail_feedback
from teilhabe.website.models import Feedback
from tests.people import a_coordinator, a_reviewer, an_administrator, an_editor

pytestmark = pytest.mark.django_db
MESSAGE = "Auf der Seite fehlt die Anlage zwei."


def _form(client: Client, path: str = "/rueckmeldung") -> str:
    return client.get(path).content.decode()


def _opened(page: str) -> str:
    return re.search(r'name="opened" value="([^"]+)"', page)[1]  # type: ignore[index]  # fails the test if missing


def _send(client: Client, seconds: int = 30, **answers: str) -> object:
    """Open the form, wait, send it."""
    with travel(timezone.now(), tick=False) as clock:
        opened = _opened(_form(client))
        clock.shift(timedelta(seconds=seconds))
        return client.post(
            "/rueckmeldung", {"reason": "error", "message": MESSAGE, "opened": opened} | answers, follow=True
        )


def test_a_visitor_reports_an_error_and_gets_a_number(client: Client) -> None:
    page = _send(client, page="/rat/x/vorlage/1?seite=2", email="lea@example.org").content.decode()  # type: ignore[attr-defined]  # a test response
    feedback = Feedback.objects.get()
    assert feedback.number in page
    assert (feedback.reason, feedback.page, feedback.email) == ("error", "/rat/x/vorlage/1?seite=2", "lea@example.org")
    assert AuditEntry.objects.filter(verb="receive_feedback", actor="visitor").count() == 1
    job = DBTaskResult.objects.get(task_path="teilhabe.website.jobs.mail_feedback")
    assert job.args_kwargs["args"] == [feedback.pk]


def test_the_link_at_the_end_of_a_page_brings_its_address_along(client: Client) -> None:
    page = _form(client, "/rueckmeldung?seite=/rat/x/")
    assert 'value="/rat/x/"' in page
    assert re.search(r'value="error"[^>]*checked', page)


def test_the_link_of_the_accessibility_statement_chooses_the_reason(client: Client) -> None:
    assert re.search(r'value="barrier"[^>]*checked', _form(client, "/rueckmeldung?grund=barrier"))


@pytest.mark.parametrize(
    "asked", ["https://boese.example/", "//boese.example", "/\\boese", "javascript:alert(1)", "/a b", "/" + "x" * 600]
)
def test_a_foreign_address_never_gets_into_the_form(client: Client, asked: str) -> None:
    assert own_page(asked) == ""
    assert "boese" not in _form(client, f"/rueckmeldung?seite={asked}").split("<main")[1].split("</main>")[0]


def test_what_is_missing_is_told_in_german_and_nothing_is_lost(client: Client) -> None:
    response = _send(client, message="kurz", email="lea@", reason="")
    page = response.content.decode()  # type: ignore[attr-defined]  # a test response
    assert response.status_code == 422  # type: ignore[attr-defined]  # a test response
    assert "mindestens zehn Zeichen" in page
    assert "Diese E-Mail-Adresse ist nicht vollständig." in page
    assert "Bitte wählen Sie, worum es geht." in page
    assert ">\nkurz</textarea>" in page
    assert not Feedback.objects.exists()


def test_a_page_of_somebody_else_is_refused(client: Client) -> None:
    assert "Seite dieses Portals" in _send(client, page="https://andere.example/").content.decode()  # type: ignore[attr-defined]  # a test response


def test_a_machine_that_fills_in_everything_is_stopped(client: Client) -> None:
    _send(client, homepage="https://werbung.example")
    assert not Feedback.objects.exists()


def test_a_machine_that_answers_within_a_second_is_stopped_and_a_person_may_send_again(client: Client) -> None:
    page = _send(client, seconds=1).content.decode()  # type: ignore[attr-defined]  # a test response
    assert "Das ging sehr schnell." in page
    assert not Feedback.objects.exists()
    with travel(timezone.now() + timedelta(minutes=1), tick=False):
        client.post("/rueckmeldung", {"reason": "error", "message": MESSAGE, "opened": _opened(page)})
    assert Feedback.objects.count() == 1


def test_a_form_without_its_moment_or_with_an_old_one_is_not_taken(client: Client) -> None:
    assert "nicht vollständig" in _send(client, opened="").content.decode()  # type: ignore[attr-defined]  # a test response
    assert "länger als einen Tag offen" in _send(client, seconds=90_000).content.decode()  # type: ignore[attr-defined]  # a test response
    assert not Feedback.objects.exists()


def test_the_sixth_message_within_an_hour_has_to_wait(client: Client) -> None:
    for _ in range(5):
        _send(client)
    refused = _send(client)
    assert "in der letzten Stunde" in refused.content.decode()  # type: ignore[attr-defined]  # a test response
    assert Feedback.objects.count() == 5
    other = Client(REMOTE_ADDR="203.0.113.9")
    _send(other)
    assert Feedback.objects.count() == 6


def test_no_address_of_a_visitor_is_stored(client: Client) -> None:
    _send(Client(REMOTE_ADDR="203.0.113.77"))
    stored = Feedback.objects.values().get()
    assert "203.0.113.77" not in str(stored)
    assert len(stored["sender"]) == 32
    with travel(timezone.now() + timedelta(days=1), tick=False):
        _send(Client(REMOTE_ADDR="203.0.113.77"))
    assert Feedback.objects.values("sender").distinct().count() == 2


def test_the_operator_gets_a_mail_and_answers_the_visitor(settings: object) -> None:
    settings.OPERATOR_MAIL = "portal@example.org"  # type: ignore[attr-defined]  # pytest-django's settings
    feedback = receive_feedback(NewFeedback("barrier", MESSAGE, page="/quellen", email="lea@example.org"))
    mail_feedback.func(feedback.pk)
    [message] = mail.outbox
    assert message.to == ["portal@example.org"]
    assert message.reply_to == ["lea@example.org"]
    assert feedback.number in message.subject
    assert MESSAGE in message.body
    assert "http://127.0.0.1:8000/quellen" in message.body


def test_without_an_address_of_the_operator_nothing_is_sent() -> None:
    mail_feedback.func(receive_feedback(NewFeedback("other", MESSAGE)).pk)
    assert mail.outbox == []


def test_old_messages_are_forgotten(settings: object) -> None:
    settings.FEEDBACK_DAYS = 30  # type: ignore[attr-defined]  # pytest-django's settings
    kept = receive_feedback(NewFeedback("other", MESSAGE))
    old = receive_feedback(NewFeedback("other", MESSAGE))
    Feedback.objects.filter(pk=old.pk).update(received=timezone.now() - timedelta(days=31))
    assert forget_old_feedback.func() == 1
    assert list(Feedback.objects.all()) == [kept]
    assert AuditEntry.objects.filter(verb="forget_feedback", subject_id=str(old.pk)).exists()


def test_what_an_open_message_does_not_have_is_said_in_words(client: Client) -> None:
    client.force_login(an_editor())
    feedback = receive_feedback(NewFeedback(reason="error", message="Die Anlage fehlt."))
    for address in ("", f"edit/{feedback.pk}/"):
        page = client.get(f"/verwaltung/snippets/website/feedback/{address}").content.decode()
        assert not re.search(r">\s*None\s*<", page), address
    assert "noch nicht erledigt" in page
    assert "keine angegeben" in page


def test_an_editor_settles_a_message_in_the_back_office(client: Client) -> None:
    feedback, editor = receive_feedback(NewFeedback("error", MESSAGE)), an_editor()
    client.force_login(editor)
    listed = client.get("/verwaltung/snippets/website/feedback/").content.decode()
    assert feedback.number in listed
    edit = f"/verwaltung/snippets/website/feedback/edit/{feedback.pk}/"
    assert MESSAGE in client.get(edit).content.decode()
    client.post(edit, {"state": "done", "note": "Anlage ergänzt.", "message": "gefälscht"})
    feedback.refresh_from_db()
    assert (feedback.state, feedback.note, feedback.settled_by) == ("done", "Anlage ergänzt.", editor)
    assert feedback.message == MESSAGE
    assert AuditEntry.objects.filter(verb="settle_feedback", actor=f"user:{editor.pk}").exists()


@pytest.mark.parametrize("maker", [a_reviewer, a_coordinator])
def test_whoever_has_another_role_never_reads_a_message(client: Client, maker: object) -> None:
    client.force_login(maker())  # type: ignore[operator]  # one of the cast
    assert client.get("/verwaltung/snippets/website/feedback/").status_code in {302, 403}


def test_nobody_writes_or_deletes_a_message_in_the_back_office(client: Client) -> None:
    feedback = receive_feedback(NewFeedback("error", MESSAGE))
    client.force_login(an_administrator())
    assert client.get("/verwaltung/snippets/website/feedback/add/").status_code != 200
    client.post(f"/verwaltung/snippets/website/feedback/delete/{feedback.pk}/")
    assert Feedback.objects.filter(pk=feedback.pk).exists()


def test_the_form_and_its_thanks_are_never_cached(client: Client) -> None:
    assert "no-store" in client.get("/rueckmeldung").headers["Cache-Control"]
    assert "no-store" in client.get("/rueckmeldung/danke/R-ABCDEF").headers["Cache-Control"]
    assert client.get("/rueckmeldung/danke/<script>").status_code == 404
