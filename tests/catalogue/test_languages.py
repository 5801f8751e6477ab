"""Readers of further languages: what speaks their language, what stays German and says so, and where pages end."""

from __future__ import annotations

import gettext
import re
import runpy
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import trans_real
from icalendar import Calendar

from teilhabe.catalogue.actions import archive_offer, withdraw_offer
from teilhabe.catalogue.actions.life import outdate_offer
from teilhabe.catalogue.models import EasyText, Offer
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.directory.actions import DEMO_SOURCE, load_demo
from teilhabe.search.index import catch_up
from teilhabe.website.actions.pages import create_start_pages

from .. import people, rows
from .offers import COMPLETE, a_translation, an_offer

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[2] / "script/messages"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


class Spoken(HTMLParser):
    """The words of a page, each with the language and direction that it is marked with."""

    EMPTY = frozenset({"meta", "link", "input", "br", "hr", "img", "path", "circle"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[tuple[str, str, str]] = []
        self._open: list[tuple[str, str, str]] = [("", "", "ltr")]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.EMPTY:
            return
        given, (_tag, lang, direction) = dict(attrs), self._open[-1]
        turned = "auto" if tag == "bdi" else direction
        self._open.append((tag, given.get("lang") or lang, given.get("dir") or turned))

    def handle_endtag(self, tag: str) -> None:
        while tag not in self.EMPTY and len(self._open) > 1 and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, lang, direction = self._open[-1]
        if data.strip() and tag not in {"script", "style"}:
            self.words.append((data.strip().replace("\u00ad", ""), lang, direction))

    def of(self, words: str) -> set[tuple[str, str]]:
        """In which languages and directions ``words`` stand on the page."""
        return {(lang, direction) for data, lang, direction in self.words if words in data}


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def links_to(page: str) -> set[str]:
    return set(re.findall(r'<a [^>]*href="(/[^"?#]*)', page))


def a_rich_offer(**more: Any) -> Offer:
    """With a word in nearly every place that a page has."""
    start = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT16:00")
    return an_offer(
        **{
            "municipalities": [people.a_municipality().ags],
            "venue": "Haus der Begegnung",
            "street": "Am Markt 3",
            "postcode": "52222",
            "town": "Talheim",
            "phone": "0221 4710-100",
            "homepage": "https://treff.example",
            "hours": "Montags am Vormittag.",
            "cost": "fee",
            "cost_note": "Zwei Euro für den Kaffee.",
            "access": "registration",
            "registration_url": "https://treff.example/anmelden",
            "accessibility": ["step-free"],
            "school_forms": ["02", "20"],
            "places": 12,
            "places_free": 3,
            "places_on": timezone.localdate(),
            "age_from": 6,
            "schedule": [{"start": start, "end": start.replace("T16", "T18"), "note": "mit Kinderbetreuung"}],
            "documents": "Ausweis",
            "funding": "Landesprogramm Ankommen",
            "links": [{"label": "Merkblatt", "url": "https://treff.example/merkblatt"}],
            "aliases": [],
            **more,
        }
    )


# --- What an Arabic page says --------------------------------------------------------------------------------------


def test_amal_reads_an_offer_in_arabic_and_hears_german_names_as_german(client: Client) -> None:
    offer = a_rich_offer()
    a_translation(offer, "ar", title="الألمانية في الصباح", summary="دورة للأهل.", body="<p>نتعلم معًا.</p>")
    catch_up()
    html = read(client, f"/ar/angebote/{offer.slug}")
    page = Spoken(html)
    assert '<html lang="ar" dir="rtl">' in html
    assert page.of("الألمانية في الصباح") == {("ar", "rtl")}
    assert page.of("Lernwerkstatt") <= {("de", "ltr"), ("de", "auto")}
    assert page.of("Am Markt 3") == {("de", "auto")}
    assert page.of("Landesprogramm Ankommen") == {("de", "auto")}
    assert page.of("mit Kinderbetreuung") == {("de", "auto")}
    assert page.of("0221 4710-100") == {("ar", "rtl")}
    assert '<a class="t-ltr" href="tel:+4922147' in html
    assert "Sie lesen ihn auf Deutsch" not in html
    assert 'rel="canonical" href="http://127.0.0.1:8000/ar/angebote/' in html


def test_an_offer_without_arabic_words_is_german_and_says_so(client: Client) -> None:
    offer = a_rich_offer()
    catch_up()
    html = read(client, f"/ar/angebote/{offer.slug}")
    page = Spoken(html)
    assert ("de", "ltr") in page.of(COMPLETE["title"])
    assert page.of(COMPLETE["summary"]) == {("de", "ltr")}
    assert page.of("Montags am Vormittag.") == {("de", "auto")}
    assert "t-notice" in html
    # For search engines it is the German page in another frame.
    assert 'rel="canonical" href="http://127.0.0.1:8000/angebote/' in html
    assert 'hreflang="ar"' not in html[: html.index("<body")]


def test_lists_show_arabic_titles_and_can_be_narrowed_to_them(client: Client) -> None:
    a_translation(a_rich_offer(), "ar", title="الألمانية في الصباح", summary="دورة للأهل.")
    a_rich_offer(title="Nur auf Deutsch")
    catch_up()
    assert "/ar/angebote/liste?text=ar" in read(client, "/ar/angebote/")
    both = Spoken(read(client, "/ar/angebote/liste"))
    assert both.of("الألمانية في الصباح") == {("ar", "rtl")}
    assert both.of("Nur auf Deutsch") == {("de", "ltr")}
    narrowed = Spoken(read(client, "/ar/angebote/liste?text=ar"))
    assert narrowed.of("الألمانية في الصباح")
    assert not narrowed.of("Nur auf Deutsch")
    month = f"{timezone.localtime() + timedelta(days=3):%Y-%m}"
    calendar = Spoken(read(client, f"/ar/angebote/kalender?monat={month}"))
    assert calendar.of("16:00–18:00") == {("ar", "ltr")}
    assert ("de", "ltr") in calendar.of("Nur auf Deutsch")


def test_a_german_entry_among_turkish_ones_carries_a_mark_and_so_does_a_german_proposal(client: Client) -> None:
    a_translation(a_rich_offer(), "tr", title="Sabah Almancası", summary="Anneler ve babalar için kurs.")
    a_rich_offer(title="Fahrradwerkstatt")
    catch_up()
    with translation.override("tr"):
        mark = translation.gettext("auf Deutsch")
    own = read(client, "/tr/angebote/liste?q=Almancası")
    assert "Sabah Almancası" in own
    assert f"<li>{mark}</li>" not in own
    assert f"<li>{mark}</li>" in read(client, "/tr/angebote/liste?q=Fahrradwerkstatt")
    assert f"<li>{mark}</li>" not in read(client, "/angebote/liste")
    german = read(client, "/tr/angebote/liste?q=Fahradwerkstatt")
    assert re.search(rf'<p class="t-hint">[^<]*<a href="[^"]+" lang="de">Fahrradwerkstatt</a> \({mark}\)', german)
    turkish = read(client, "/tr/angebote/liste?q=babalarr")
    assert re.search(r'<p class="t-hint">[^<]*<a href="[^"]+" lang="tr">babalar</a></p>', turkish)


def test_the_drawing_of_the_demonstration_is_named_in_the_words_of_the_reader(client: Client) -> None:
    rows.once("demonstration places", lambda: load_demo(by=COMMAND_LINE))
    with translation.override("ar"):
        own = translation.gettext("Demonstrationsdaten, eigene grobe Zeichnung")
    foot = read(client, "/ar/angebote/").partition("<footer")[2]
    assert own in foot
    assert f'<bdi lang="de">{DEMO_SOURCE}' not in foot


# --- Where the languages end ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("/ar/", "/ar/angebote/"),
        ("/ar/rat/", "/rat/"),
        ("/ar/rat", "/rat/"),
        ("/fa/suche?q=Schule", "/suche?q=Schule"),
        ("/uk/konto/anmelden/", "/konto/anmelden/"),
        ("/ru/anbieter/", "/anbieter/"),
        ("/tr/impressum", "/impressum"),
        ("/fr/angebote/daten", "/angebote/daten"),
    ],
)
def test_a_page_without_that_language_leads_to_the_german_one(client: Client, asked: str, to: str) -> None:
    create_start_pages(by=COMMAND_LINE)
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (302, to)


