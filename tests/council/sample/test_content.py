"""What is written in the sample council, and that it stays alive with the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from teilhabe.council.sample import SampleCouncil, sample_council
from teilhabe.council.sample.content import workday
from tests.council.sample.conftest import TODAY


def objects(council: SampleCouncil, kind: str) -> list[dict[str, Any]]:
    return [council.objects[ref] for ref in council.ids(kind) if not council.is_deleted(ref)]


def test_the_council_is_as_large_as_promised(written: SampleCouncil) -> None:
    assert 40 <= len(objects(written, "Paper")) <= 46
    assert 28 <= len(objects(written, "Meeting")) <= 36
    assert len(objects(written, "File")) > 80


def test_the_paper_of_the_focus_themes_went_through_four_committees(written: SampleCouncil) -> None:
    paper = written.shown(written.paper("2019/0465"))
    hearings = [
        (written.object(one["meeting"])["start"][:10], written.object(one["organization"][0])["name"], one["role"])
        for one in paper["consultation"]
    ]
    assert hearings == [
        ("2019-11-07", "Ausschuss für Schulen und Bildung", "Vorberatung"),
        ("2019-11-20", "Ausschuss für Soziales, Gesundheit, Senioren und demographischen Wandel", "Vorberatung"),
        ("2019-11-28", "Städteregionsausschuss", "Vorberatung"),
        ("2019-12-12", "Städteregionstag", "Entscheidung"),
    ]
    assert paper["paperType"] == "Beschlussvorlage"
    [lead] = paper["underDirectionOf"]
    assert written.object(lead)["name"] == "A 46 - Kommunales Integrationszentrum"


def test_consultations_agenda_items_and_meetings_point_at_each_other(written: SampleCouncil) -> None:
    for consultation in objects(written, "Consultation"):
        if "meeting" in consultation:
            item = written.object(consultation["agendaItem"])
            assert item["consultation"] == consultation["id"]
            assert item["meeting"] == consultation["meeting"]
            assert item["name"] == written.object(consultation["paper"])["name"]


@pytest.mark.parametrize(
    "result",
    [
        None,
        "Empfehlung einstimmig",
        "Empfehlung einstimmig mit Änderungen",
        "einstimmig beschlossen",
        "einstimmig beschlossen mit geändertem Beschlusstext",
        "zur Kenntnis genommen",
        "mehrheitlich abgelehnt",
        "vertagt",
        "von der Tagesordnung abgesetzt",
        "verwiesen in den Ausschuss für Schulen und Bildung",
        "Antrag zurückgezogen",
        "gewählt",
    ],
)
def test_every_outcome_of_a_consultation_occurs(written: SampleCouncil, result: str | None) -> None:
    results = {item.get("result") for item in objects(written, "AgendaItem") if "consultation" in item}
    assert result in results


def test_the_awkward_papers_are_there(written: SampleCouncil) -> None:
    papers = objects(written, "Paper")
    assert [paper["name"] for paper in papers if "reference" not in paper]
    assert len({paper["body"] for paper in papers if paper.get("reference") == "2021/0212"}) == 2
    assert max(len(paper["name"]) for paper in papers) > 300
    assert [paper for paper in papers if "superordinatedPaper" in paper]
    assert [paper for paper in papers if "subordinatedPaper" in paper]
    assert [paper for paper in papers if paper.get("consultation") and not _meetings(written, paper)]
    assert [one for one in objects(written, "Meeting") if one["cancelled"]]
    assert [ref for ref in written.ids("Paper") if written.is_deleted(ref)]


def _meetings(council: SampleCouncil, paper: dict[str, Any]) -> list[str]:
    return [one for ref in paper["consultation"] if (one := council.object(ref).get("meeting"))]


def test_closed_items_are_marked_and_their_titles_listed_as_secrets(written: SampleCouncil) -> None:
    closed = [item["name"] for item in objects(written, "AgendaItem") if not item["public"]]
    assert sorted(closed) == sorted(written.secrets)
    assert all(title.startswith("Vertraulich") for title in closed)


def test_members_speak_for_a_group(written: SampleCouncil) -> None:
    memberships = objects(written, "Membership")
    assert [one for one in memberships if "onBehalfOf" in one]
    assert [one for one in memberships if one["votingRight"] is False]
    assert [one for one in memberships if "endDate" in one]


@pytest.mark.parametrize("later", [0, 1, 2, 3, 4, 5, 6, 30, 31, 37, 38, 39, 40, 200, 1000])
def test_something_was_decided_this_week_and_something_is_coming_on_any_day(later: int) -> None:
    today = TODAY + timedelta(days=later)
    council = sample_council(today=today)
    days = {datetime.fromisoformat(one["start"]).date(): one for one in objects(council, "Meeting")}
    decided = [
        day
        for day, meeting in days.items()
        if today - timedelta(days=7) < day < today
        and any("beschlossen" in council.object(item).get("result", "") for item in meeting["agendaItem"])
    ]
    coming = [day for day in days if today < day <= today + timedelta(weeks=7)]
    assert len(decided) >= 2
    assert len(coming) >= 5
    assert all(day.weekday() < 5 for day in days)


def test_the_same_day_gives_the_same_council_to_the_last_byte(written: SampleCouncil) -> None:
    assert list(sample_council(today=TODAY).everything()) == list(written.everything())


def test_the_next_day_everything_that_moved_counts_as_modified(written: SampleCouncil) -> None:
    tomorrow = TODAY + timedelta(days=1)
    later = sample_council(today=tomorrow)
    assert later.objects.keys() == written.objects.keys()
    moved = [obj for obj in later.everything() if obj != written.shown(obj["id"])]
    assert moved
    assert {obj["modified"][:10] for obj in moved} == {tomorrow.isoformat()}


def test_nothing_is_dated_in_the_future_but_meetings(written: SampleCouncil) -> None:
    midnight = f"{TODAY + timedelta(days=1)}T00:00"
    for obj in written.everything():
        assert obj["created"] <= obj["modified"] < midnight
        assert obj.get("date", "") < midnight


def test_a_day_before_the_content_ends_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-09-01"):
        sample_council(today=date(2020, 1, 1))


def test_working_days_skip_weekends_and_the_days_after_christmas() -> None:
    friday = date(2026, 12, 18)
    assert workday(friday, 1) == date(2026, 12, 21)
    assert workday(friday, -4) == date(2026, 12, 14)
    assert workday(friday, 3) == date(2027, 1, 4)
