"""A reader opens a meeting, and takes it along in a calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from teilhabe.council.models import Meeting, RecordState

from . import cast
from .reading import AtMost, read, words_of

pytestmark = pytest.mark.django_db


def test_the_agenda_shows_public_points_and_counts_the_others_in_words(client: Client) -> None:
    story = cast.the_focus_paper()
    cast.an_item(story.final_meeting, "N 2")
    page = read(client, story.final_meeting.get_absolute_url())
    assert "Ö 9" in page.text
    assert "Beschlossen, einstimmig" in page.text
    assert 'href="/rat/staedteregion-aachen/vorlage/2019-0465"' in page.html
    assert "Dazu kommen zwei nichtöffentliche Punkte. Nichtöffentliche Punkte zeigt das Portal nicht." in page.text
    assert "N 1" not in page.text
    assert "N 2" not in page.text


def test_an_agenda_is_told_as_past_when_the_meeting_is_over(client: Client) -> None:
    region = cast.a_body()
    council = cast.a_council(region)
    for days, words in ((-2, "stand ein Punkt"), (2, "steht ein Punkt")):
        meeting = cast.a_meeting(region, timezone.now() + timedelta(days=days), council, slug=f"m{days}")
        cast.an_item(meeting, "Ö 1", "Bericht")
        assert f"Auf der öffentlichen Tagesordnung {words}." in read(client, meeting.get_absolute_url()).text


def test_a_step_of_the_paper_leads_to_the_point_on_the_agenda(client: Client) -> None:
    story = cast.the_focus_paper()
    link = next(one for one in read(client, story.paper.get_absolute_url()).steps()[-1].links if "#top-" in one)
    address, _, anchor = link.partition("#")
    assert read(client, address).has_id(anchor)


def test_a_point_that_was_passed_on_says_to_whom_and_its_result_stands_before_the_minutes(client: Client) -> None:
    region = cast.a_body()
    meeting = cast.a_meeting(region, cast.at(2026, 3, 3), cast.a_council(region))
    cast.an_item(
        meeting,
        "Ö 4",
        "Spielstraße auf Zeit",
        result_raw="verwiesen in den Ausschuss für Umwelt (Ja: 16, Nein: 1, Enthaltung: 0)",
        minutes_text="Der Antrag wird kurz begründet.",
    )
    page = read(client, meeting.get_absolute_url())
    status = page.html.index('class="t-status t-status--wait"')
    assert "Ja: 16" not in words_of(page.html[status : page.html.index("</span>", status)])
    assert page.html.index("Spielstraße auf Zeit", page.html.index("t-agenda__no")) < status
    assert status < page.html.index("Aus der Niederschrift")


def test_a_committees_yes_is_a_recommendation(client: Client) -> None:
    region = cast.a_body()
    schools = cast.a_committee(region)
    paper = cast.a_paper(region)
    meeting = cast.a_meeting(region, cast.at(2026, 3, 3), schools)
    item = cast.an_item(meeting, "Ö 1", paper.name, result_raw="einstimmig beschlossen")
    cast.a_consultation(paper, schools, meeting, agenda_item=item, role_raw="Vorberatung")
    text = read(client, meeting.get_absolute_url()).text
    assert "Empfohlen, einstimmig" in text
    assert "Beschlossen" not in text


def test_the_agenda_and_the_paper_say_the_same_of_a_council_that_is_not_the_last(client: Client) -> None:
    region = cast.a_body()
    council, schools = cast.a_council(region), cast.a_committee(region)
    paper = cast.a_paper(region)
    meeting = cast.a_meeting(region, cast.at(2026, 3, 3), council)
    item = cast.an_item(meeting, "Ö 1", paper.name, result_raw="einstimmig beschlossen")
    cast.a_consultation(paper, council, meeting, agenda_item=item)
    assert "Beschlossen, einstimmig" in read(client, meeting.get_absolute_url()).text
    cast.a_consultation(paper, schools, cast.a_meeting(region, cast.at(2026, 4, 3), schools))
    assert "Empfohlen, einstimmig" in read(client, paper.get_absolute_url()).steps()[0].words
    text = read(client, meeting.get_absolute_url()).text
    assert "Empfohlen, einstimmig" in text
    assert "Beschlossen" not in text


def test_documents_and_the_wording_of_a_resolution(client: Client) -> None:
    story = cast.the_focus_paper()
    item = story.final_meeting.agenda_items.get(number="Ö 9")
    item.resolution_text = "Der Städteregionstag beschließt.\n\n<b>Die Verwaltung</b> berichtet."
    item.save()
    cast.attach(cast.a_file("Änderungsantrag zum Punkt", "Text"), "attachment", agenda_item=item)
    page = read(client, story.final_meeting.get_absolute_url())
    assert "Beschluss im Wortlaut" in page.text
    assert "<b>Die Verwaltung" not in page.html
    assert "Änderungsantrag zum Punkt" in page.text
    file = item.attachments.get().file
    assert "Text" in read(client, f"{story.final_meeting.get_absolute_url()}/datei/{file.pk}").text


def test_a_document_of_a_closed_point_stays_closed(client: Client) -> None:
    story = cast.the_focus_paper()
    closed = story.final_meeting.agenda_items.get(number="N 1")
    file = cast.a_file("Grundstückskauf", "Preis")
    cast.attach(file, "attachment", agenda_item=closed)
    assert "Grundstückskauf" not in read(client, story.final_meeting.get_absolute_url()).html
    assert client.get(f"{story.final_meeting.get_absolute_url()}/datei/{file.pk}").status_code == 404


def test_the_meetings_before_and_after_are_those_of_the_same_committee(client: Client) -> None:
    region = cast.a_body()
    schools, council = cast.a_committee(region), cast.a_council(region)
    first, second, third = (cast.a_meeting(region, cast.at(2026, month, 4), schools) for month in (1, 2, 3))
    cast.a_meeting(region, cast.at(2026, 2, 5), council)
    html = read(client, second.get_absolute_url()).html
    assert f'href="{first.get_absolute_url()}" rel="prev"' in html
    assert f'href="{third.get_absolute_url()}" rel="next"' in html


def test_a_cancelled_meeting_says_so_on_the_page_and_in_the_calendar(client: Client) -> None:
    region = cast.a_body()
    meeting = cast.a_meeting(region, cast.at(2026, 12, 3), cast.a_council(region), cancelled=True)
    assert "Sitzung fällt aus" in read(client, meeting.get_absolute_url()).text
    event = _calendar(client, f"{meeting.get_absolute_url()}.ics").events[0]
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == "Fällt aus: Städteregionstag"


def test_a_meeting_in_the_calendar_has_time_place_and_public_agenda(client: Client) -> None:
    story = cast.the_focus_paper()
    answer = client.get(f"{story.final_meeting.get_absolute_url()}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    event = Calendar.from_ical(answer.content).events[0]
    assert event.start == cast.at(2019, 12, 12)
    assert event.end == cast.at(2019, 12, 12, 19)
    assert "Beispielallee 10" in str(event["LOCATION"])
    assert "Ö 9 Arbeitsschwerpunkte" in str(event["DESCRIPTION"])
    assert "N 1" not in str(event["DESCRIPTION"])
    assert answer.content == client.get(f"{story.final_meeting.get_absolute_url()}.ics").content


def test_a_committees_calendar_holds_its_coming_meetings_with_lasting_identities(client: Client) -> None:
    region = cast.a_body()
    schools, council = cast.a_committee(region), cast.a_council(region)
    soon = timezone.now() + timedelta(days=5)
    meeting = cast.a_meeting(region, soon, schools)
    cast.a_meeting(region, soon, council)
    gone = cast.a_meeting(region, soon + timedelta(days=1), schools)
    gone.record.state = RecordState.DELETED
    gone.record.save()
    address = f"{schools.get_absolute_url()}.ics"
    (event,) = _calendar(client, address).events
    identity = event["UID"]
    Meeting.objects.filter(pk=meeting.pk).update(start=soon + timedelta(days=2))
    (moved,) = _calendar(client, address).events
    assert moved["UID"] == identity
    assert moved.start != event.start


def test_a_meeting_without_a_date_has_no_calendar_entry(client: Client) -> None:
    region = cast.a_body()
    meeting = cast.a_meeting(region, None, cast.a_council(region))
    assert "Termin offen" in read(client, meeting.get_absolute_url()).text
    assert client.get(f"{meeting.get_absolute_url()}.ics").status_code == 404


def test_a_meeting_that_was_taken_away_answers_gone(client: Client) -> None:
    story = cast.the_focus_paper()
    story.final_meeting.record.state = RecordState.WITHDRAWN
    story.final_meeting.record.save()
    address = story.final_meeting.get_absolute_url()
    assert "Diese Sitzung ist nicht mehr öffentlich" in read(client, address, status=410).text
    assert client.get(f"{address}.ics").status_code == 410


def test_a_reader_sees_what_changed_about_a_meeting_and_unfolds_its_minutes(client: Client) -> None:
    story = cast.the_focus_paper()
    item = story.final_meeting.agenda_items.get(number="Ö 9")
    item.minutes_text = "Frau Wiesental dankt.\n\nHerr Aue fragt <b>nach</b>."
    item.save()
    cast.a_change(story.final_meeting.record, cast.CHECKED, cancelled=[False, True], room=["Saal 1", "Saal 2"])
    cast.a_change(item.record, cast.CHECKED, result_raw=["", "einstimmig beschlossen"])
    page = read(client, story.final_meeting.get_absolute_url())
    assert "Aus der Niederschrift Frau Wiesental dankt. Herr Aue fragt <b>nach</b>." in page.text
    assert "Die Sitzung wurde abgesagt; Geändert: Raum" in page.text
    assert "<del>nein</del>" not in page.html
    assert "Neu: Ergebnis (Ö 9)" in page.text
    assert "<ins>einstimmig beschlossen</ins>" in page.html


def test_what_changed_about_a_point_that_is_not_public_is_not_told(client: Client) -> None:
    story = cast.the_focus_paper()
    item = cast.an_item(story.final_meeting, "N 1")
    cast.a_change(item.record, cast.CHECKED, number=["N 1", "Grundstück Meyer"])
    assert "Meyer" not in read(client, story.final_meeting.get_absolute_url()).html


def test_a_meeting_costs_eight_queries_however_long_its_agenda(client: Client, assert_max_queries: AtMost) -> None:
    story = cast.the_focus_paper()
    for number in range(5):
        paper = cast.a_paper(story.region, f"2019/07{number}")
        item = cast.an_item(story.final_meeting, f"Ö {20 + number}", paper.name)
        cast.a_consultation(paper, story.council, story.final_meeting, agenda_item=item)
    with assert_max_queries(8):
        client.get(story.final_meeting.get_absolute_url())


def _calendar(client: Client, address: str) -> Calendar:
    answer = client.get(address)
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content)
    assert isinstance(found, Calendar)
    return found
