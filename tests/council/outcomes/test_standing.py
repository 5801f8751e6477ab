"""Where a paper stands: the words on top of its page and along its timeline."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teilhabe.council.outcomes import (
    Hearing,
    consultation_word,
    consultation_words,
    decides,
    standing,
)

TODAY = date(2026, 11, 23)


def heard(days: int, role: str | None = None, result: str | None = None, **more: object) -> Hearing:
    """A hearing that many days from today; its key is the number."""
    return Hearing(TODAY + timedelta(days), role, result, key=days, **more)  # type: ignore[arg-type]  # keyword pass-through


def test_a_paper_that_the_council_decided_is_decided() -> None:
    course = [
        heard(-40, "Vorberatung", "einstimmig beschlossen"),
        heard(-30, "Vorberatung", "geändert beschlossen"),
        heard(-10, "Entscheidung", "einstimmig beschlossen", main_organisation=True),
    ]
    stand = standing(course, TODAY)
    assert (stand.kind, stand.consultation_key, stand.unanimous, stand.tone) == ("decided", -10, True, "ok")
    assert stand.at == TODAY - timedelta(10)
    words = consultation_words(course, TODAY)
    assert [word.kind for word in words] == ["recommended", "recommended_with_changes", "decided"]
    assert [word.tone for word in words] == ["ok", "ask", "ok"]
    assert [word.final for word in words] == [False, False, True]


def test_what_a_committee_adopts_is_only_recommended() -> None:
    assert standing([heard(-3, "Vorberatung", "einstimmig beschlossen")], TODAY).kind == "recommended"
    assert standing([heard(-3, None, "einstimmig beschlossen")], TODAY).kind == "recommended"


def test_a_committee_whose_role_is_the_decision_decides() -> None:
    assert standing([heard(-3, "Entscheidung", "mehrheitlich zugestimmt")], TODAY).kind == "decided"


def test_the_mark_of_oparl_decides_where_the_role_is_open() -> None:
    assert standing([heard(-3, "unbekannt", "beschlossen", authoritative=True)], TODAY).kind == "decided"
    assert standing([heard(-3, "Beratung", "beschlossen", authoritative=True)], TODAY).kind == "decided"
    assert standing([heard(-3, "Vorberatung", "beschlossen", authoritative=True)], TODAY).kind == "recommended"


def test_the_council_decides_as_the_last_of_all_even_without_a_role() -> None:
    council = heard(-3, None, "beschlossen", main_organisation=True)
    assert standing([heard(-9, None, "beschlossen"), council], TODAY).kind == "decided"
    assert standing([council, heard(20)], TODAY).kind == "recommended"


def test_a_changed_text_is_said() -> None:
    assert standing([heard(-3, "Entscheidung", "geändert beschlossen")], TODAY).kind == "decided_with_changes"
    assert standing([heard(-3, "Vorberatung", "geändert beschlossen")], TODAY).kind == "recommended_with_changes"


def test_an_information_paper_is_noted() -> None:
    assert standing([heard(-3, "Kenntnisnahme", "zur Kenntnis genommen")], TODAY).kind == "noted"
    assert standing([heard(-3, "Kenntnisnahme", "einstimmig zugestimmt")], TODAY).kind == "noted"


def test_a_paper_only_on_coming_agendas_is_planned() -> None:
    stand = standing([heard(30, "Entscheidung"), heard(9, "Vorberatung")], TODAY)
    assert (stand.kind, stand.tone, stand.consultation_key, stand.next_key) == ("planned", "open", 9, 9)


def test_todays_meeting_is_still_to_come_until_its_result_is_known() -> None:
    assert standing([heard(0, "Entscheidung")], TODAY).kind == "planned"
    assert standing([heard(0, "Entscheidung", "beschlossen")], TODAY).kind == "decided"


def test_a_past_meeting_without_a_result_is_not_guessed() -> None:
    stand = standing([heard(-3, "Entscheidung", None)], TODAY)
    assert (stand.kind, stand.tone) == ("in_consultation", "run")
    assert standing([heard(-3, "Entscheidung", "Besichtigung")], TODAY).kind == "in_consultation"
    assert consultation_word(heard(-3, "Entscheidung"), TODAY).kind == "no_result"


def test_a_decision_stays_when_it_is_noted_later() -> None:
    course = [
        heard(-30, "Entscheidung", "einstimmig beschlossen"),
        heard(-5, "Kenntnisnahme", "zur Kenntnis genommen"),
        heard(-2, "Beratung"),
    ]
    assert standing(course, TODAY).kind == "decided"
    assert standing(course, TODAY).consultation_key == -30


def test_a_later_decision_replaces_an_earlier_one() -> None:
    course = [heard(-30, "Entscheidung", "beschlossen"), heard(-5, "Entscheidung", "abgelehnt")]
    assert standing(course, TODAY).kind == "rejected"


def test_a_postponed_paper_waits_and_names_its_next_date() -> None:
    stand = standing([heard(-3, "Entscheidung", "vertagt"), heard(40, "Entscheidung")], TODAY)
    assert (stand.kind, stand.tone, stand.next_key) == ("postponed", "wait", 40)
    later = standing([heard(-30, "Entscheidung", "vertagt"), heard(-3, "Entscheidung", "beschlossen")], TODAY)
    assert later.kind == "decided"


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        ("zurückgezogen", "withdrawn"),
        ("verwiesen in Schulausschuss", "referred"),
        ("erledigt", "settled"),
        ("mehrheitlich abgelehnt", "rejected"),
        ("ohne Votum weitergeleitet", "in_consultation"),
        ("gewählt", "decided"),
    ],
)
def test_each_result_of_the_deciding_council_shows(result: str, kind: str) -> None:
    assert standing([heard(-3, "Entscheidung", result, main_organisation=True)], TODAY).kind == kind


def test_a_referred_paper_says_where_it_goes() -> None:
    assert standing([heard(-3, None, "verwiesen in Schulausschuss")], TODAY).target == "Schulausschuss"


def test_a_committees_no_is_not_the_end_while_the_council_is_to_come() -> None:
    course = [heard(-3, "Vorberatung", "mehrheitlich abgelehnt"), heard(20, "Entscheidung")]
    assert standing(course, TODAY).kind == "in_consultation"
    assert consultation_words(course, TODAY)[0].kind == "not_recommended"


@pytest.mark.parametrize("role", ["Vorberatung", "Kenntnisnahme", "Anhörung", "Beratung", None])
def test_a_committees_no_is_not_the_end_when_nobody_knows_what_follows(role: str | None) -> None:
    no = heard(-3, role, "mehrheitlich abgelehnt")
    assert standing([no], TODAY).kind == "in_consultation"
    decided = heard(-1, "Entscheidung", "abgelehnt")
    assert standing([no, decided], TODAY).kind == "rejected"


def test_the_no_of_the_council_is_the_end_even_without_a_role() -> None:
    assert standing([heard(-3, None, "abgelehnt", main_organisation=True)], TODAY).kind == "rejected"


def test_a_noting_does_not_hide_a_recommendation() -> None:
    course = [heard(-9, "Vorberatung", "empfohlen"), heard(-3, "Kenntnisnahme", "zur Kenntnis genommen")]
    assert standing(course, TODAY).kind == "recommended"


def test_a_paper_noted_on_its_way_to_a_decision_is_in_consultation() -> None:
    course = [heard(-3, "Anhörung", "zur Kenntnis genommen"), heard(20, "Entscheidung")]
    assert standing(course, TODAY).kind == "in_consultation"


def test_a_cancelled_meeting_says_nothing() -> None:
    cancelled = heard(-3, "Entscheidung", "beschlossen", cancelled=True)
    assert standing([cancelled], TODAY).kind == "unknown"
    assert consultation_word(cancelled, TODAY).kind == "cancelled"


def test_the_result_of_a_closed_meeting_is_not_told() -> None:
    closed = heard(-3, "Entscheidung", "einstimmig beschlossen", public=False)
    assert standing([closed], TODAY).kind == "in_consultation"
    assert consultation_word(closed, TODAY).unanimous is None


def test_a_paper_without_consultations_is_unknown() -> None:
    assert standing([], TODAY).kind == "unknown"


def test_times_of_one_day_order_the_meetings() -> None:
    evening = Hearing(datetime(2026, 11, 20, 18), "Entscheidung", "beschlossen", key="evening")
    noon = Hearing(datetime(2026, 11, 20, 12), "Vorberatung", "abgelehnt", key="noon")
    assert standing([evening, noon], TODAY).consultation_key == "evening"


hearings = st.builds(
    Hearing,
    at=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 12, 31))),
    role_raw=st.sampled_from(["Entscheidung", "Vorberatung", "Beratung", "Kenntnisnahme", "Anhörung", None, "?"]),
    result_raw=st.sampled_from(
        [
            "beschlossen",
            "geändert beschlossen",
            "abgelehnt",
            "vertagt",
            "gewählt",
            "empfohlen",
            "",
            None,
            "?",
            "erledigt",
        ]
    ),
    authoritative=st.sampled_from([None, True, False]),
    main_organisation=st.booleans(),
    public=st.booleans(),
    cancelled=st.booleans(),
)


@given(st.lists(hearings, max_size=6))
def test_nothing_is_called_decided_unless_a_hearing_decides(course: list[Hearing]) -> None:
    stand = standing(course, TODAY)
    if stand.kind in ("decided", "decided_with_changes"):
        assert any(decides(hearing, last=True) and not hearing.cancelled and hearing.public for hearing in course)


@given(st.lists(hearings.filter(lambda hearing: not decides(hearing, last=True)), max_size=6))
def test_without_a_deciding_body_there_is_no_decision(course: list[Hearing]) -> None:
    assert standing(course, TODAY).kind not in ("decided", "decided_with_changes")


@pytest.mark.parametrize(
    "result",
    [
        "Ja: 3 Nein: 10",
        "Ja-Stimmen: 2, Nein-Stimmen: 9",
        "nicht genehmigt",
        "Dem Antrag wird nicht stattgegeben",
        "nicht einverstanden",
        "nicht verabschiedet",
        "nicht mehrheitlich angenommen",
        "keine Zustimmung",
        "Zustimmung verweigert",
        "Annahme verweigert",
        "einstimmig dagegen",
        "mehrheitlich dagegen",
        "einstimmig gegen den Antrag",
        "bei 12 Gegenstimmen",
        "Beschlussfähigkeit festgestellt",
    ],
)
def test_a_no_of_the_deciding_council_is_never_called_decided(result: str) -> None:
    course = [heard(-3, "Entscheidung", result, main_organisation=True)]
    assert standing(course, TODAY).kind in ("rejected", "in_consultation")
    assert consultation_words(course, TODAY)[0].kind in ("rejected", "no_result")


@pytest.mark.parametrize(
    "role",
    [
        "Vorberatung zur Beschlussfassung im Rat",
        "Empfehlung zur Beschlussfassung",
        "Vorberatung (abschließend im Rat)",
        "B",
    ],
)
def test_who_only_prepares_or_says_nothing_sure_decides_nothing(role: str) -> None:
    assert standing([heard(-3, role, "einstimmig beschlossen")], TODAY).kind == "recommended"