def test_whoever_is_led_to_a_german_page_reads_why_in_their_language_once(client: Client) -> None:
    page = client.get("/ar/rat/", follow=True).content.decode()
    said = page.partition('class="t-messages"')[2].partition("</div>")[0]
    assert '<span lang="ar" dir="rtl">' in said
    assert "الألمانية" in said
    assert 'href="/ar/angebote/"' in said
    assert 'class="t-messages"' not in client.get("/rat/").content.decode()


@pytest.mark.parametrize("asked", ["/ar/gibt-es-nicht", "/ar//rat/", "/ar/angebote/gibt-es-nicht", "/ar/verwaltung/x"])
def test_what_is_nowhere_is_not_found_in_the_readers_language(client: Client, asked: str) -> None:
    answer = client.get(asked)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert '<html lang="ar" dir="rtl">' in page
    assert "/ar/angebote/" in links_to(page)


def test_a_form_is_not_sent_on(client: Client) -> None:
    assert client.post("/ar/rueckmeldung", {"message": "Hallo"}).status_code == 404


def test_a_browser_that_prefers_arabic_stays_on_german_pages(client: Client) -> None:
    for path in ("/", "/rat/", "/angebote/"):
        answer = client.get(path, headers={"accept-language": "ar"})
        assert answer.status_code == 200
        assert '<html lang="de">' in answer.content.decode()


