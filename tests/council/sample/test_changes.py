"""The content changes while it is served, and every system shows it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from teilhabe.council.sample import SampleCouncil, Server, Site, UnknownObject, running_site, sample_region
from teilhabe.council.sample.__main__ import main
from teilhabe.council.sample.changes import CHANGES, UnknownChange, apply, details_of
from teilhabe.council.sample.control import CONTROL, HEADER
from tests.council.sample.conftest import TODAY, Reader

FOCUS = "2019/0465"


@pytest.fixture
def site() -> Site:
    return sample_region(TODAY, only=("staedteregion",))["staedteregion"]


@pytest.fixture
def served(site: Site) -> Iterator[Server]:
    with running_site(site) as server:
        yield server


def page(served: Server, address: str) -> httpx.Response:
    answer = httpx.get(served.url + address, verify=False)
    answer.encoding = "iso-8859-1"
    return answer


def focus_page(site: Site, served: Server) -> httpx.Response:
    # Its number stays the same even when the paper is gone.
    return page(served, f"/bi/vo020.asp?VOLFDNR={focus_number(site)}")


def focus_number(site: Site) -> int:
    council = site.council
    refs = [*council.ids("Paper"), *council.gone]
    objects = {**council.objects, **council.gone}
    return next(int(ref.rsplit("/", 1)[1]) for ref in refs if objects[ref].get("reference") == FOCUS)


def test_a_new_title_stands_on_the_paper_and_in_its_agendas(site: Site, served: Server) -> None:
    apply(site.council, "retitle", {"paper": FOCUS, "title": "Ein neuer Name für den Plan"})
    assert "Ein neuer Name für den Plan" in focus_page(site, served).text
    meeting = site.views.paper(focus_number(site)).steps[0].meeting
    assert "Ein neuer Name für den Plan" in page(served, f"/bi/to010.asp?SILFDNR={meeting}").text


def test_a_section_is_written_anew_and_the_others_stay(site: Site, served: Server) -> None:
    text = "Der Plan wird später beraten."
    apply(site.council, "reword", {"paper": FOCUS, "section": "Beschlussvorschlag", "text": text})
    shown = focus_page(site, served).text
    assert text in shown
    assert "stimmt den beiden Themenschwerpunkten zu" not in shown
    assert "Mieterführerschein" in shown


def test_a_paper_vanishes_without_a_word_and_comes_back_whole(site: Site, served: Server) -> None:
    before = site.views.paper(focus_number(site))
    apply(site.council, "vanish", {"paper": FOCUS})
    assert focus_page(site, served).status_code == 404
    agenda = page(served, f"/bi/to010.asp?SILFDNR={before.steps[0].meeting}").text
    assert FOCUS not in agenda
    assert before.title in agenda
    apply(site.council, "come-back", {"paper": FOCUS})
    assert site.views.paper(focus_number(site)) == before
    assert focus_page(site, served).status_code == 200


def test_a_paper_that_vanished_is_gone_from_the_lists_of_oparl(council: SampleCouncil, reader: Reader) -> None:
    [url] = [body["paper"] for body in reader.bodies() if body["name"] == "StädteRegion Aachen"]
    ref = council.paper(FOCUS)
    apply(council, "vanish", {"paper": FOCUS})
    listed = reader.all(url, modified_since="2000-01-01T00:00:00+01:00")
    assert ref not in [one["id"].replace(reader.server.url, "http://council.invalid") for one in listed]
    assert reader.get(ref.replace("http://council.invalid", reader.server.url)).status_code == 404
    with pytest.raises(UnknownObject):
        apply(council, "vanish", {"paper": FOCUS})


def test_the_next_meeting_of_a_committee_is_called_off(site: Site, served: Server) -> None:
    apply(site.council, "cancel", {"committee": "SRT"})
    calendar = page(served, "/bi/si010_e.asp?MM=12&YY=2026").text
    assert "ENTFÄLLT! Sitzung des Städteregionstages" in calendar


def test_a_result_becomes_known(site: Site, served: Server) -> None:
    [paper] = [one for one in site.views.papers() if one.title.startswith("Pool der Sprachmittlerinnen")]
    details = {"paper": paper.reference, "result": "einstimmig beschlossen", "vote": "Ja: 60, Nein: 0, Enthaltung: 1"}
    apply(site.council, "decide", details)
    steps = site.views.paper(paper.number).steps
    assert [step.result for step in steps] == ["Empfehlung einstimmig", "", "einstimmig beschlossen", ""]
    assert "Ja: 60, Nein: 0, Enthaltung: 1" in page(served, f"/bi/to020.asp?TOLFDNR={steps[2].item}").text
    with pytest.raises(UnknownChange, match="has a result already"):
        apply(site.council, "decide", details)


def test_a_change_comes_by_the_control_address_with_its_own_header_only(site: Site, served: Server) -> None:
    address = served.url + CONTROL
    form = {"change": "retitle", "paper": FOCUS, "title": "Von außen geändert"}
    assert httpx.get(address, verify=False).status_code == 405
    assert httpx.post(address, data=form, verify=False).status_code == 403
    assert "Von außen geändert" not in focus_page(site, served).text
    assert httpx.post(address, data=form, headers={HEADER: "ja"}, verify=False).status_code == 204
    assert "Von außen geändert" in focus_page(site, served).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"change": "explode"}, "unknown change: explode"),
        ({"change": "retitle", "paper": FOCUS}, "it takes: paper, title"),
        ({"change": "vanish", "paper": "1999/1"}, "unknown: 1999/1"),
        ({"change": "reword", "paper": FOCUS, "section": "Nachwort", "text": "x"}, "there are: Beschlussvorschlag"),
        ({"change": "cancel", "committee": "Kegelverein"}, "no coming meeting of Kegelverein"),
    ],
)
def test_a_change_that_cannot_be_made_gets_one_sentence(served: Server, form: dict[str, str], said: str) -> None:
    answer = httpx.post(served.url + CONTROL, data=form, headers={HEADER: "ja"}, verify=False)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_the_command_line_changes_what_is_served(
    site: Site, served: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["change", served.start_url, "retitle", f"paper={FOCUS}", "title=Mit = im Titel"]) == 0
    assert "Mit = im Titel" in focus_page(site, served).text
    assert main(["change", served.start_url, "vanish", "paper=1999/1"]) == 1
    assert main(["change", served.start_url, "vanish", "2019/0465"]) == 2
    said = capsys.readouterr()
    assert said.out == "Changed.\n"
    assert "unknown: 1999/1" in said.err
    assert "'2019/0465' is not NAME=VALUE" in said.err


def test_the_command_line_says_when_nobody_answers(capsys: pytest.CaptureFixture[str], site: Site) -> None:
    with running_site(site) as server:
        url = server.url
    assert main(["change", url, "vanish", f"paper={FOCUS}"]) == 1
    assert "does not answer" in capsys.readouterr().err


def test_every_change_says_what_it_does_and_needs() -> None:
    for name, change in CHANGES.items():
        assert change.__doc__
        assert details_of(name)[0] in ("paper", "committee")
