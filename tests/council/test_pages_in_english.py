"""An English reader opens the council's pages: our words are English, the council's are German and say so."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from teilhabe.council.models import RecordState

from . import cast
from .reading import read, words_of

pytestmark = pytest.mark.django_db
PAPER = "/en/rat/staedteregion-aachen/vorlage/2019-0465"


def _verdict(html: str) -> str:
    found = re.search(r'<section class="t-verdict.*?</section>', html, re.DOTALL)
    assert found
    return found.group()


def _said(html: str) -> str:
    """The words of the verdict; a mark of language inside a sentence leaves no gap."""
    return words_of(re.sub(r"</?span[^>]*>", "", _verdict(html)))


def test_an_english_reader_is_told_in_english_where_the_paper_stands(client: Client) -> None:
    cast.the_focus_paper()
    html = read(client, PAPER).html
    assert _said(html).startswith(
        "Decided, unanimously The Städteregionstag approved the paper on 12 December 2019. The vote was unanimous. "
        "Before that, three committees had recommended it."
    )
    assert '<span lang="de">Städteregionstag</span>' in _verdict(html)


def test_the_description_of_an_english_page_has_no_markup(client: Client) -> None:
    cast.the_focus_paper()
    found = re.search(r'<meta name="description" content="([^"]*)"', read(client, PAPER).html)
    assert found
    assert found[1].startswith("Decided, unanimously. The Städteregionstag approved the paper on 12 December 2019.")


def test_a_name_of_a_committee_never_brings_markup_into_the_sentence(client: Client) -> None:
    body = cast.a_body()
    paper = cast.a_paper(body, "2019/0465")
    committee = cast.a_committee(body, "Rat <b>& Tat</b>", slug="rat", is_main=True)
    meeting = cast.a_meeting(body, cast.at(2019, 12, 12), committee)
    cast.a_consultation(paper, committee, meeting, role_raw="Entscheidung", result_raw="beschlossen")
    html = read(client, PAPER).html
    assert '<span lang="de">Rat &lt;b&gt;&amp; Tat&lt;/b&gt;</span>' in _verdict(html)
    assert "<b>& Tat" not in html


@pytest.mark.parametrize(
    ("result", "role", "words"),
    [
        ("mehrheitlich beschlossen", "Entscheidung", "approved the paper on 1 March 2020. It was a majority vote."),
        ("geändert beschlossen", "Entscheidung", "approved the paper with changes on 1 March 2020."),
        ("einstimmig beschlossen", "Vorberatung", "recommended the paper on 1 March 2020. The vote was unanimous."),
        ("abgelehnt", "Entscheidung", "rejected the paper on 1 March 2020."),
        ("vertagt", "Vorberatung", "The consultation was postponed on 1 March 2020 (Bauausschuss)."),
        ("", "Vorberatung", "was on the agenda on 1 March 2020 (Bauausschuss); no result has been published."),
        ("zur Kenntnis genommen", "Kenntnisnahme", "took note of the paper on 1 March 2020."),
    ],
)
def test_each_result_has_an_english_sentence(client: Client, result: str, role: str, words: str) -> None:
    body = cast.a_body()
    paper = cast.a_paper(body, "2019/0465")
    committee = cast.a_committee(body, "Bauausschuss")
    meeting = cast.a_meeting(body, cast.at(2020, 3, 1), committee)
    cast.a_consultation(paper, committee, meeting, role_raw=role, result_raw=result)
    assert words in _said(read(client, PAPER).html)


def test_what_is_planned_is_told_in_english(client: Client) -> None:
    body = cast.a_body()
    paper = cast.a_paper(body, "2019/0465")
    committee = cast.a_committee(body, "Bauausschuss")
    soon = timezone.now() + timedelta(days=400)
    cast.a_consultation(paper, committee, cast.a_meeting(body, soon, committee), role_raw="Vorberatung")
    said = _said(read(client, PAPER).html)
    assert f"The consultation is planned for {soon.astimezone(cast.BERLIN).day} " in said


def test_a_paper_without_consultations_says_so_in_english(client: Client) -> None:
    cast.a_paper(cast.a_body(), "2019/0465")
    assert "The source names no consultation of this paper yet." in read(client, PAPER).text


def test_english_headings_stand_over_german_text(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER)
    assert re.search(r'<section id="sachlage"[^>]*lang="de">\s*<div[^>]*><h2[^>]*lang="en">Background', page.html)
    assert re.search(r'<a href="#beschlussvorschlag"[^>]*>Proposed resolution</a>', page.html)
    assert re.search(r'<dt>Effects on staff</dt><dd[^>]*lang="de"', page.html)


def test_a_heading_that_only_the_council_knows_is_marked_as_german(client: Client) -> None:
    paper = cast.a_paper(cast.a_body(), "2019/0465")
    cast.a_section(paper, "other", "Ausblick & Dank", "<p>Es geht weiter.</p>", anchor="ausblick")
    page = read(client, PAPER)
    assert re.search(r'<h2[^>]*lang="en"><span lang="de">Ausblick &amp; Dank</span>', page.html)
    assert 'aria-label="Link to the section Ausblick &amp; Dank"' in page.html


def test_german_pages_carry_no_marks_for_german(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER.removeprefix("/en"))
    assert '<span lang="de">Städteregionstag</span>' not in page.html
    assert ">Sachlage" in page.html


def test_names_of_committees_and_files_and_the_kind_of_paper_are_marked_as_german(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, PAPER)
    assert '<span lang="de">Beschlussvorlage 2019/0465</span>' in page.html
    assert re.search(r'<a class="t-line__body"[^>]*lang="de">Ausschuss für Schulen und Bildung', page.html)
    assert re.search(r'<a href="[^"]*datei[^"]*"[^>]*lang="de">Anlage 1', page.html)


def test_an_agenda_says_that_its_points_are_german(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, "/en/rat/staedteregion-aachen/sitzung/2019-12-12-staedteregionstag")
    assert re.search(r'<h3 class="t-row__title" lang="de">Arbeitsschwerpunkte', page.html)
    assert "The public agenda had one item." in page.text
    assert "Thursday, 12 December 2019" in page.text


def test_dates_as_titles_of_meetings_are_not_german(client: Client) -> None:
    cast.the_focus_paper()
    page = read(client, "/en/rat/staedteregion-aachen/gremium/staedteregionstag")
    assert re.search(r'<h4 class="t-row__title"><a[^>]*>Thu, 12 December 2019', page.html)


def test_a_member_since_is_written_in_english(client: Client) -> None:
    body = cast.a_body()
    cast.a_membership(cast.a_person(body), cast.a_council(body), "Vorsitzende", start=date(2020, 11, 1))
    page = read(client, "/en/rat/staedteregion-aachen/gremium/staedteregionstag")
    assert "since 1 November 2020" in page.text
    assert '<span lang="de">Vorsitzende</span>' in page.html


def test_numbers_of_hits_are_counted_in_english(client: Client) -> None:
    body = cast.a_body()
    committee = cast.a_committee(body)
    cast.a_meeting(body, timezone.now() + timedelta(days=3), committee)
    cast.indexed()
    assert "one meeting" in read(client, "/en/rat/sitzungen").text
    cast.a_meeting(body, timezone.now() + timedelta(days=5), committee)
    cast.indexed()
    assert "2 meetings" in read(client, "/en/rat/sitzungen").text


def test_a_page_names_each_language_once(client: Client) -> None:
    cast.the_focus_paper()
    html = read(client, PAPER).html
    assert html.count('rel="alternate" hreflang="de"') == 1
    assert html.count('rel="alternate" hreflang="en"') == 1


def test_the_day_of_printing_is_british(client: Client) -> None:
    cast.the_focus_paper()
    with time_machine.travel(cast.at(2026, 11, 23), tick=False):
        assert ", 23 November 2026" in read(client, PAPER).text


def test_a_paper_that_was_taken_away_says_so_in_english(client: Client) -> None:
    story = cast.the_focus_paper()
    record = story.paper.record
    record.state, record.state_since = RecordState.DELETED, cast.at(2026, 11, 20)
    record.save()
    page = read(client, PAPER, status=410)
    assert "This paper is no longer public" in page.text
    assert "This paper was deleted by the source on 20 November 2026." in page.text


def test_an_english_reader_is_told_that_the_text_is_german(client: Client) -> None:
    cast.the_focus_paper()
    said = "The text of this paper is available in German only."
    assert said in read(client, PAPER).text
    assert "Den Text dieser Vorlage gibt es nur auf Deutsch." not in read(client, PAPER.removeprefix("/en")).text


def test_a_group_is_marked_as_german_in_its_heading_and_named_in_plain_words_for_screen_readers(client: Client) -> None:
    region = cast.a_body()
    board = cast.a_committee(region)
    group = cast.a_group(region, "Fraktion Morgen & Übermorgen")
    cast.a_membership(cast.a_person(region), board, on_behalf_of=group)
    html = client.get(f"/en{board.get_absolute_url()}").content.decode()
    assert 'aria-label="Fraktion Morgen &amp; Übermorgen"' in html
    assert '<h3><span lang="de">Fraktion Morgen &amp; Übermorgen</span></h3>' in html