def test_the_language_menu_offers_what_there_is(client: Client) -> None:
    def menu(path: str) -> dict[str, str]:
        page = read(client, path)
        part = page[page.index('class="t-lang"') : page.index("</details>")]
        return {code: url for url, code in re.findall(r'href="([^"]+)" lang="(\w+)"', part)}

    assert set(menu("/rat/")) == {"de", "en"}
    assert set(menu("/angebote/daten")) == {"de", "en"}
    assert set(menu("/angebote/liste")) == {"de", "en", "fr", "tr", "ar", "uk", "fa", "ru"}
    assert menu("/ar/angebote/liste?q=x")["uk"] == "/uk/angebote/liste?q=x"
    # From the front page everybody finds what there is for them.
    assert menu("/")["ar"] == "/ar/angebote/"
    assert 'hreflang="ar"' not in read(client, "/")[: read(client, "/").index("<body")]


def test_links_of_an_arabic_page_lead_to_pages_of_one_language(client: Client) -> None:
    create_start_pages(by=COMMAND_LINE)
    offer = a_rich_offer()
    catch_up()
    for path in ("", "liste", "kalender", "merkliste", offer.slug):
        page = read(client, f"/ar/angebote/{path}")
        for address in links_to(page):
            answer = client.get(address, follow=False)
            assert answer.status_code < 400, (path, address)
            if answer.status_code == 200 and address.startswith("/ar/"):
                continue
            # Whatever else is linked is German, and its link says so.
            assert not address.startswith("/ar/"), (path, address)
        assert re.search(r'href="/impressum" hreflang="de"><bdi lang="de">Impressum', page)
        assert 'href="/rat/" hreflang="de"' in page


def test_the_sitemap_names_what_is_said_in_each_language(client: Client) -> None:
    offer = a_rich_offer()
    a_translation(offer, "ar", title="الألمانية في الصباح")
    an_offer(title="Nur auf Deutsch")
    own = b"".join(client.get("/sitemap-0.xml").streaming_content).decode()  # type: ignore[attr-defined]  # it is a streaming answer
    entries = b"".join(client.get("/sitemap-1.xml").streaming_content).decode()  # type: ignore[attr-defined]  # it is a streaming answer
    assert "/ar/angebote/liste<" in own
    assert "/ar/rat/" not in own
    assert f"/ar/angebote/{offer.slug}<" in entries
    assert "/fr/angebote/" not in entries
    assert "/ar/angebote/nur-auf-deutsch" not in entries


# --- Nothing is forgotten ------------------------------------------------------------------------------------------


