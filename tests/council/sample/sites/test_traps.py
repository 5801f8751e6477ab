"""What must not get out of these pages is really in them, and only where it belongs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from teilhabe.council.sample import SITES, sample_council
from teilhabe.council.sample.sites import CLERK, SECRET_PHRASE
from tests.council.sample.conftest import TODAY
from tests.council.sample.sites.conftest import Visit, Visitor

# Program and parameter of agenda, item, paper; the encoding in which the pages are read.
PROGRAMS = {
    "allris3": ("/bi/to010.asp?SILFDNR=", "/bi/to020.asp?TOLFDNR=", "/bi/vo020.asp?VOLFDNR=", "iso-8859-1"),
    "allris3_r": ("/bi/to010_r.asp?SILFDNR=", "/bi/to020_r.asp?TOLFDNR=", "/bi/vo020_r.asp?VOLFDNR=", "cp1252"),
    "allris4": ("/public/to010?SILFDNR=", "/public/to020?TOLFDNR=", "/public/vo020?VOLFDNR=", "utf-8"),
    "sessionnet6": ("/bi/si0057.php?__ksinr=", "/bi/to0050.php?__ktonr=", "/bi/vo0050.php?__kvonr=", "utf-8"),
    "sessionnet4": ("/bi/to0040.asp?__ksinr=", "/bi/to0050.asp?__ktonr=", "/bi/vo0050.asp?__kvonr=", "iso-8859-15"),
}
Open = Callable[[str], Visitor]


@pytest.fixture
def open_site(visit: Visit) -> Open:
    """A system with the content of one of the bodies; every system can serve every body."""

    def start(system: str) -> Visitor:
        council = sample_council(today=TODAY, bodies=("wuerselen",), more=True)
        return visit(site=SITES[system](council, name=system))

    return start


@pytest.mark.parametrize("system", PROGRAMS)
def test_titles_that_are_not_public_stand_in_agendas_and_nowhere_else(open_site: Open, system: str) -> None:
    visitor = open_site(system)
    agenda, item, paper, charset = PROGRAMS[system]
    meetings = [one for one in visitor.views.meetings() if one.items]
    agendas = "".join(visitor.get(f"{agenda}{one.number}").content.decode(charset) for one in meetings)
    assert len(visitor.site.council.secrets) >= 5
    for secret in visitor.site.council.secrets:
        assert f"{secret} ({SECRET_PHRASE})" in agendas.replace(":<br>", ": ")
    public = [one.number for meeting in meetings for one in meeting.items if one.public]
    others = [f"{item}{number}" for number in public]
    others += [f"{paper}{one.number}" for one in visitor.views.papers()]
    for address in others:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode(charset)
        assert SECRET_PHRASE not in text
        assert not [secret for secret in visitor.site.council.secrets if secret in text]


@pytest.mark.parametrize("system", PROGRAMS)
def test_every_paper_names_a_clerk_and_itself(open_site: Open, system: str) -> None:
    visitor = open_site(system)
    *_, paper, charset = PROGRAMS[system]
    for one in visitor.views.papers():
        text = visitor.get(f"{paper}{one.number}").content.decode(charset)
        assert CLERK in text
        assert one.title in text
        assert one.reference in text
        assert "erfundenen Inhalten" in text


@pytest.mark.parametrize("system", PROGRAMS)
def test_a_number_has_a_space_that_does_not_break(open_site: Open, system: str) -> None:
    visitor = open_site(system)
    meeting = next(one for one in visitor.views.meetings() if one.items)
    page = visitor.get(f"{PROGRAMS[system][0]}{meeting.number}").text
    assert ("&nbsp;1<" in page) is (system != "sessionnet4")


@pytest.mark.parametrize("system", [*PROGRAMS, "oparl", "gate"])
def test_no_site_breaks_on_a_strange_address(open_site: Open, system: str) -> None:
    visitor = open_site(system)
    for address in ("/bi/", "/bi/vo020.asp?VOLFDNR=x", "/public/si010?MM=13&YY=2026", "/bi/do027.asp", "/bi/___tmp/x"):
        assert visitor.get(address).status_code < 500
    for address in ("/bi/si0040.php?__cmonat=a", "/bi/getfile.php?id=-1", "/public/vo020?9--anlagenHeaderPanel-x"):
        assert visitor.get(address).status_code < 500
