"""Who hears of a review by mail: those who read it, and those who wrote it."""

from __future__ import annotations

import pytest
from django.core import mail

from teilhabe.catalogue.actions import publish_offer, return_offer, submit_offer
from teilhabe.catalogue.models import Offer
from teilhabe.catalogue.review_mails import mail_decision, mail_reviewers

from .. import people
from .offers import a_draft
from .queue import queued

pytestmark = pytest.mark.django_db


def test_katrin_gets_one_mail_for_all_that_was_handed_in_within_ten_minutes() -> None:
    katrin, rosa = people.a_reviewer(), people.a_provider()
    for title in ("Deutsch am Vormittag", "Deutsch am Abend"):
        submit_offer(a_draft(title=title, by=rosa), by=rosa)
    assert mail.outbox == [], "nothing is sent before the page answers"
    assert len(queued(mail_reviewers)) == 1

    mail_reviewers.call()
    (letter,) = mail.outbox
    assert letter.to == [katrin.email]
    assert letter.subject == "2 Einträge warten auf eine Prüfung"
    assert "Deutsch am Vormittag" in letter.body
    assert "/anbieter/pruefen" in letter.body
    assert "/verwaltung" not in letter.body


def test_nobody_is_asked_to_review_what_they_have_written() -> None:
    katrin = people.a_reviewer()
    submit_offer(a_draft(by=katrin), by=katrin)
    mail_reviewers.call()
    assert mail.outbox == []


def test_rosa_hears_why_it_came_back_and_where_it_can_be_read() -> None:
    katrin, rosa = people.a_reviewer(), people.a_provider()
    offer = submit_offer(a_draft(by=rosa), by=rosa)
    return_offer(offer, "Bitte die Uhrzeit nennen.", by=katrin)
    offer = submit_offer(Offer.objects.get(), by=rosa)
    publish_offer(offer, by=katrin)
    for arguments in queued(mail_decision):
        mail_decision.call(*arguments)

    returned, published = mail.outbox
    assert returned.to == published.to == [rosa.email]
    assert "Bitte die Uhrzeit nennen." in returned.body
    assert f"/anbieter/angebot/{offer.pk}/" in returned.body
    assert f"/angebote/{offer.slug}" in published.body


def test_who_has_left_the_organisation_hears_nothing() -> None:
    katrin, rosa = people.a_reviewer(), people.a_provider()
    publish_offer(submit_offer(a_draft(by=rosa), by=rosa), by=katrin)
    rosa.memberships.all().delete()
    for arguments in queued(mail_decision):
        mail_decision.call(*arguments)
    assert mail.outbox == []
