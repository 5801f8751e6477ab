"""Readers search everything at once: groups, filters, corrections, other languages, and what is said when nothing is
found."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from html import unescape
from time import process_time
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from teilhabe.core import limits
from teilhabe.core.limits import RateLimit
from teilhabe.search.actions import NewEntry, drop, put_many
from teilhabe.search.finding import Found
from teilhabe.search.index import catch_up
from teilhabe.search.index.generations import root
from teilhabe.search.index.reading import look_again
from teilhabe.search.question.notes import Cut, Ignored, Note, OnlyMinus, QuoteClosed, Synonym, TakenApart
from teilhabe.website.models import UnmetTerm
from teilhabe.website.presentation.search import PER_KIND, PER_PAGE, remarks
from teilhabe.website.views import search as search_views
from tests.council import cast

AtMost = Callable[[int], AbstractContextManager[object]]
MARCH = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)
ALSDORF, AACHEN = "05334004", "05334002"


@pytest.fixture
def council(db: None) -> None:
    """Alsdorf with thirty papers on schools, a committee and a person; Aachen with one paper that came to nothing."""
    cast.a_body("Stadt Alsdorf", short_name="Alsdorf", slug="alsdorf", ags=ALSDORF)
    cast.a_body("Stadt Aachen", short_name="Aachen", slug="aachen", ags=AACHEN)
    papers = [
        NewEntry(
            kind="paper",
            ref=f"alsdorf/{number}",
            url=f"/rat/alsdorf/vorlage/{number}",
            title=f"Grundschulentwicklung, Bericht {number}",
            summary="Der Rat hat zugestimmt.",
            body="Die Schulen im Norden <wachsen>. Das Hallenbad bleibt.",
            starts=MARCH + timedelta(days=number),
            municipality=ALSDORF,
            facts={"body": "Alsdorf", "reference": f"2026/{number:04d}", "standing": "decided"},
            facets={"committee": ["alsdorf/rat"], "standing": ["decided"], "theme": ["school"]},
        )
        for number in range(1, 31)
    ]
    other = NewEntry(
        kind="paper",
        ref="aachen/1",
        url="/rat/aachen/vorlage/1",
        title="Schulhof am Weiher",
        annex="Der Kostenplan der Landschaftsgärtnerei liegt vor.",
        starts=MARCH - timedelta(days=400),
        municipality=AACHEN,
        facts={"body": "Aachen", "reference": "FB 45/0211"},
        facets={"committee": ["aachen/rat"], "standing": ["rejected"], "theme": ["school", "building"]},
    )
    committees = [
        NewEntry(
            kind="committee", ref=f"{name}/rat", url=f"/rat/{name}/gremium/rat", title="Rat", facts={"body": title}
        )
        for name, title in (("alsdorf", "Alsdorf"), ("aachen", "Aachen"))
    ]
    people = [
        NewEntry(
            kind="person",
            ref="alsdorf/p-1",
            url="/rat/alsdorf/person/p-1",
            title="Özlem Çelik",
            body="Schulausschuss",
            municipality=ALSDORF,
            facts={"body": "Alsdorf", "group": "Fraktion Morgen"},
        ),
        NewEntry(
            kind="committee",
            ref="alsdorf/schulausschuss",
            url="/rat/alsdorf/gremium/schulausschuss",
            title="Schulausschuss",
            municipality=ALSDORF,
            facts={"body": "Alsdorf"},
        ),
    ]
    put_many([*papers, other, *committees, *people])
    catch_up()


def _page(client: Client, path: str = "/suche", **asked: Any) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def _words(page: str) -> str:
    """What a reader sees, without soft hyphens, with single spaces."""
    main = page.partition('<main id="inhalt" tabindex="-1">')[2].partition("</main>")[0] or page
    return " ".join(unescape(strip_tags(main.replace("<", " <"))).replace("\u00ad", "").split())


def _titles(page: str) -> list[str]:
    found = re.findall(r'class="t-row__title[^"]*"[^>]*>(.*?)</h\d>', page, re.DOTALL)
    return [unescape(strip_tags(one)).replace("\u00ad", "").strip() for one in found]


# --- What is found -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("council")
def test_a_reader_sees_the_first_hits_of_each_kind_with_their_marks_and_the_way_to_all(client: Client) -> None:
    page = _page(client, q="Schule")
    words = _words(page)
    assert "33 Ergebnisse in drei Gruppen" in words
    assert "Vorlagen 31" in words
    assert "Alle 31 Vorlagen" in words
    assert 'href="?q=Schule&amp;art=vorlage"' in page
    assert len([title for title in _titles(page) if "Grundschul" in title or "Schulhof" in title]) == PER_KIND
    assert "<mark>Schulen</mark> im Norden &lt;wachsen&gt;" in page, "words are marked, texts are escaped"
    assert re.search(r"Alsdorf\W+2026/00\d\d\W+\d\d?\. (März|April) 2026", words)


@pytest.mark.usefixtures("council")
def test_a_reader_learns_why_something_was_found(client: Client) -> None:
    words = _words(_page(client, q="Schulhof"))
    assert "gefunden als Teil von" not in words
    assert "gefunden über die Nummer 2026/0007" in _words(_page(client, q="VO 2026-7"))
    assert "In einer Anlage: " in _words(_page(client, q="Kostenplan"))
    part = _words(_page(client, q="Gärtnerei"))
    assert "In einer Anlage: " in part
    assert "gefunden als Teil von „Landschaftsgärtnerei“" in part


@pytest.mark.usefixtures("council")
def test_one_kind_alone_is_a_list_with_pages(client: Client) -> None:
    first, second = _page(client, q="Schule", art="vorlage"), _page(client, q="Schule", art="vorlage", seite="2")
    assert len(_titles(first)) == PER_PAGE
    assert len(_titles(second)) == 31 - PER_PAGE
    assert not set(_titles(first)) & set(_titles(second))
    assert "Seite 2" in second.partition("</title>")[0]
    for nonsense in ("-1", "x", "999999999999", "²"):
        assert _titles(_page(client, q="Schule", art="vorlage", seite=nonsense))


@pytest.mark.usefixtures("council")
def test_filters_narrow_and_are_undone_one_by_one(client: Client) -> None:
    page = _page(client, q="Schule", kommune="aachen", stand="rejected")
    assert _titles(page) == ["Schulhof am Weiher"]
    assert 'href="?q=Schule&amp;stand=rejected"' in page, "without the place"
    assert 'href="?q=Schule"' in page, "without both"
    assert re.search(r'name="kommune" value="aachen"[^>]* checked', page)
    assert "30" in _words(page), "places that are not chosen keep their numbers"
    assert _titles(_page(client, q="Schule", gremium="aachen/rat")) == ["Schulhof am Weiher"]
    assert _titles(_page(client, q="Schule", jahr="2025")) == ["Schulhof am Weiher"]
    assert len(_titles(_page(client, q="Bericht", von="2026-03-14", bis="2026-03-15"))) == 2
    assert _titles(_page(client, kommune="aachen")) == ["Schulhof am Weiher"], "filters alone are a search, too"


@pytest.mark.usefixtures("council")
def test_filters_are_called_by_their_names_and_those_without_a_choice_are_left_out(client: Client) -> None:
    page = _page(client, q="Schule")
    words = _words(page)
    assert "Bauen und Stadtentwicklung" in words
    assert "Rat (Aachen)" in words
    assert "Beschlossen" in words
    assert 'name="sprache"' not in page, "all is German: there is nothing to choose"
    assert 'name="thema" value="building"' in page
    assert "Building and urban" in _words(_page(client, "/en/suche", q="Schule"))


@pytest.mark.usefixtures("council")
def test_the_order_can_be_chosen_and_stays_in_the_address(client: Client) -> None:
    assert _titles(_page(client, q="Schule", art="vorlage", sortierung="alt"))[0] == "Schulhof am Weiher"
    newest = _page(client, q="Schule", art="vorlage", sortierung="neu")
    assert _titles(newest)[0] == "Grundschulentwicklung, Bericht 30"
    assert 'type="hidden" name="sortierung" value="neu"' in newest


# --- Mistakes, other words, other languages -----------------------------------------------------------------------


@pytest.mark.usefixtures("council")
def test_a_mistyped_word_finds_what_was_meant_and_says_so(client: Client) -> None:
    page = _page(client, q="Schulhoff")
    assert "Meinten Sie Schulhof ? Wir zeigen Ergebnisse dafür. Nur „Schulhoff“ suchen" in _words(page)
    assert _titles(page) == ["Schulhof am Weiher"]
    exact = _page(client, q="Schulhoff", genau="ja")
    assert not _titles(exact)
    assert "Nichts gefunden für „Schulhoff“" in _words(exact)


@pytest.mark.usefixtures("council")
def test_a_correction_that_the_filters_hide_is_offered_without_them(client: Client) -> None:
    page = _page(client, q="Schulhoff", kommune="alsdorf")
    assert "Meinten Sie Schulhof ? Ohne Filter gibt es dafür Ergebnisse." in _words(page)
    assert not _titles(page)


@pytest.mark.usefixtures("council")
def test_a_word_of_withdrawn_entries_is_no_correction(client: Client) -> None:
    drop("paper", ["aachen/1"])
    catch_up()
    assert "Meinten Sie Schulhof " not in _words(_page(client, q="Schulhoff"))


@pytest.mark.usefixtures("council")
def test_a_reader_asks_in_arabic_finds_german_entries_and_is_told_by_which_words(client: Client) -> None:
    page = _page(client, q="مدرسة")
    words = _words(page)
    assert "Gesucht wurde auch: Schule" in words
    assert "Grundschulentwicklung" in words
    assert "gefunden über" not in words, "the remark above all hits says it once"
    assert 'dir="auto"' in page


@pytest.mark.usefixtures("council")
def test_the_page_speaks_english_and_leaves_the_council_german(client: Client) -> None:
    page = _page(client, "/en/suche", q="school")
    assert "results in three groups" in _words(page)
    assert 'lang="de"' in page
    assert '<html lang="en"' in page
    assert 'href="/en/rat/' in page
    assert not re.search("Ergebnisse|Vorlagen|Filter anwenden|Gesucht wurde", _words(page))


# --- Nothing found, nothing asked, nothing to ask ------------------------------------------------------------------


@pytest.mark.usefixtures("council")
def test_who_finds_nothing_is_told_what_to_try(client: Client) -> None:
    page = _page(client, q="Weltraumbahnhof", kommune="aachen", stand="rejected")
    words = _words(page)
    assert "Nichts gefunden für „Weltraumbahnhof“" in words
    assert "Ohne „Aachen“ suchen" in words
    assert "Alle Filter entfernen" in words
    assert "In der Liste aller Vorlagen blättern" in words
    assert 'role="status"' in page


@pytest.mark.usefixtures("council")
def test_without_a_question_the_page_tells_what_can_be_asked(client: Client) -> None:
    page = _page(client)
    assert "So finden Sie genauer" in _words(page)
    assert 'href="/suche?thema=building">Bauen und Stadtentwicklung' in page
    assert "noindex" not in page
    assert _page(client, q="   ").count("So finden Sie genauer") == 1


@pytest.mark.usefixtures("council")
def test_while_the_index_is_rebuilt_the_page_says_so_and_everything_else_goes_on(client: Client) -> None:
    shutil.rmtree(root())
    look_again()
    answer = client.get("/suche", {"q": "Schule", "kommune": "aachen"})
    words = _words(answer.content.decode())
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "neu aufgebaut" in words
    assert "/rat/vorlagen" in answer.content.decode()
    assert 'value="Schule"' in answer.content.decode(), "the question can be sent again"
    assert 'type="hidden" name="kommune" value="aachen"' in answer.content.decode(), "and its filters"
    assert client.get("/suche/vorschlaege", {"q": "Schu"}).status_code == 204
    assert client.get("/suche").status_code == 200
    for path in ("/", "/rat/vorlagen", "/rat/sitzungen", "/rat/gremien"):
        assert client.get(path).status_code == 200
    catch_up()
    assert _titles(_page(client, q="Schulhof")) == ["Schulhof am Weiher"]


# --- Whatever is typed ---------------------------------------------------------------------------------------------

BAD = {
    "ten kilobytes": "Schule " * 1_500,
    "one word of ten kilobytes": "ä" * 10_000,
    "control characters": "Schu\x00le\x07 \x1b[31m\u202e\ufeff",
    "half a pair": "Schule \ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "an open quote": 'Schule "offener Ganz',
    "quotes alone": '"""„“',
    "a star": "*",
    "a minus": "- -- -",
    "an expression": r"(.*)+$ [a-z]{1,9999} \d+(?=x)",
    "the language of an engine": 'title:("Schule" AND NOT /x/)~2^9 TO *]',
    "more terms than an address can hold": " ODER ".join(str(number) for number in range(4_000)),
    "markup": "<script>alert(1)</script>",
    "a database's": "'; DROP TABLE search_entry; --",
    "a template's": "{{ 7*7 }}{% debug %}%(x)s%s",
}


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_results_or_a_sentence_within_a_tenth_of_a_second(client: Client, name: str) -> None:
    asked = BAD[name]
    client.get("/suche", {"q": "Schule", "art": "vorlage"})  # templates are read once
    took = []
    for _attempt in range(3):  # the best of three, and only what this process did: other programs run beside it
        started = process_time()
        answer = client.get("/suche", {"q": asked})
        took.append(process_time() - started)
        assert answer.status_code == 200
        if took[-1] <= 0.1:
            break
    assert min(took) <= 0.1
    page = answer.content.decode().replace(answer.wsgi_request.get_full_path(), "")
    assert _titles(page) or "Nichts gefunden" in page or "So finden Sie genauer" in page
    assert "<script>alert" not in page
    assert len(page) < 300_000, "a long question is not said over and over"


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize(
    "query",
    [
        "q=%00&art=%00&kommune=%FF&seite=%00",
        "q=Schule&art=unbekannt&kommune=x&gremium=y&jahr=z&stand=s&sprache=%00&thema=t",
        "q=Schule&von=gestern&bis=2026-99-99",
        "q=Schule&von=0001-01-01&bis=9999-12-31",
        "q=Schule&von=2026-05-01&bis=2026-01-01",
        "zeitraum=nie&sortierung=rot&genau=vielleicht",
        "art=" + "&art=".join(str(number) for number in range(900)),
    ],
)
def test_an_address_that_nobody_made_is_answered(client: Client, query: str) -> None:
    assert client.get(f"/suche?{query}").status_code == 200
    assert client.get(f"/suche/vorschlaege?{query}").status_code == 200


