"""What people search for in vain is counted for the editors, and says nothing about anybody."""

from datetime import date, timedelta

import pytest
from django.test import Client

from teilhabe.website.actions.unmet import count_unmet, forget_unmet, may_be_counted
from teilhabe.website.models import UnmetTerm
from tests.people import a_coordinator, an_administrator, an_editor

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
LIST = "/verwaltung/snippets/website/unmetterm/"


def _three_people_ask(term: str, day: date = MONDAY) -> None:
    for sender in ("a" * 32, "b" * 32, "c" * 32):
        count_unmet(term, sender=sender, today=day)


def test_a_term_is_kept_in_words_once_three_people_have_asked_for_it() -> None:
    count_unmet("Schwimmkurs Roetgen", sender="a" * 32, today=MONDAY)
    count_unmet("schwimmkurs  ROETGEN", sender="b" * 32, today=MONDAY)
    alone = UnmetTerm.objects.get()
    assert (alone.people, alone.term) == (2, "")
    assert "oetgen" not in str(UnmetTerm.objects.values()).lower()
    count_unmet("Schwimmkurs Roetgen", sender="c" * 32, today=MONDAY)
    assert UnmetTerm.objects.get().term == "Schwimmkurs Roetgen"


def test_one_person_who_searches_again_and_again_counts_once_a_day() -> None:
    for _ in range(5):
        count_unmet("Kletterhalle", sender="a" * 32, today=MONDAY)
    assert UnmetTerm.objects.get().people == 1
    count_unmet("Kletterhalle", sender="x" * 32, today=MONDAY + timedelta(days=1))
    assert UnmetTerm.objects.get().people == 2


@pytest.mark.parametrize(
    "private",
    ["0241 5198123", "lea@example.org", "www.example.org", "Lea geboren 3.4.2001", "x", "eine Frage mit fünf Wörtern",
     "<script>", "%%%%", "a" * 61],
)  # fmt: skip
def test_what_may_be_of_one_person_only_is_not_counted(private: str) -> None:
    assert not may_be_counted(private)
    _three_people_ask(private)
    assert not UnmetTerm.objects.exists()


def test_an_unknown_connection_is_not_counted() -> None:
    assert not count_unmet("Kletterhalle", sender="", today=MONDAY)


def test_who_asked_is_forgotten_the_next_day_and_the_term_after_a_year() -> None:
    _three_people_ask("Kletterhalle")
    assert forget_unmet(MONDAY) == 0
    assert len(UnmetTerm.objects.get().senders) == 3
    assert forget_unmet(MONDAY + timedelta(days=1)) == 0
    assert UnmetTerm.objects.get().senders == []
    assert forget_unmet(MONDAY + timedelta(days=401)) == 1


def test_what_few_asked_for_is_forgotten_sooner() -> None:
    count_unmet("Kletterhalle", sender="a" * 32, today=MONDAY)
    assert forget_unmet(MONDAY + timedelta(days=60)) == 0
    assert forget_unmet(MONDAY + timedelta(days=61)) == 1


def test_an_editor_reads_the_list_and_nobody_writes_it(client: Client) -> None:
    _three_people_ask("Kletterhalle")
    count_unmet("Frau Muster", sender="a" * 32, today=MONDAY)
    client.force_login(an_editor())
    page = client.get(LIST).content.decode()
    assert "Kletterhalle" in page
    assert "Muster" not in page
    assert client.get(LIST + "add/").status_code in (302, 403, 404)
    one = UnmetTerm.objects.in_words().get()
    assert client.get(f"{LIST}edit/{one.pk}/").status_code in (302, 403, 404)
    client.force_login(an_administrator())
    assert client.get(f"{LIST}delete/{one.pk}/").status_code in (302, 403, 404)
    client.force_login(a_coordinator())
    assert client.get(LIST).status_code in (302, 403)
