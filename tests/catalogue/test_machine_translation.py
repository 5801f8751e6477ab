"""A machine's words: asked for by people, from a service over loopback HTTP, marked, and never public unread."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from wagtail_localize.models import StringTranslation

from teilhabe.catalogue.actions import publish_offer
from teilhabe.catalogue.actions.translations import begin_translation, hand_in_translation
from teilhabe.catalogue.ingest.machine_translation import TranslationUnavailable, machine, translated
from teilhabe.catalogue.ingest.translating import translate_by_machine
from teilhabe.catalogue.models import NotReviewed, Offer, State
from teilhabe.catalogue.queries.translations import Standing, standings

from .. import people
from .offers import an_offer

pytestmark = pytest.mark.django_db


class Service(ThreadingHTTPServer):
    """Speaks both protocols; ``asked`` holds what it was asked, ``status`` and ``wrong`` what goes wrong."""

    asked: list[tuple[str, dict[str, str], dict[str, Any]]]
    status = 200
    wrong: bytes | None = None


class Speaks(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, dict(self.headers), said))
        if self.path == "/v2/translate":
            texts = [
                {"detected_source_language": "DE", "text": f"{said['target_lang']}: {one}"} for one in said["text"]
            ]
            answer: dict[str, Any] = {"translations": texts}
        else:
            answer = {"translatedText": [f"{said['target']}: {one}" for one in said["q"]]}
        content = self.server.wrong if self.server.wrong is not None else json.dumps(answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Speaks)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.MT_SERVICE, settings.MT_KEY = "deepl", "geheim"
    settings.MT_URL = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def standing(offer: Offer, language: str) -> Standing:
    return standings([Offer.objects.get(pk=offer.pk)])[offer.pk][language]


def test_without_a_service_nothing_is_asked() -> None:
    assert machine() == ""
    with pytest.raises(TranslationUnavailable):
        translated(["Hallo"], "en")


@pytest.mark.parametrize(
    ("kind", "path", "words"),
    [("deepl", "/v2/translate", "EN-GB: Hallo"), ("libretranslate", "/translate", "en: Hallo")],
)
def test_both_services_are_asked_in_their_own_way(
    service: Service, settings: Any, kind: str, path: str, words: str
) -> None:
    settings.MT_SERVICE = kind
    assert translated(["Hallo", "Welt"], "en")[0] == words
    asked, headers, said = service.asked[0]
    assert asked == path
    if kind == "deepl":
        assert headers["Authorization"] == "DeepL-Auth-Key geheim"
        assert said == {"text": ["Hallo", "Welt"], "source_lang": "DE", "target_lang": "EN-GB", "tag_handling": "html"}
    else:
        assert (said["api_key"], said["format"], said["source"]) == ("geheim", "html", "de")
    assert len(translated([str(number) for number in range(90)], "fr")) == 90
    assert len(service.asked) == 4


@pytest.mark.parametrize(
    ("status", "wrong", "sentence"),
    [
        (403, None, "Schlüssel"),
        (456, None, "Kontingent"),
        (500, None, "Fehler (500)"),
        (302, None, "Fehler (302)"),
        (200, b"<html>", "unverständlich"),
        (200, b"[1]", "unverständlich"),
        (200, b'{"translations": [{"text": "nur einer"}]}', "unverständlich"),
        (200, b'{"translations": [{"text": 1}, {}]}', "unverständlich"),
        (200, b"x" * 2_100_000, "unverständlich"),
    ],
)
def test_what_a_service_does_wrong_is_said_in_a_sentence(
    service: Service, status: int, wrong: bytes | None, sentence: str
) -> None:
    service.status, service.wrong = status, wrong
    with pytest.raises(TranslationUnavailable) as raised:
        translated(["Hallo", "Welt"], "en")
    assert sentence in str(raised.value)


def test_a_service_that_is_away_is_said_too(service: Service, settings: Any) -> None:
    settings.MT_URL = "http://127.0.0.1:1"
    with pytest.raises(TranslationUnavailable, match="nicht zu erreichen"):
        translated(["Hallo"], "en")


def test_what_a_machine_adds_to_the_words_is_gone_at_the_door(service: Service) -> None:
    said = ['<a id="a1">Ici</a> <b>&amp; là</b>', 'Non<img src="https://x.example/p.gif"><a id="a2" href="//x">oui</a>']
    service.wrong = json.dumps({"translations": [{"text": text} for text in said]}).encode()
    assert translated(["Hier", "Da"], "fr") == [said[0], 'Non<a id="a2">oui</a>']


@pytest.mark.parametrize(
    ("url", "is_asked"),
    [
        ("http://uebersetzen.example", False),
        ("http://8.8.8.8", False),
        ("https://127.0.0.1:1", True),
        ("http://127.0.0.1:1", True),
        ("http://[::1]:1", True),
    ],
)
def test_the_key_goes_to_the_net_only_encrypted(settings: Any, url: str, is_asked: bool) -> None:
    settings.MT_SERVICE, settings.MT_KEY, settings.MT_URL = "libretranslate", "geheim", url
    with pytest.raises(TranslationUnavailable) as raised:
        translated(["Hallo"], "en")
    assert ("nicht zu erreichen" in str(raised.value)) is is_asked


def test_a_machine_fills_what_is_missing_and_a_person_reads_it_before_it_is_public(service: Service) -> None:
    offer, tarek, katrin = an_offer(), people.a_translator(), people.a_reviewer()
    row = begin_translation(offer, "fr", by=tarek)
    assert translate_by_machine(row, by=tarek) == 3
    assert translate_by_machine(row, by=tarek) == 0
    assert standing(offer, "fr") == Standing.MACHINE
    assert not Offer.objects.get(pk=row.pk).live
    assert set(StringTranslation.objects.values_list("tool_name", "translation_type")) == {("DeepL", "machine")}
    row = hand_in_translation(Offer.objects.get(pk=row.pk), by=tarek)
    assert standing(offer, "fr") == Standing.IN_REVIEW
    with pytest.raises(NotReviewed):
        publish_offer(row, by=tarek)
    row = publish_offer(row, by=katrin)
    assert (row.title, row.by_machine) == ("FR: Deutsch am Vormittag", False)
    assert standing(offer, "fr") == Standing.CURRENT


def test_html_that_does_not_belong_into_a_sentence_is_not_used(service: Service) -> None:
    tarek = people.a_translator()
    row = begin_translation(an_offer(), "fr", by=tarek)
    texts = [{"text": text} for text in ("Titre", "Résumé", "<script>alert(1)</script>")]
    service.wrong = json.dumps({"translations": texts}).encode()
    assert translate_by_machine(row, by=tarek) == 2
    assert set(StringTranslation.objects.values_list("data", flat=True)) == {"Titre", "Résumé"}


def test_an_operator_may_have_it_published_unread_and_then_it_says_so(service: Service, settings: Any) -> None:
    settings.MT_PUBLISH = True
    offer, tarek, katrin = an_offer(), people.a_translator(), people.a_reviewer()
    row = begin_translation(offer, "ru", by=tarek)
    translate_by_machine(row, by=tarek)
    row.refresh_from_db()
    assert (row.state, row.by_machine, row.title) == (State.PUBLISHED, True, "RU: Deutsch am Vormittag")
    assert standing(offer, "ru") == Standing.MACHINE
    row = publish_offer(hand_in_translation(row, by=tarek), by=katrin)
    assert standing(offer, "ru") == Standing.CURRENT
