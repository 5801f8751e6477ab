"""A reader opens a paper."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from teilhabe.council.models import Blob, File, PaperLead, PaperRelation, PaperSection, RecordState

from . import cast
from .reading import AtMost, read, words_of

pytestmark = pytest.mark.django_db
PAPER = "/rat/staedteregion-aachen/vorlage/2019-0465"


def test_a_reader_sees_what_was_decided_before_the_text(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER)
    assert page.text.index("Beschlossen, einstimmig") < page.text.index("Beschlussvorschlag")
    assert "Am 12. Dezember 2019 hat der Städteregionstag zugestimmt." in page.text
    assert "Vom Portal aus der Beratungsfolge abgeleitet" in page.text
    assert "Donnerstag, 12. Dezember 2019 (öffentlich)" in page.text
    assert "A 46 - Kommunales Integrationszentrum" in page.text
    assert "vier Beratungen" in page.text


def test_every_section_has_an_address_and_effects_stand_in_rows(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER)
    for anchor in ("beschlussvorschlag", "sachlage", "auswirkungen", "anlagen", "verlauf", "teilen", "beratungsfolge"):
        assert page.has_id(anchor), anchor
        assert f'href="#{anchor}"' in page.html
    assert re.search(r"Personelle\s+Keine", page.text)
    assert "<li>persönliches Coaching,</li>" in page.html
    assert "gez. Dr. Lindgens" in page.text


def test_the_link_to_a_section_is_no_part_of_its_heading(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER)
    headings = re.findall(r"<h2 [^>]*t-docsec__title.*?</h2>", page.html, re.S)
    assert len(headings) > 3
    assert not [one for one in headings if "<a" in one]
    assert 'aria-label="Link zum Abschnitt Sachlage"' in page.html


def test_the_sequence_is_in_order_of_time_and_marks_the_decision(client: Client) -> None:
    cast.the_focus_paper()
    steps = read(client, PAPER).steps()
    assert [step.words[:2] for step in steps] == ["Do", "Mi", "Do", "Do"]
    assert [step.final for step in steps] == [False, False, False, True]
    assert "Empfohlen, einstimmig" in steps[0].words
    assert "Mit Änderung empfohlen" in steps[1].words
    assert "Beschlossen, einstimmig" in steps[3].words
    assert "Entscheidung" in steps[3].words
    assert "Details, TOP Ö 9" in steps[3].words
    assert "Niederschrift" in steps[3].words


def test_a_closed_step_says_that_it_was_closed_and_nothing_else(client: Client) -> None:
    story = cast.the_focus_paper()
    meeting = cast.a_meeting(
        story.region, cast.at(2019, 12, 5), story.council, slug="geheim", name="Verschwiegener Titel"
    )
    item = cast.an_item(meeting, "N 7")
    cast.a_consultation(story.paper, story.council, meeting, agenda_item=item, role_raw="Vorberatung")
    page = read(client, PAPER)
    closed = page.steps()[3]
    assert "Auf nichtöffentlicher Tagesordnung" in closed.words
    assert "beraten" not in closed.words
    assert closed.links == []
    assert "N 7" not in page.text
    assert "Verschwiegener Titel" not in page.html
    assert "geheim" not in page.html


def test_a_result_of_an_item_that_the_source_took_away_is_not_shown(client: Client) -> None:
    story = cast.the_focus_paper()
    item = story.final_meeting.agenda_items.get(number="Ö 9")
    item.record.state = RecordState.WITHDRAWN
    item.record.save()
    last = read(client, PAPER).steps()[-1]
    assert "Beschlossen" not in last.words
    assert "ichtöffentlich" not in last.words
    assert "Ö 9" not in last.words
    assert "Ergebnis nicht bekannt" in last.words


def test_the_head_says_what_it_costs_or_where_that_stands(client: Client) -> None:
    story = cast.the_focus_paper()
    assert re.search(r"Kosten\s+Keine", read(client, PAPER).text)
    finance = story.paper.sections.get(kind="finance")
    finance.text = "Die Mittel stehen im Haushalt bereit, wenn der Kreis der Umlage zustimmt. " * 3
    finance.save()
    page = read(client, PAPER)
    assert f'<a href="#{finance.anchor}">siehe Finanzielle Auswirkungen</a>' in page.html
    assert page.has_id(finance.anchor)


def test_a_paper_whose_only_meeting_was_called_off_says_so_here_and_in_the_list(client: Client) -> None:
    region = cast.a_body()
    council = cast.a_council(region)
    paper = cast.a_paper(region)
    meeting = cast.a_meeting(region, timezone.now() + timedelta(days=3), council, cancelled=True)
    cast.a_consultation(paper, council, meeting)
    cast.indexed()
    page = read(client, paper.get_absolute_url())
    assert "Sitzung fällt aus, neuer Termin offen" in page.text
    assert "Stand nicht bekannt" not in page.text
    assert "Sitzung fällt aus, neuer Termin offen" in read(client, "/rat/vorlagen").text


def test_a_checksum_can_be_read_whole(client: Client) -> None:
    story = cast.the_focus_paper()
    assert story.main_file.blob is not None
    assert story.main_file.blob.sha256 in read(client, PAPER).text


def test_a_closed_meeting_that_was_cancelled_is_said_to_be_cancelled(client: Client) -> None:
    story = cast.the_focus_paper()
    meeting = cast.a_meeting(story.region, cast.at(2019, 12, 5), story.council, slug="geheim", cancelled=True)
    cast.a_consultation(story.paper, story.council, meeting, agenda_item=cast.an_item(meeting, "N 7"))
    step = read(client, PAPER).steps()[3]
    assert "Sitzung fällt aus" in step.words
    assert "ichtöffentlich" not in step.words
    assert step.links == []


def test_a_closed_point_that_was_taken_off_the_agenda_tells_nothing_of_itself(client: Client) -> None:
    story = cast.the_focus_paper()
    meeting = cast.a_meeting(story.region, cast.at(2019, 12, 5), story.council, slug="frueher")
    item = cast.an_item(meeting, "N 7")
    cast.a_consultation(story.paper, story.council, meeting, agenda_item=item, result_raw="einstimmig beschlossen")
    item.record.state = RecordState.DELETED
    item.record.save()
    step = read(client, PAPER).steps()[3]
    assert "ichtöffentlich" not in step.words
    assert "eschlossen" not in step.words
    assert "N 7" not in step.words


def test_planned_steps_are_marked_and_one_without_a_date_comes_last(client: Client) -> None:
    region = cast.a_body()
    council = cast.a_council(region)
    paper = cast.a_paper(region)
    cast.a_consultation(paper, None, organization_text="Runder Tisch Schule")
    cast.a_consultation(paper, council, cast.a_meeting(region, timezone.now() + timedelta(days=9), council))
    first, second = read(client, paper.get_absolute_url()).steps()
    assert first.planned
    assert second.planned
    assert "Städteregionstag" in first.words
    assert "Geplant" in first.words
    assert "Runder Tisch Schule" in second.words
    assert "Termin steht noch nicht fest" in second.words


def test_a_decision_that_was_postponed_marks_no_end(client: Client) -> None:
    region = cast.a_body()
    council = cast.a_council(region)
    paper = cast.a_paper(region)
    meeting = cast.a_meeting(region, cast.at(2025, 3, 6), council)
    item = cast.an_item(meeting, "Ö 1", "Thema", result_raw="vertagt")
    cast.a_consultation(paper, council, meeting, agenda_item=item, role_raw="Entscheidung", authoritative=True)
    (step,) = read(client, paper.get_absolute_url()).steps()
    assert "Verschoben" in step.words
    assert not step.final


def test_words_of_the_source_that_mean_nothing_to_us_are_quoted(client: Client) -> None:
    region = cast.a_body()
    council = cast.a_council(region)
    paper = cast.a_paper(region)
    meeting = cast.a_meeting(region, cast.at(2025, 3, 6), council)
    item = cast.an_item(meeting, "Ö 1", "Thema", result_raw="siehe grüne Mappe")
    cast.a_consultation(paper, council, meeting, agenda_item=item)
    (step,) = read(client, paper.get_absolute_url()).steps()
    assert "Ergebnis nicht bekannt" in step.words
    assert "„siehe grüne Mappe“" in step.words


def test_files_tell_their_size_and_whether_they_can_be_read_here(client: Client) -> None:
    story = cast.the_focus_paper()
    page = read(client, PAPER)
    assert "2 Seiten · 212 KB · Text durchsuchbar · Text lesen" in page.dotted
    assert "1,4 MB · noch nicht abgerufen" in page.dotted
    assert f'href="{PAPER}/datei/{story.main_file.pk}"' in page.html
    assert story.main_file.blob is not None
    assert story.main_file.blob.sha256 in page.html


def test_the_text_of_a_file_has_an_address_for_every_page(client: Client) -> None:
    story = cast.the_focus_paper()
    page = read(client, f"{PAPER}/datei/{story.main_file.pk}")
    assert page.has_id("seite-1")
    assert page.has_id("seite-2")
    assert "Der Städteregionstag stimmt zu." in page.text


def test_a_long_file_comes_in_parts(client: Client) -> None:
    paper = cast.a_paper(cast.a_body())
    file = cast.a_file("Haushaltsplan", *(f"Blatt {number}" for number in range(1, 96)))
    cast.attach(file, "attachment", paper=paper)
    address = f"{paper.get_absolute_url()}/datei/{file.pk}"
    assert read(client, address).has_id("seite-40")
    assert not read(client, address).has_id("seite-41")
    assert read(client, f"{address}?seite=3").has_id("seite-95")


def test_a_file_of_another_paper_is_not_found_here(client: Client) -> None:
    cast.the_focus_paper()
    file = cast.a_file("Fremde Datei", "Text")
    assert client.get(f"{PAPER}/datei/{file.pk}").status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Blob.State.NO_TEXT, "besteht nur aus Bildern"),
        (Blob.State.ENCRYPTED, "Das Kennwort kennt nur die Verwaltung der Kommune"),
        (Blob.State.BROKEN, "ist beschädigt"),
    ],
)
def test_without_text_the_page_says_why(client: Client, state: str, words: str) -> None:
    paper = cast.a_paper(cast.a_body())
    file = cast.a_file("Vorlage", "x")
    Blob.objects.filter(files=file).update(state=state)
    cast.attach(file, "main", paper=paper)
    page = read(client, paper.get_absolute_url())
    assert "Der Text dieser Vorlage liegt hier noch nicht vor" in page.text
    assert words in page.text


def test_a_document_that_waits_to_be_fetched_says_so(client: Client) -> None:
    paper = cast.a_paper(cast.a_body())
    cast.attach(cast.a_file("Vorlage", state=File.State.PENDING), "main", paper=paper)
    assert "wird beim nächsten Abruf gelesen" in read(client, paper.get_absolute_url()).text


def test_the_history_shows_word_by_word_what_changed(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER)
    assert "<del>Schwerpunkte" in page.html
    assert "<ins>Arbeitsschwerpunkte" in page.html
    assert re.search(r"Seit \d+\. \w+ \d{4} im Portal", page.text)


def test_a_change_never_brings_markup_of_the_source_into_the_page(client: Client) -> None:
    story = cast.the_focus_paper()
    cast.a_change(story.paper.record, cast.CHECKED, name=["<b>alt</b>", "neu <script>alert(1)</script> und gut"])
    page = read(client, PAPER)
    assert "<script>alert" not in page.html
    assert "<b>alt</b>" not in page.html


def test_a_later_result_of_a_public_step_is_told_with_its_committee(client: Client) -> None:
    story = cast.the_focus_paper()
    item = story.final_meeting.agenda_items.get(number="Ö 9")
    cast.a_change(item.record, cast.CHECKED, result_raw=["", "einstimmig beschlossen"])
    step = story.paper.consultations.get(agenda_item=item)
    cast.a_change(step.record, cast.CHECKED + timedelta(days=1), result_raw=["", "einstimmig beschlossen"])
    page = read(client, PAPER)
    assert page.text.count("Neu: Ergebnis (Städteregionstag)") == 1
    assert "Bemerkt beim Abruf am" in page.text


def test_title_and_text_that_changed_in_one_look_are_one_change(client: Client) -> None:
    paper = cast.a_paper(cast.a_body())
    cast.a_change(paper.record, cast.CHECKED, name=["Bericht", "Bericht zur Lage"])
    cast.a_change(paper.record, cast.CHECKED + timedelta(seconds=1), resolution=["zwei Jahre", "drei Jahre"])
    cast.a_change(paper.record, cast.CHECKED + timedelta(days=1), resolution=["drei Jahre", "vier Jahre"])
    text = read(client, paper.get_absolute_url()).text
    assert "Geändert: Titel, Beschlussvorschlag" in text
    assert text.count("Geändert: Beschlussvorschlag") == 1


def test_a_paper_that_came_back_says_so_in_words_alone(client: Client) -> None:
    paper = cast.a_paper(cast.a_body())
    cast.a_change(paper.record, cast.CHECKED, state=["unreachable", "live"])
    page = read(client, paper.get_absolute_url())
    assert "Bei der Quelle wieder zu finden" in page.text
    assert "<del>" not in page.html


def test_what_is_related_is_listed_once_whoever_names_it(client: Client) -> None:
    story = cast.the_focus_paper()
    earlier = story.paper.relations.get().other
    assert earlier is not None
    assert read(client, PAPER).text.count("2017/0398") == 1
    assert "Arbeitsschwerpunkte des Kommunalen" in read(client, earlier.get_absolute_url()).text


def test_machines_read_what_the_page_is(client: Client) -> None:
    story = cast.the_focus_paper()
    story.paper.name = 'Titel mit </script><script>alert("x")</script>'
    story.paper.save()
    page = read(client, PAPER)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.html, re.DOTALL)
    assert found
    (thing,) = json.loads(found.group(1))["@graph"]
    assert thing["@type"] == "DigitalDocument"
    assert thing["identifier"] == "2019/0465"
    assert thing["name"] == story.paper.name
    assert thing["isBasedOn"] == story.paper.original_url
    assert 'alert("x")</script>' not in page.html
    assert '<meta property="og:type" content="article">' in page.html


def test_the_page_can_be_shared_without_a_third_party(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER)
    assert f'value="http://127.0.0.1:8000{PAPER}"' in page.html
    assert "mailto:?subject=" in page.html
    assert '<svg role="img"' in page.html
    assert not re.findall(r'(?:src|action)="https?://', page.html)


def test_the_original_is_authoritative_and_errors_can_be_reported(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER)
    assert "Maßgeblich ist das Original" in page.text
    assert "zuletzt abgeglichen am 22. November 2026, 06:00 Uhr" in page.text
    assert "rueckmeldung?seite=%2Frat%2Fstaedteregion-aachen%2Fvorlage%2F2019-0465" in page.html


def test_an_invented_paper_is_marked(client: Client) -> None:
    story = cast.the_focus_paper()
    assert "Erfundenes Beispiel" not in read(client, PAPER).text
    story.paper.keywords = ["Beispiel"]
    story.paper.save()
    assert "Erfundenes Beispiel" in read(client, PAPER).text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (RecordState.DELETED, "Diese Vorlage wurde am 3. November 2026 von der Quelle gelöscht."),
        (RecordState.WITHDRAWN, "Seit dem 3. November 2026 veröffentlicht die Quelle diese Vorlage nicht mehr."),
    ],
)
def test_a_paper_that_was_taken_away_answers_gone_and_keeps_silent(client: Client, state: str, sentence: str) -> None:
    story = cast.the_focus_paper()
    story.paper.record.state = state
    story.paper.record.state_since = cast.at(2026, 11, 3)
    story.paper.record.state_reason = "Aktenzeichen 4711"
    story.paper.record.save()
    page = read(client, PAPER, status=410)
    assert sentence in page.text
    assert "Arbeitsschwerpunkte" not in page.html
    assert "2019/0465" not in page.text
    assert "4711" not in page.html
    assert client.get(f"{PAPER}/datei/{story.main_file.pk}").status_code == 410


def test_a_paper_that_cannot_be_checked_is_shown_with_a_remark(client: Client) -> None:
    story = cast.the_focus_paper()
    story.paper.record.state = RecordState.UNREACHABLE
    story.paper.record.state_since = cast.at(2026, 11, 3)
    story.paper.record.save()
    page = read(client, PAPER)
    assert "seit 3. November 2026, 17:00 Uhr nicht erreichbar" in page.text
    assert "Beschlussvorschlag" in page.text


@pytest.mark.parametrize("asked", ["2019/0465", "2019_0465", "2019-0465-", "2019%2F0465"])
def test_a_carelessly_typed_number_leads_to_the_paper(client: Client, asked: str) -> None:
    cast.the_focus_paper()
    answer = client.get(f"/rat/staedteregion-aachen/vorlage/{asked}")
    assert (answer.status_code, answer["Location"]) == (301, PAPER)


def test_a_paper_that_never_was_is_not_found(client: Client) -> None:
    cast.a_body()
    assert client.get("/rat/staedteregion-aachen/vorlage/2031-0001").status_code == 404


def test_an_english_reader_gets_english_words_around_the_german_text(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, f"/en{PAPER}")
    assert '<html lang="en"' in page.html
    assert re.search(r'<section id="sachlage"[^>]*lang="de"', page.html)
    assert 'href="/en/rat/staedteregion-aachen/"' in page.html


def test_a_returning_reader_downloads_nothing_twice(client: Client) -> None:
    cast.the_focus_paper()
    first = client.get(PAPER)
    assert first["Cache-Control"] == "public, max-age=60"
    assert client.get(PAPER, headers={"If-None-Match": first["ETag"]}).status_code == 304
    PaperSection.objects.filter(kind="staff").update(html="<p>Zwei Stellen</p>")
    # Whatever a reader's browser asks: the page never claims to be unchanged when a section is new.
    for asked in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": http_date(timezone.now().timestamp())}):
        assert client.get(PAPER, headers=asked).status_code == 200


def test_someone_with_a_session_gets_no_shared_copy(client: Client) -> None:
    cast.the_focus_paper()
    client.cookies["sessionid"] = "something"
    assert client.get(PAPER)["Cache-Control"] == "private, no-cache"


def test_a_message_to_one_reader_is_in_no_shared_copy(client: Client) -> None:
    cast.the_focus_paper()
    told = CookieStorage(HttpRequest())
    told.add(SUCCESS, "Danke für den Hinweis.")
    told.update(answer := HttpResponse())
    client.cookies["messages"] = answer.cookies["messages"].value
    page = client.get(PAPER)
    assert "Danke für den Hinweis." in page.content.decode()
    assert page["Cache-Control"] == "private, no-cache"
    assert client.get(PAPER)["Cache-Control"] == "public, max-age=60"


def test_only_reading_is_allowed(client: Client) -> None:
    cast.the_focus_paper()
    assert client.head(PAPER).status_code == 200
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(PAPER).status_code == 405


def test_a_paper_costs_eight_queries_however_long_its_story(client: Client, assert_max_queries: AtMost) -> None:
    cast.the_focus_paper()
    with assert_max_queries(8):
        client.get(PAPER)


def test_a_paper_whose_meetings_were_called_off_says_so_where_others_name_it(client: Client) -> None:
    story = cast.the_focus_paper()
    other = cast.a_paper(story.region, "2026/0044", "Schulweg am Markt")
    PaperRelation.objects.create(paper=other, other=story.paper, other_ref="x", kind=PaperRelation.Kind.RELATED)
    PaperLead.objects.create(paper=other, organization=story.office, organization_ref="y")
    start = timezone.now() + timedelta(days=3)
    meeting = cast.a_meeting(story.region, start, story.council, slug="abgesagt", cancelled=True)
    cast.a_consultation(other, story.council, meeting)
    cast.indexed()
    for address, place in ((PAPER, "verwandt"), (story.office.get_absolute_url(), "vorlagen")):
        section = read(client, address).html.split(f'id="{place}"')[1].split("</section>")[0]
        assert "Schulweg am Markt" in words_of(section)
        assert "Sitzung fällt aus, neuer Termin offen" in words_of(section)
