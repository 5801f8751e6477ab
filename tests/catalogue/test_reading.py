"""What readers find: ways in by need, the list with its filters, the page of an offer and what became of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from teilhabe.catalogue.actions import archive_offer, withdraw_offer
from teilhabe.catalogue.actions.life import outdate_offer
from teilhabe.catalogue.models import EasyText, Offer
from teilhabe.catalogue.queries.offer_page import around
from teilhabe.catalogue.views import providers_public
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.search.index import catch_up

from .. import people
from .offers import a_draft, a_translation, an_offer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def titles(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")].replace("\u00ad", "")
    return re.findall(r'class="t-row__title"[^>]*><a[^>]*>([^<]+)</a>', main)


def test_aylin_finds_a_course_by_what_she_needs(client: Client) -> None:
    an_offer()
    an_offer(title="Sprechstunde", needs=["advice"])
    catch_up()
    home = client.get("/angebote/").content.decode()
    assert "/angebote/liste?anliegen=german-for-parents" in home
    assert "/angebote/liste?anliegen=funding" not in home
    answer = client.get("/angebote/liste?anliegen=german-for-parents").content.decode()
    assert titles(answer) == ["Deutsch am Vormittag"]
    assert 'value="advice"' in answer
    assert "noindex" in answer


def test_an_empty_catalogue_says_so(client: Client) -> None:
    catch_up()
    assert "Hier stehen noch keine Angebote" in client.get("/angebote/").content.decode()
    assert "Nichts gefunden" in client.get("/angebote/liste?q=Trapez").content.decode()


def test_what_holds_everywhere_is_found_in_each_town(client: Client) -> None:
    talheim, bergdorf = people.a_municipality(), people.a_municipality("Bergdorf", "05999002")
    an_offer(title="In Talheim", municipalities=[talheim.ags])
    an_offer(title="In Bergdorf", municipalities=[bergdorf.ags])
    an_offer(title="Am Telefon", municipalities=[])
    catch_up()
    answer = client.get("/angebote/liste?ort=talheim&sortierung=titel").content.decode()
    assert titles(answer) == ["Am Telefon", "In Talheim"]
    assert "Filter Talheim entfernen" in answer


def test_the_list_is_in_the_order_that_was_asked_for(client: Client) -> None:
    soon = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT16:00")
    late = (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT16:00")
    an_offer(title="Öffnet spät", schedule=[{"start": late}])
    an_offer(title="Zirkus", schedule=[{"start": soon}])
    an_offer(title="Anfangen")
    catch_up()

    def order(name: str) -> list[str]:
        return titles(client.get(f"/angebote/liste?sortierung={name}").content.decode())

    assert order("titel") == ["Anfangen", "Öffnet spät", "Zirkus"]
    assert order("termin") == ["Zirkus", "Öffnet spät", "Anfangen"]
    assert order("neu") == ["Anfangen", "Zirkus", "Öffnet spät"]


def test_words_are_searched_and_a_slip_of_the_pen_is_understood(client: Client) -> None:
    an_offer(title="Fahrradwerkstatt")
    catch_up()
    assert titles(client.get("/angebote/liste?q=Fahrradwerkstatt").content.decode()) == ["Fahrradwerkstatt"]
    assert "Das könnte gemeint sein" in client.get("/angebote/liste?q=Fahradwerkstatt").content.decode()


def test_nonsense_in_an_address_finds_nothing_and_breaks_nothing(client: Client) -> None:
    an_offer()
    catch_up()
    for query in ("ort=nirgends", "alter=x-y", "anliegen=%00", "seite=99999", "thema=" + "a" * 500, "e=../../etc"):
        assert client.get(f"/angebote/liste?{query}").status_code == 200, query
        assert client.get(f"/angebote/kalender?{query}&monat=9999-99").status_code == 200, query


@pytest.mark.parametrize("number", [1, 3])
def test_a_longer_list_asks_no_more_questions(client: Client, assert_max_queries: object, number: int) -> None:
    for one in range(number):
        an_offer(title=f"Kurs {one}")
    catch_up()
    client.get("/angebote/liste")
    with assert_max_queries(8):  # type: ignore[operator]  # a context manager by conftest
        client.get("/angebote/liste?fuer=parents")
    with assert_max_queries(8):  # type: ignore[operator]  # as above
        client.get("/angebote/")


# --- The page of an offer ------------------------------------------------------------------------------------------


def test_the_page_says_who_where_when_and_what_it_costs_before_any_prose(client: Client) -> None:
    an_offer(
        venue="Lernwerkstatt", street="Luisenhof 14", postcode="52477", town="Talheim", hours="dienstags um 9 Uhr",
        phone="02405 555 10", age_from=18, registration="Rufen Sie an.", municipalities=["05999001"],
        documents="Ausweis\nMappe",
    )  # fmt: skip
    page = client.get("/angebote/deutsch-am-vormittag").content.decode()
    said = ["Luisenhof 14, 52477 Talheim", "dienstags um 9 Uhr", "kostenlos", "Arabisch", "Rufen Sie an.", "Worum es"]
    places = [page.index(words) for words in said]
    assert places == sorted(places)
    assert 'href="tel:+49240555510"' in page
    assert page.count("kern-btn--primary") == 1
    assert "<li>Mappe</li>" in page


def test_machines_read_what_it_is(client: Client) -> None:
    an_offer()
    page = client.get("/angebote/deutsch-am-vormittag").content.decode()
    block = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    thing = json.loads(block)["@graph"][0]
    assert (thing["@type"], thing["name"], thing["isAccessibleForFree"]) == ("Course", "Deutsch am Vormittag", True)
    assert thing["provider"]["name"] == "Lernwerkstatt Talheim"


def test_what_providers_write_cannot_do_anything_on_the_page(client: Client) -> None:
    an_offer(body='<p onclick="x()">Kommen Sie<script>alert(1)</script><a href="javascript:x()">her</a></p>')
    page = client.get("/angebote/deutsch-am-vormittag").content.decode()
    assert "alert(1)" not in page
    assert "onclick" not in page
    assert "javascript:" not in page
    assert "Kommen Sie" in page


@pytest.mark.parametrize(("origin", "leads"), [("https://quelle.example/7", True), ("javascript:alert(1)", False)])
def test_the_page_leads_to_where_an_import_came_from_only_if_that_is_on_the_web(
    client: Client, origin: str, leads: bool
) -> None:
    offer = an_offer()
    Offer.objects.filter(pk=offer.pk).update(origin_url=origin)
    assert (f'href="{origin}"' in client.get(f"/angebote/{offer.slug}").content.decode()) is leads


def test_a_reader_of_another_language_gets_the_translation_or_hears_that_it_is_german(client: Client) -> None:
    offer = an_offer()
    an_offer(title="Nur auf Deutsch")
    a_translation(offer, "en", title="German in the morning", summary="A course for parents.")
    a_translation(offer, "ar", title="الألمانية صباحًا", summary="دورة للأهل")
    catch_up()
    english = client.get("/en/angebote/deutsch-am-vormittag").content.decode()
    assert 'lang="en">German in the morning</h1>' in english.replace("\u00ad", "")
    assert titles(client.get("/en/angebote/liste?sortierung=titel").content.decode())[0] == "German in the morning"
    arabic = client.get("/angebote/deutsch-am-vormittag?sprache=ar").content.decode()
    assert 'lang="ar" dir="rtl">دورة للأهل' in arabic
    german_only = client.get("/en/angebote/nur-auf-deutsch").content.decode()
    assert 'lang="de">Nur auf Deutsch</h1>' in german_only.replace("\u00ad", "")


def test_what_is_over_says_so_at_its_address(client: Client) -> None:
    ended = archive_offer(an_offer(title="Durchstarten vor Ort"), ended=timezone.localdate(), by=COMMAND_LINE)
    unsure = outdate_offer(an_offer(title="Nähcafé"), by=COMMAND_LINE)
    taken = withdraw_offer(an_offer(title="Kochtreff"), by=COMMAND_LINE)
    draft = a_draft(title="Noch nichts")
    catch_up()

    answer = client.get(f"/angebote/{ended.slug}")
    assert answer.status_code == 200
    assert "Es hat am" in answer.content.decode()
    assert "kern-btn--primary" not in answer.content.decode()

    answer = client.get(f"/angebote/{unsure.slug}")
    assert answer.status_code == 200
    assert "noindex" in answer.content.decode()
    assert "bestätigt" in answer.content.decode()
    assert "Wir lernen zusammen" not in answer.content.decode()

    assert client.get(f"/angebote/{taken.slug}").status_code == 410
    assert client.get(f"/angebote/{draft.slug}").status_code == 404
    assert titles(client.get("/angebote/liste").content.decode()) == []


def test_leichte_sprache_is_shown_while_it_says_what_the_offer_says(client: Client) -> None:
    offer = an_offer()
    address = "/angebote/deutsch-am-vormittag/leichte-sprache"
    assert client.get(address).status_code == 404
    text = EasyText.objects.create(
        offer=offer, title="Deutsch lernen", body="<h3>Wer</h3><p>Hier lernen Eltern Deutsch.</p>", state="current",
        checked_on=timezone.localdate(),
    )  # fmt: skip
    assert address in client.get("/angebote/deutsch-am-vormittag").content.decode()
    assert "<h2>Wer</h2><p>Hier lernen Eltern Deutsch." in client.get(address).content.decode()
    EasyText.objects.filter(pk=text.pk).update(state="outdated")
    assert client.get(address).status_code == 404


def test_an_organisation_shows_what_it_offers_and_what_has_ended(client: Client) -> None:
    an_offer(title="Lesekreis")
    archive_offer(an_offer(title="Altes"), ended=timezone.localdate(), by=COMMAND_LINE)
    people.an_organisation("Nur im Rat")
    page = client.get("/angebote/anbieter/lernwerkstatt-talheim").content.decode()
    assert titles(page) == ["Lesekreis", "Altes"]
    assert client.get("/angebote/anbieter/nur-im-rat").status_code == 404


def test_an_organisation_with_very_much_leads_on_to_all_of_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers_public, "MOST", 2)
    address, everything = "/angebote/anbieter/lernwerkstatt-talheim", "/angebote/liste?anbieter=lernwerkstatt-talheim"
    for title in ("Lesekreis", "Nähcafé"):
        an_offer(title=title)
    assert everything not in client.get(address).content.decode()
    an_offer(title="Sprachcafé")
    page = client.get(address).content.decode()
    assert titles(page) == ["Lesekreis", "Nähcafé"]
    assert f'<a href="{everything}">Alle Angebote dieses Anbieters</a>' in page
    assert "Sprachcafé" in client.get(everything).content.decode()


def test_parts_of_a_programme_stand_there_once_whatever_they_are_translated_into() -> None:
    programme = an_offer(title="Programm", kind="programme")
    part = an_offer(title="Lesekreis", part_of=programme)
    row = a_translation(part, "ar", title="حلقة قراءة")
    assert row.part_of_id == programme.pk
    assert [one.pk for one in around(programme).parts] == [part.pk]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_an_offer_asks_few_questions(client: Client, assert_max_queries: object, number: int) -> None:
    offers = [an_offer(title=f"Kurs {one}") for one in range(number)]
    catch_up()
    with assert_max_queries(12):  # type: ignore[operator]  # a context manager by conftest
        client.get(f"/angebote/{offers[0].slug}")


def test_a_heading_that_the_page_has_already_is_not_said_twice(client: Client) -> None:
    offer = an_offer(body="<h3>Worum es geht</h3><p>Wir rechnen.</p><h3>Wer kommt</h3><p>Eltern.</p>")
    page = client.get(f"/angebote/{offer.slug}").content.decode()
    assert page.count("Worum es geht") == 1
    assert "<p>Wir rechnen.</p><h3>Wer kommt</h3>" in page