class Heard(gettext.NullTranslations):
    """Stands behind a catalogue of ours and writes down what that one does not know."""

    def __init__(self, behind: Any) -> None:
        super().__init__()
        self.behind, self.missing = behind, set[str]()

    def gettext(self, message: str) -> str:
        self.missing.add(message)
        return str(self.behind.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.missing.add(msgid1)
        return str(self.behind.ngettext(msgid1, msgid2, n))


@pytest.fixture
def missing_in_french(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    french: Any = trans_real.translation("fr")
    heard = Heard(french._fallback)
    monkeypatch.setattr(french, "_fallback", heard)
    return heard.missing


def test_all_that_these_pages_say_is_in_the_list_of_what_readers_see(
    client: Client, missing_in_french: set[str]
) -> None:
    """Every page below /fr/angebote/ is drawn in its states; no message of ours may be looked up in vain."""
    create_start_pages(by=COMMAND_LINE)
    one = a_rich_offer()
    EasyText.objects.create(
        offer=one, title="Deutsch lernen", body="<p>Kurs.</p>", state="current", checked_on=timezone.localdate()
    )
    a_rich_offer(title="Programm", kind="programme", online=True, mobile=True, municipalities=[], places_free=0)
    a_rich_offer(title="Teil", part_of=one, age_to=9, valid_to=timezone.localdate() + timedelta(days=50))
    material = a_rich_offer(
        title="Heft",
        kind="material",
        resource_types=["worksheet"],
        subjects=["german"],
        material_licence="https://creativecommons.org/licenses/by/4.0/",
        material_url="https://treff.example/heft",
        creators="Redaktion",
    )
    ended = archive_offer(a_rich_offer(title="Vorbei"), ended=timezone.localdate(), by=COMMAND_LINE)
    hidden = outdate_offer(a_rich_offer(title="Unbestätigt"), by=COMMAND_LINE)
    gone = withdraw_offer(a_rich_offer(title="Zurückgenommen"), by=COMMAND_LINE)
    waiting = [
        "/fr/angebote/",
        "/fr/angebote/liste",
        "/fr/angebote/liste?q=Deutsch&sortierung=termin&anliegen=german-for-parents&ort=talheim&kosten=fee",
        "/fr/angebote/liste?q=Trapez",
        "/fr/angebote/kalender",
        "/fr/angebote/kalender?monat=2031-01&thema=language",
        "/fr/angebote/kalender.ics",
        "/fr/angebote/neu.atom",
        "/fr/angebote/merkliste",
        f"/fr/angebote/merkliste?e={one.slug},{material.slug},weg",
        f"/fr/angebote/merkliste.pdf?e={one.slug}",
        f"/fr/angebote/{one.slug}/leichte-sprache",
        f"/fr/angebote/anbieter/{one.organisation.slug}",
        "/fr/anbieter/hinweis",
        f"/fr/anbieter/hinweis?angebot={one.slug}",
        "/fr/anbieter/hinweis/danke",
        "/fr/gibt-es-nicht",
        *(f"/fr/angebote/{offer.slug}" for offer in Offer.objects.source()),
    ]
    assert {ended.slug, hidden.slug, gone.slug} <= {path.rpartition("/")[2] for path in waiting}
    # First while the search is still being built.
    client.get("/fr/angebote/liste?q=Deutsch")
    catch_up()
    status = {path: client.get(path).status_code for path in waiting}
    others = {path: code for path, code in status.items() if code != 200 and ".pdf" not in path}
    assert others == {"/fr/gibt-es-nicht": 404, f"/fr/angebote/{gone.slug}": 410}
    client.post("/fr/anbieter/hinweis", {"email": "kein", "title": ""})
    client.post("/fr/anbieter/hinweis", {"text": "Kurz", "opened": "gefälscht", "homepage": "x"})
    script = runpy.run_path(str(SCRIPT), run_name="messages")
    ours = {singular for _context, singular in script["messages"]()}
    assert sorted(missing_in_french & ours) == []
    with translation.override("fr"):
        translation.gettext("Beschlossen")
    assert missing_in_french >= {"Beschlossen"}, "nobody listened"


def test_a_date_goes_into_the_calendar_in_the_readers_language(client: Client) -> None:
    offer = an_offer(schedule=[{"start": f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}T16:00"}])
    a_translation(offer, "ar", title="دورة ألمانية")
    (event,) = Calendar.from_ical(client.get(f"/ar/angebote/{offer.slug}.ics").content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "دورة ألمانية"
    assert str(event["URL"]).endswith(f"/ar/angebote/{offer.slug}")
