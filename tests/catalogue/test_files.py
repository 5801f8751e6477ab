"""Rosa adds a leaflet to her offer; what is something else by its content stays out."""

from __future__ import annotations

import os
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import FakePayload
from django.utils import timezone
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from teilhabe.accounts.models import User
from teilhabe.catalogue import storage
from teilhabe.catalogue.actions import attachments, confirm_offer, publish_offer, submit_offer, withdraw_offer
from teilhabe.catalogue.actions.attachments import attach_file
from teilhabe.catalogue.actions.life import outdate_offer
from teilhabe.catalogue.jobs import forget_files
from teilhabe.catalogue.models import Offer, OfferFile, State
from teilhabe.core.audit import COMMAND_LINE
from teilhabe.core.models import AuditEntry

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


def _age(path: Path, *, hours: int) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


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
    _age(kept, hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/anbieter/angebot/{first.pk}/datei/{one.pk}/entfernen")
    assert kept.exists()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/anbieter/angebot/{second.pk}/datei/{two.pk}/entfernen")
    assert not OfferFile.every.exists()
    assert not kept.exists()


def test_what_was_handed_in_just_now_is_removed_by_night_and_what_offers_have_stays(
    desk: Client, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    first, second = a_draft(), a_draft()
    for offer in (first, second):
        _hand_in(desk, offer, PDF + str(offer.pk).encode())
    one, two = OfferFile.every.order_by("pk")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"/anbieter/angebot/{first.pk}/datei/{one.pk}/entfernen")
    # Somebody else may be handing the same file in at this moment, and nobody can see it yet.
    lost, had = storage.place(one.sha256), storage.place(two.sha256)
    assert lost.exists()
    torn = lost.with_name(".new-abc")
    torn.write_bytes(b"a crash")
    assert forget_files.func() == 0
    for path in (lost, had, torn):
        _age(path, hours=25)
    assert forget_files.func() == 1
    assert (lost.exists(), had.exists(), torn.exists()) == (False, True, False)


def test_a_photo_does_not_tell_where_and_with_what_it_was_taken_and_stands_upright(desk: Client) -> None:
    remarks = Image.Exif()
    remarks[Base.Orientation], remarks[Base.Make] = 6, "Kamera von Rosa"
    remarks.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    taken = BytesIO()
    photo = Image.effect_noise((64, 48), 60).convert("RGB")
    photo.save(taken, "JPEG", exif=remarks, comment=b"In meiner Wohnung", progressive=True)
    _hand_in(desk, a_draft(), taken.getvalue() + b"Noch ein Bild mit Wohnung", "Foto.jpg")
    file = OfferFile.every.get()
    kept = storage.place(file.sha256).read_bytes()
    for word in (b"Kamera", b"Wohnung"):
        assert word not in kept
    shown = Image.open(BytesIO(kept))
    assert dict(shown.getexif()) == {Base.Orientation: 6}
    assert shown.tobytes() == Image.open(taken).tobytes()
    assert file.size == len(kept)


def test_a_drawing_does_not_tell_who_drew_it(desk: Client) -> None:
    remarks, drawn = PngInfo(), BytesIO()
    remarks.add_text("Author", "Rosa")
    drawing = Image.effect_noise((64, 48), 60)
    drawing.save(drawn, "PNG", pnginfo=remarks)
    _hand_in(desk, a_draft(), drawn.getvalue(), "Bild.png")
    kept = storage.place(OfferFile.every.get().sha256).read_bytes()
    assert b"Rosa" in drawn.getvalue()
    assert b"Rosa" not in kept
    assert Image.open(BytesIO(kept)).tobytes() == drawing.tobytes()


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n....",
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 20,
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\xff\xd8\xff\xda\x00\x04ab" + b"\xff\x00" * 9,
        b"\xff\xd8\xff\xd9"[:3],
    ],
)
def test_a_picture_that_breaks_off_stays_out(desk: Client, content: bytes) -> None:
    assert _hand_in(desk, a_draft(), content, "Bild.png").status_code == 422
    assert not OfferFile.every.exists()


def test_an_archive_of_too_many_parts_is_not_unfolded(desk: Client) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
        for number in range(9000):
            archive.writestr(f"{number}{'x' * 80}", b"")
    assert _hand_in(desk, a_draft(), made.getvalue(), "Text.docx").status_code == 422


def test_an_organisation_hands_in_so_much_a_day_and_no_more(
    desk: Client, rosa: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "PER_DAY", 3 * len(PDF))
    offers = [a_draft(), a_draft()]
    for offer in offers:
        assert _hand_in(desk, offer).status_code == 302
    for file in OfferFile.every.all():  # also what was taken away again counts
        desk.post(f"/anbieter/angebot/{file.offer_id}/datei/{file.pk}/entfernen")
    assert _hand_in(desk, a_draft(), PDF).status_code == 302
    refused = _hand_in(desk, offers[0])
    assert refused.status_code == 422
    assert "Morgen geht es weiter." in refused.content.decode()
    other = a_draft(organisation=people.an_organisation("Ein anderes Haus"))
    attach_file(other, PDF, name="Flyer.pdf", title="Flyer", by=COMMAND_LINE)
    AuditEntry.objects.update(at=timezone.now() - timedelta(hours=25))
    assert _hand_in(desk, offers[0]).status_code == 302


@pytest.mark.parametrize("path", ["/anbieter/hinweis", "/anbieter/angebot/1/datei", "/suche"])
def test_a_gigabyte_is_refused_before_anything_of_it_is_read(client: Client, path: str) -> None:
    class Unread(FakePayload):
        def read(self, *_size: int) -> bytes:
            raise AssertionError("read")

    form = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Unread()}
    answer = client.generic("POST", path, **{**form, "CONTENT_LENGTH": str(1024**3)})  # type: ignore[arg-type]  # the rest are headers
    assert answer.status_code == 413
    assert (
        f"Mehr als {settings.MOST_REQUEST_BYTES // 1024**2} MB auf einmal nehmen wir nicht an."
        in answer.content.decode()
    )


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
    assert megabytes * 1024 * 1024 == settings.MOST_REQUEST_BYTES
    assert settings.MOST_REQUEST_BYTES > storage.MOST_BYTES
