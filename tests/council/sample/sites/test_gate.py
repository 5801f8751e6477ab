"""A host with a gate: nothing behind it is ever seen."""

from __future__ import annotations

from tests.council.sample.sites.conftest import Visit


def test_every_address_leads_to_the_gate_and_robots_may_ask(visit: Visit) -> None:
    visitor = visit("gate")
    for address in ("/", "/public/si010", "/bi/allris.net.asp", "/oparl/v1.1/system", "/bi/info.php"):
        answer = visitor.get(address)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/_gate/")
    assert "<altcha-widget" in visitor.text("/_gate/?ziel=/public/si010")
    assert visitor.get("/robots.txt").status_code == 200