@pytest.mark.usefixtures("council")
def test_a_wrong_day_is_said_beside_its_field_and_the_rest_is_answered(client: Client) -> None:
    page = _page(client, q="Schulhof", von="gestern")
    assert 'aria-invalid="true"' in page
    assert _titles(page) == ["Schulhof am Weiher"]


# --- Cost and privacy ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("council")
def test_a_search_asks_the_database_little(client: Client, assert_max_queries: AtMost) -> None:
    client.get("/suche", {"q": "Schule"})
    with assert_max_queries(4):
        client.get("/suche", {"q": "Schule"})
    with assert_max_queries(3):
        client.get("/suche", {"q": "Schule", "art": "vorlage", "seite": "2"})
    with assert_max_queries(2):
        client.get("/suche")


@pytest.mark.usefixtures("council")
def test_nobody_is_told_what_was_asked(client: Client) -> None:
    answer = client.get("/suche", {"q": "Schule"})
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert 'content="noindex, follow"' in answer.content.decode()


# --- Suggestions ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("council")
def test_suggestions_are_options_to_search_for_or_to_go_to(client: Client) -> None:
    options = client.get("/suche/vorschlaege", {"q": "Schulau"}).content.decode()
    assert 'data-value="Schulausschuss"' in options
    assert 'data-url="/rat/alsdorf/gremium/schulausschuss"' in options
    numbered = client.get("/suche/vorschlaege", {"q": "2026/7"}).content.decode()
    assert 'data-url="/rat/alsdorf/vorlage/7"' in numbered
    english = client.get("/en/suche/vorschlaege", {"q": "Schulau"}).content.decode()
    assert 'data-url="/en/rat/alsdorf/gremium/schulausschuss"' in english


