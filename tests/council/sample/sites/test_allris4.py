"""ALLRIS 4 as the sample serves it for Alsdorf: a session, a second request, and a ban."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx

from teilhabe.council.sample.sites import CLERK, SECRET_PHRASE, Allris4
from teilhabe.council.sample.sites.allris4 import BAN_SECONDS, SESSIONS_ALLOWED, WINDOW
from tests.council.sample.sites.conftest import Visit, Visitor, words

BAN = "Zu viele Zugriffe aus Ihrem Netzwerk"
NOVEMBER = "MM=11&YY=2026"


def rows_address(page: str) -> str:
    [address] = re.findall(r'"u":"\./(si010\?[^"]+)"', page)
    return f"/public/{address}"


def rows(visitor: Visitor, address: str) -> httpx.Response:
    return visitor.get(address, Wicket_Ajax="true", Wicket_Ajax_BaseURL=f"si010?{NOVEMBER}")


def alsdorf(visitor: Visitor) -> Allris4:
    assert isinstance(visitor.site, Allris4)
    return visitor.site


def test_the_calendar_comes_with_a_second_request_in_the_same_session(visit: Visit) -> None:
    visitor = visit("alsdorf")
    page = visitor.text(f"/public/si010?{NOVEMBER}")
    assert "<title>ALLRIS - Kalender</title>" in page
    assert "SILFDNR" not in page
    answer = rows(visitor, rows_address(page))
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert answer.text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?><ajax-response><component id="kaltable"><![CDATA['
    )
    assert answer.text.count("./to010?SILFDNR=") >= 3
    assert '<tr class="sameday"><td class="day"></td>' in answer.text
    assert len(alsdorf(visitor).sessions) == 1


def test_the_second_request_fails_without_session_without_headers_and_for_another_month(visit: Visit) -> None:
    visitor = visit("alsdorf")
    address = rows_address(visitor.text(f"/public/si010?{NOVEMBER}"))
    assert visitor.get(address).status_code == 302
    assert rows(visitor, address.replace("MM=11", "MM=10")).status_code == 302
    stranger = httpx.get(
        visitor.server.url + address,
        headers={"Wicket-Ajax": "true", "Wicket-Ajax-BaseURL": f"si010?{NOVEMBER}"},
        verify=False,
    )
    assert stranger.status_code == 302
    assert rows(visitor, address).status_code == 200


def test_who_keeps_its_cookie_may_read_as_long_as_it_likes(visit: Visit) -> None:
    visitor = visit("alsdorf")
    for _ in range(SESSIONS_ALLOWED * 3):
        assert BAN not in visitor.text("/public/au010")
    cookies = {request.cookies.get("JSESSIONID") for request in visitor.server.requests}
    assert len(cookies - {None}) == 1


def test_who_brings_no_cookie_is_soon_banned_with_everybody_of_its_network(visit: Visit) -> None:
    visitor = visit("alsdorf")
    kept = visitor.text("/public/au010")
    assert BAN not in kept
    for _ in range(SESSIONS_ALLOWED):
        last = httpx.get(f"{visitor.server.url}/public/au010", verify=False)
    assert last.status_code == 200
    assert f'<div class="message_text">{BAN}</div>' in last.text
    assert BAN in visitor.text("/public/au010")
    alsdorf(visitor).pardon()
    assert BAN not in visitor.text("/public/au010")


def test_a_ban_is_for_a_while_and_sessions_over_time_are_no_harm(visit: Visit) -> None:
    visitor = visit("alsdorf")
    site = alsdorf(visitor)
    visitor.text("/public/au010")
    plain = replace(visitor.server.requests[-1], headers={})
    for night in range(SESSIONS_ALLOWED * 2):
        assert BAN.encode() not in site.answer(replace(plain, at=plain.at + night * WINDOW)).body
    later = plain.at + 10_000
    banned = [BAN.encode() in site.answer(replace(plain, at=later)).body for _ in range(SESSIONS_ALLOWED + 1)]
    assert banned == [False] * SESSIONS_ALLOWED + [True]
    assert BAN.encode() in site.answer(replace(plain, at=later + BAN_SECONDS - 1)).body
    assert BAN.encode() not in site.answer(replace(plain, at=later + BAN_SECONDS)).body


def test_documents_need_no_session_and_attachments_do(visit: Visit) -> None:
    visitor = visit("alsdorf")
    paper = next(one for one in visitor.views.papers() if one.title.startswith("Jugendtreff"))
    page = visitor.text(f"/public/vo020?VOLFDNR={paper.number}")
    [main] = re.findall(r'href="\./(wicket/[^"]+doc\d+\.pdf)"', page)
    assert httpx.get(f"{visitor.server.url}/public/{main}", verify=False).content.startswith(b"%PDF")
    [bound] = re.findall(r'href="\./(vo020\?\d+--anlagenHeaderPanel[^"]+)"', page)
    bound = bound.replace("&amp;", "&")
    assert visitor.get(f"/public/{bound}").content.startswith(b"%PDF")
    assert httpx.get(f"{visitor.server.url}/public/{bound}", verify=False).status_code == 404


def test_a_paper_has_its_parts_its_offices_and_dates_in_two_ways(visit: Visit) -> None:
    visitor = visit("alsdorf")
    pages = [visitor.text(f"/public/vo020?VOLFDNR={one.number}") for one in visitor.views.papers()]
    page = next(one for one in pages if "Jugendtreff am Annapark: Öffnung" in one)
    names = re.findall(r"Reduzieren</a> ([^<]+)</h3>", page)
    assert names == ["Beschlussvorschlag", "Erläuterungen", "Finanzielle Auswirkungen"]
    assert '<span id="vofamt">Fachbereich 3 - Bildung und Jugend</span>' in page
    assert '<span id="vobamt">Stabsstelle Beispiel; Kämmerei</span>' in page
    assert f'<span id="voverfasser1">{CLERK}' in page
    assert any(re.search(r"<td>20\d\d [A-Z][a-z]{2} \d{1,2}</td>", one) for one in pages)
    assert any(re.search(r"<td>\d\d\.\d\d\.20\d\d</td>", one) for one in pages)


def test_the_printed_paper_is_flat(visit: Visit) -> None:
    visitor = visit("alsdorf")
    paper = next(one for one in visitor.views.papers() if one.title.startswith("Jugendtreff"))
    page = visitor.text(f"/public/vo020?VOLFDNR={paper.number}&selfaction=print")
    seen = re.findall(r"<p>Reduzieren</p>\n<h3>(.*?)</h3>", page)
    assert seen == ["Beratungsfolge", "Beschlussvorschlag", "Erläuterungen", "Finanzielle Auswirkungen"]


def test_an_agenda_has_groups_roles_and_a_title_that_is_not_for_the_public(visit: Visit) -> None:
    visitor = visit("alsdorf")
    meeting = visitor.meeting("Rat der Stadt Alsdorf", "2026-11-18")
    page = visitor.text(f"/public/to010?SILFDNR={meeting.number}&refresh=false")
    assert "Öffentlicher Teil (18:00 - 20:40 Uhr)" in page
    assert "Nichtöffentlicher Teil<" in page
    assert '<td class="tozunr">Entscheidung</td><td class="tobanr">einstimmig beschlossen</td>' in page
    assert re.search(r'<a id="betreff_(\d+)" href="\./to020\?TOLFDNR=\1', page)
    assert SECRET_PHRASE in words(page)


def test_there_is_no_oparl_on_this_host(visit: Visit) -> None:
    visitor = visit("alsdorf")
    for address in ("/oparl/v1.1/system", "/public/oparl/system", "/bi/allris.net.asp"):
        assert visitor.get(address).status_code == 404
