"""Rosa adds a leaflet to her offer; what is something else by its content stays out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from teilhabe.accounts.models import User
from teilhabe.catalogue import storage
from teilhabe.catalogue.actions import confirm_offer, publish_offer, submit_offer, withdraw_offer
from teilhabe.catalogue.actions.attachments import attach_file
from teilhabe.catalogue.actions.life import outdate_offer
from teilhabe.catalogue.models import Offer, OfferFile, State
from teilhabe.core.audit import COMMAND_LINE

from .. import people
from .offers import a_draft, an_offer

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nEin Flyer\n"


def _archive(**parts: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_T", "[Content_Types].xml"), content)
    return made.getvalue()


ODT = _archive(mimetype=b"application/vnd.oasis.opendocument.text")


@pytest.fixture
def rosa() -> User:
    return people.a_provider()


@pytest.fixture
def desk(rosa: User) -> Client:
    client = Client()
    client.force_login(rosa)
    return client


def _hand_in(desk: Client, offer: Offer, content: bytes = PDF, name: str = "Flyer.pdf", title: str = "Flyer") -> Any:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return desk.post(f"/anbieter/angebot/{offer.pk}/datei", {"file": file, "title": title, "licence": ""})


def _docx(*, macros: bool = False) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        if macros:
            archive.writestr("word/vbaProject.bin", b"x")
    return made.getvalue()


def test_a_file_is_public_once_a_second_person_has_published_it(desk: Client, rosa: User, client: Client) -> None:
    offer = an_offer()
    assert _hand_in(desk, offer).status_code == 302
    file = OfferFile.every.get()
    path = f"/anbieter/datei/{file.pk}/Flyer.pdf"
    assert client.get(path).status_code == 404
    assert desk.get(path).status_code == 200
    assert not Offer.objects.get().files.exists()
    offer = submit_offer(Offer.objects.get(), by=rosa)
    publish_offer(offer, by=people.a_reviewer())
    answer = client.get(path)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]  # a response with a file
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Flyer.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Type"] == "application/pdf"
    # Kept no longer than pages are, and not sent again to whoever has it.
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    known = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    withdraw_offer(Offer.objects.get(), by=COMMAND_LINE)
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 404


def test_a_password_alone_opens_no_unpublished_file_to_an_administrator(
    desk: Client, client: Client, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    _hand_in(desk, a_draft())
    path = f"/anbieter/datei/{OfferFile.every.get().pk}/Flyer.pdf"
    mehtap = people.an_administrator()
    client.force_login(mehtap)
    assert client.get(path).status_code == 404
    Authenticator.objects.create(user=mehtap, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(path).status_code == 200
    OfferFile.every.update(shown=True)
    Offer.objects.update(live=True, state=State.PUBLISHED)
    Authenticator.objects.all().delete()
    assert client.get(path).status_code == 200


def test_a_confirmation_does_not_bring_an_unseen_file_along(desk: Client, rosa: User) -> None:
    offer = an_offer()
    _hand_in(desk, offer)
    outdate_offer(Offer.objects.get(), by=COMMAND_LINE)
    offer = confirm_offer(Offer.objects.get(), by=rosa, name="Lernwerkstatt")
    assert offer.state == State.PUBLISHED
    assert not offer.files.exists()


def test_rosa_who_added_a_file_cannot_publish_it_as_an_editor(rosa: User) -> None:
    from teilhabe.catalogue.models import NotReviewed

    offer = a_draft()
    attach_file(offer, PDF, name="Flyer.pdf", title="Flyer", by=rosa)
    offer = submit_offer(Offer.objects.get(), by=rosa)
    with pytest.raises(NotReviewed):
        publish_offer(offer, by=rosa)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Flyer.pdf", b"<html><script>alert(1)</script>"),
        ("Bild.png", b"GIF89a"),
        ("Bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("Text.docx", b"PK\x03\x04 kein Archiv"),
        ("Text.docx", _docx(macros=True)),
        ("Archiv.zip", _archive(irgendwas=b"x")),
    ],
)
def test_what_is_something_else_by_its_content_stays_out(desk: Client, name: str, content: bytes) -> None:
    answer = _hand_in(desk, a_draft(), content, name)
    assert answer.status_code == 422
    assert "Diese Art von Datei nehmen wir nicht an." in answer.content.decode()
    assert not OfferFile.every.exists()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (_docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (ODT, "application/vnd.oasis.opendocument.text"),
    ],
)
def test_what_offers_need_is_accepted_whatever_it_is_called(content: bytes, media_type: str) -> None:
    assert storage.kind_of(content) == media_type


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Eigene Dateien\\Flyer.PDF", "Flyer.pdf"),
        ("Flyer\u202efdp.exe", "Flyerfdp.pdf"),
        ("Elterncafé & Frühstück (2026).pdf", "Elterncafé & Frühstück (2026).pdf"),
        ('a"\r\nX-Evil: 1.pdf', "a-X-Evil- 1.pdf"),
        ("...", "Datei.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_lose_their_tricks(given: str, kept: str) -> None:
    assert storage.clean_name(given, ".pdf") == kept


def test_a_file_that_is_too_big_stays_out(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "MOST_BYTES", 10)
    assert "größer als 20 MB" in _hand_in(desk, a_draft()).content.decode()


def test_the_same_file_hangs_there_once_and_its_content_goes_with_the_last(
    desk: Client, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    first, second = a_draft(), a_draft()
    _hand_in(desk, first)
    assert "hängt schon an dem Eintrag" in _hand_in(desk, first, name="Kopie.pdf").content.decode()
    _hand_in(desk, second)
    kept = storage.place(OfferFile.every.first().sha256)  # type: ignore[union-attr]  # fails the test if missing
    one, two = OfferFile.every.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/anbieter/angebot/{first.pk}/datei/{one.pk}/entfernen")
    assert kept.exists()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/anbieter/angebot/{second.pk}/datei/{two.pk}/entfernen")
    assert not OfferFile.every.exists()
    assert not kept.exists()


def test_what_is_under_review_gets_no_file_and_loses_none(desk: Client, rosa: User) -> None:
    offer = a_draft(by=rosa)
    _hand_in(desk, offer)
    submit_offer(Offer.objects.get(), by=rosa)
    assert _hand_in(desk, offer, PDF + b"2").status_code == 302
    desk.post(f"/anbieter/angebot/{offer.pk}/datei/{OfferFile.every.get().pk}/entfernen")
    assert OfferFile.every.count() == 1


def test_the_proxy_that_we_advise_lets_through_what_the_form_promises() -> None:
    advised = (Path(__file__).parents[2] / "docs/operate/install.md").read_text(encoding="utf-8")
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", advised)[1])  # type: ignore[index]  # fails the test if missing
    assert megabytes * 1024 * 1024 > storage.MOST_BYTES
