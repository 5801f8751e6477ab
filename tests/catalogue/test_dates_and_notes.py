"""The calendar of offers, feeds to follow them, and the reader's own list."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from time import monotonic

import pytest
import time_machine
from dateutil.rrule import rrulestr
from django.core.cache import cache
from django.test import Client
from icalendar import Calendar

from teilhabe.catalogue.actions import withdraw_offer
from teilhabe.catalogue.models import Offer
from teilhabe.catalogue.presentation import calendar as shown
from teilhabe.catalogue.presentation.sheet import can_make_sheets
from teilhabe.catalogue.rules.schedule import ZONE, BadSchedule, check, upcoming
from teilhabe.catalogue.views import calendar as feeds
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.search.models import Entry

from .. import people
from .offers import a_translation, an_offer

pytestmark = pytest.mark.django_db

WEEKLY = {"start": "2026-11-24T16:00", "end": "2026-11-24T17:30", "rule": "FREQ=WEEKLY;UNTIL=20261220T000000"}
NOW = datetime(2026, 11, 20, 9, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@time_machine.travel(NOW, tick=False)
def test_a_month_shows_every_date_but_the_one_that_is_cancelled(client: Client) -> None:
    an_offer(title="Lesekreis", schedule=[{**WEEKLY, "except": ["2026-12-08"]}])
    page = client.get("/angebote/kalender?monat=2026-12").content.decode()
    assert re.findall(r'<section id="tag-([\d-]+)"', page) == ["2026-12-01", "2026-12-15"]
    assert "16:00–17:30" in page
    assert "2 Termine" in page
    assert "November 2026" in page
    assert "In diesem Monat gibt es keine Termine" in client.get("/angebote/kalender?monat=2027-03").content.decode()


@time_machine.travel(NOW, tick=False)
def test_the_calendar_is_narrowed_to_a_town_and_to_what_holds_everywhere(client: Client) -> None:
    talheim, bergdorf = people.a_municipality(), people.a_municipality("Bergdorf", "05999002")
    an_offer(title="In Talheim", schedule=[WEEKLY], municipalities=[talheim.ags])
    an_offer(title="In Bergdorf", schedule=[WEEKLY], municipalities=[bergdorf.ags])
    an_offer(title="Online", schedule=[WEEKLY], municipalities=[])
    page = client.get("/angebote/kalender?ort=talheim").content.decode()
    assert "In Talheim" in page
    assert "Online" in page
    assert "In Bergdorf" not in page


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("number", [1, 3])
def test_a_fuller_month_asks_no_more_questions(client: Client, assert_max_queries: object, number: int) -> None:
    for one in range(number):
        an_offer(title=f"Kurs {one}", schedule=[WEEKLY])
    client.get("/angebote/kalender")
    with assert_max_queries(8):  # type: ignore[operator]  # a context manager by conftest
        client.get("/angebote/kalender")


@time_machine.travel(NOW, tick=False)
def test_a_very_full_month_counts_every_date_and_shows_some_of_each_day(
    client: Client, assert_max_queries: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "MOST_IN_LIST", 10)
    for one in range(7):
        an_offer(title=f"Kurs {one}", schedule=[WEEKLY])
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        for _visit in range(2):  # the second one finds the dates counted already
            with assert_max_queries(8):  # type: ignore[operator]  # a context manager by conftest
                page = client.get("/angebote/kalender?monat=2026-12").content.decode()
            assert "21 Termine" in page
            for day in ("2026-12-01", "2026-12-08", "2026-12-15"):
                of_day = page.partition(f'<section id="tag-{day}"')[2].partition("</section>")[0]
                assert re.findall(r"Kurs \d", of_day) == [f"Kurs {one}" for one in range(5)]
                assert "2 weitere Termine an diesem Tag" in of_day
            assert page.count("4 weitere") == 3
            assert "Ein weiterer Termin" not in page
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        withdraw_offer(Offer.objects.get(title="Kurs 3"), by=COMMAND_LINE)
        assert "18 Termine" in client.get("/angebote/kalender?monat=2026-12").content.decode()


@time_machine.travel(NOW, tick=False)
def test_a_subscribed_calendar_holds_the_next_dates_of_a_portal_with_very_many(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST_IN_FEED", 3)
    an_offer(title="Lesekreis", schedule=[WEEKLY])
    an_offer(title="Nähcafé", schedule=[{"start": "2026-11-25T10:00"}])
    events = Calendar.from_ical(client.get("/angebote/kalender.ics").content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Lesekreis", "Nähcafé", "Lesekreis"]
    assert events[0].decoded("dtend") - events[0].decoded("dtstart") == timedelta(minutes=90)


@time_machine.travel(NOW, tick=False)
def test_a_flood_of_months_is_turned_away(client: Client) -> None:
    answers = [client.get("/angebote/kalender").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


@time_machine.travel(NOW, tick=False)
def test_jonas_takes_the_dates_of_an_offer_into_his_calendar(client: Client) -> None:
    talheim = {"town": "Talheim", "municipalities": ["05999001"]}
    offer = an_offer(None, title="Lesekreis", schedule=[WEEKLY], venue="Bücherei", street="Markt 1", **talheim)
    events = Calendar.from_ical(client.get(f"/angebote/{offer.slug}.ics").content).walk("VEVENT")
    assert [event.decoded("dtstart").day for event in events] == [24, 1, 8, 15]
    assert events[0].decoded("dtstart").astimezone(ZONE).hour == 16
    assert str(events[0]["location"]) == "Bücherei, Markt 1, Talheim"
    assert len({str(event["uid"]) for event in events}) == 4
    every = Calendar.from_ical(client.get("/angebote/kalender.ics").content).walk("VEVENT")
    assert {str(event["uid"]) for event in every} == {str(event["uid"]) for event in events}


def test_a_feed_reader_hears_of_a_new_offer(client: Client) -> None:
    offer = an_offer(title="Lesekreis")
    feed = client.get("/angebote/neu.atom").content.decode()
    assert f"urn:uuid:{offer.translation_key}" in feed
    assert "<title>Lesekreis</title>" in feed


def test_a_list_of_ones_own_is_shared_by_its_address_alone(client: Client) -> None:
    first, second = an_offer(title="Lesekreis"), an_offer(title="Nähcafé")
    assert "Ihre Merkliste ist leer" in client.get("/angebote/merkliste").content.decode()
    page = client.get(f"/angebote/merkliste?e={second.slug},{first.slug},weg").content.decode()
    assert page.index("Nähcafé") < page.index("Lesekreis")
    assert "1 Eintrag dieser Liste gibt es nicht mehr." in page
    assert f'href="/angebote/merkliste?e={first.slug}"' in page
    assert "noindex" in page
    # Without script the list goes along: from the page of an offer it comes back with one more.
    offer = client.get(f"/angebote/{first.slug}?e={second.slug}").content.decode()
    assert f'href="/angebote/merkliste?e={second.slug},{first.slug}"' in offer


@pytest.mark.skipif(not can_make_sheets(), reason="WeasyPrint's system libraries are missing")
def test_the_list_is_a_sheet_of_paper_too(client: Client) -> None:
    import pypdfium2

    offer = an_offer(title="Lesekreis", phone="02405 555 10")
    answer = client.get(f"/angebote/merkliste.pdf?e={offer.slug}")
    assert answer["Content-Type"] == "application/pdf"
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    assert "Lesekreis" in text
    assert "02405 555 10" in text
    assert client.get("/angebote/merkliste.pdf").status_code == 404


@pytest.mark.skipif(not can_make_sheets(), reason="WeasyPrint's system libraries are missing")
def test_the_sheet_of_an_arabic_reader_says_arabic_words_and_numbers_one_can_call(client: Client) -> None:
    import pypdfium2

    offer = an_offer(phone="0221 4710-530")
    a_translation(offer, "ar", title="دورة ألمانية صباحية")
    answer = client.get(f"/ar/angebote/merkliste.pdf?e={offer.slug}")
    text = pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_bounded()
    assert "0221 4710-530" in text
    assert "Deutsch am Vormittag" not in text
    assert f"/ar/angebote/{offer.slug}" in text


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA", "FREQ=DAILY;INTERVAL=3"])
def test_a_course_that_began_years_ago_still_has_its_next_dates(rule: str) -> None:
    began = {"start": "2022-11-21T16:00", "end": "2022-11-21T17:30", "rule": rule}
    found = upcoming([began], now=datetime.now(ZONE), most=3)
    every_one = rrulestr(rule, dtstart=datetime(2022, 11, 21, 16)).xafter(datetime(2026, 11, 20, 9), count=3)
    assert [one.starts.replace(tzinfo=None) for one in found] == list(every_one)
    offer = an_offer(title="Lesekreis", schedule=[began])
    assert Entry.objects.get(kind="offer", ref=str(offer.pk)).starts == found[0].starts


SECONDS = ",".join(str(number) for number in range(60))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
        "FREQ=WEEKLY;BYDAY=MO\nRRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=MO RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        f"FREQ=DAILY;BYMINUTE={SECONDS};BYSECOND={SECONDS};COUNT=99999999",
        f"FREQ=DAILY;INTERVAL={10**12}1",
    ],
)
def test_a_rule_that_would_be_searched_without_end_is_refused(rule: str) -> None:
    before = monotonic()
    with pytest.raises(BadSchedule):
        check([{"start": "1999-11-24T16:00", "rule": rule}])
    assert monotonic() - before < 2


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29"),
        ("FREQ=MONTHLY;BYDAY=5SA", "2027-01-30"),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=FR", "2027-01-01"),
        ("freq=monthly;bymonthday=-1", "2026-11-30"),
    ],
)
def test_a_rule_that_seldom_comes_is_one(rule: str, day: str) -> None:
    one = {"start": "2026-11-30T16:00", "rule": rule}
    check([one])
    assert upcoming([one], now=NOW)[0].starts.date().isoformat() == day