# --- What is said about a question ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "sentences"),
    [
        (Synonym("مدرسة", ("Schule",), "ar"), ['Gesucht wurde auch: <b lang="de">Schule</b>']),
        (
            TakenApart("Schulbushaltestelle", ("Schulbus", "<i>")),
            [
                "<bdi>„Schulbushaltestelle“</bdi> kommt nirgends vor. Gesucht wurden die Teile: "
                '<b lang="de">Schulbus</b>, <b lang="de">&lt;i&gt;</b>'
            ],
        ),
        (Cut("Schule"), ["Die Frage war sehr lang. Gesucht wurde mit ihrem Anfang."]),
        (OnlyMinus(("Ferien",)), ['Gezeigt wird alles ohne <b lang="de">Ferien</b>']),
        (Ignored(("und",)), []),
        (QuoteClosed("offener Ganztag"), []),
    ],
)
def test_every_note_about_a_question_is_a_sentence_or_nothing(note: Note, sentences: list[str]) -> None:
    assert list(remarks(Found(asked="", notes=(note,)))) == sentences


def test_every_kind_of_note_has_its_story_above() -> None:
    assert {kind.__name__ for kind in Note.__args__} == {
        "Synonym", "TakenApart", "Cut", "OnlyMinus", "Ignored", "QuoteClosed",
    }  # fmt: skip


@pytest.mark.usefixtures("council")
def test_words_that_a_program_tries_do_not_fill_the_list_of_what_the_region_lacks(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WINDOW_SECONDS", 10**9)  # no new minute begins
    for letter in "abcdefghijklmnopqrstuvwxyz":
        client.get("/suche", {"q": f"quarz{letter}tonvogel"}, REMOTE_ADDR="203.0.113.9")
    assert 0 < UnmetTerm.objects.count() <= 10


@pytest.mark.usefixtures("council")
def test_a_flood_of_one_connection_is_told_to_wait_and_others_are_answered(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WINDOW_SECONDS", 10**9)  # no new minute begins
    monkeypatch.setattr(search_views, "_limit", RateLimit("search.flood", per_minute=2))
    codes = [client.get("/suche", {"q": "Schule"}, REMOTE_ADDR="203.0.113.7").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    told = client.get("/suche", {"q": "Schule"}, REMOTE_ADDR="203.0.113.7")
    assert "In einer Minute geht es" in told.content.decode()
    assert client.get("/suche", {"q": "Schule"}, REMOTE_ADDR="203.0.113.8").status_code == 200
