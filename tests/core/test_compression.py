"""Pages go out packed, also where no proxy stands before the portal."""

from __future__ import annotations

import gzip

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from teilhabe.core.middleware import CompressTextMiddleware

TEXT = "Der Städteregionstag beschließt die Schwerpunkte. " * 40


def answered(response: HttpResponseBase, accepts: str = "gzip, br") -> HttpResponseBase:
    def view(_request: HttpRequest) -> HttpResponseBase:
        return response

    given = CompressTextMiddleware(view)(RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepts))
    assert isinstance(given, HttpResponseBase)
    return given


def test_a_page_is_packed_for_whoever_can_unpack_it() -> None:
    packed = answered(HttpResponse(TEXT))
    assert isinstance(packed, HttpResponse)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.content).decode() == TEXT
    assert len(packed.content) < len(TEXT) / 4
    assert "Content-Encoding" not in answered(HttpResponse(TEXT), accepts="").headers


def test_pieces_of_files_and_pictures_go_as_they_are() -> None:
    for response in (
        HttpResponse(TEXT, status=206),
        HttpResponse(TEXT, content_type="application/octet-stream"),
        HttpResponse(TEXT, content_type="image/png"),
        StreamingHttpResponse([TEXT]),
    ):
        assert "Content-Encoding" not in answered(response).headers
