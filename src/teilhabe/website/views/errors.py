"""Error pages that help. A missing or extra slash at the end of an address is no error: we know what was meant, as also
where a page does not exist in the language of its address, but in German."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, override

from teilhabe import core
from teilhabe.core.addresses import without_language
from teilhabe.core.languages import is_whole, lang_of, reading, speaks

from ..context import what_is_translated
from ..queries.pages import frame_facts

# Read at the start, because whatever breaks later may be the disk or the templates themselves.
_BROKEN = (Path(core.__file__).parent / "templates" / "500.html").read_bytes()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    meant = _other_ending(request)
    if meant:
        return redirect(meant, permanent=True)
    twin = _german_twin(request)
    if twin:
        _say_which_languages(request, twin)
        return redirect(twin)
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing is asked or rendered: whatever broke may break again."""
    return HttpResponse(_BROKEN, status=500)


def _german_twin(request: HttpRequest) -> str:
    """For an address in a language that its page does not speak (``/ar/rat/``): that of the German page. The home page
    in such a language is that of the catalogue."""
    path = request.path_info
    if is_whole() or request.method not in {"GET", "HEAD"} or "//" in path:
        return ""
    german = without_language(path) or "/"
    if german == "/":
        return reverse("catalogue:home")
    other = german.rstrip("/") if german.endswith("/") else f"{german}/"
    meant = next((path for path in (german, other) if _is_page(path)), "")
    query = request.META.get("QUERY_STRING", "")
    return f"{meant}?{query}" if meant and query else meant


def _say_which_languages(request: HttpRequest, twin: str) -> None:
    """To whoever asked for a page in a language that it does not speak, in that language, on the page they get."""
    language = reading()
    if speaks(language, twin) or not hasattr(request, "_messages"):
        return
    words, catalogue, name = what_is_translated(), reverse("catalogue:home"), gettext("Angebote")
    with override(settings.LANGUAGE_CODE):
        said = lang_of(language)
    messages.info(request, format_html('<span{}>{} <a href="{}">{}</a></span>', said, words, catalogue, name))


def _is_page(path: str) -> bool:
    """Whether there is a page at this German address; of texts those that the frame links."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    texts = frame_facts(settings.LANGUAGE_CODE).pages.values()
    return not match.view_name.startswith("wagtail") or path in {address for _title, address in texts}


def _other_ending(request: HttpRequest) -> str:
    """The address with or without its last slash, if another view than the pages of text answers there."""
    path = request.path_info
    if request.method not in {"GET", "HEAD"} or path == "/" or "//" in path:
        return ""
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    try:
        match = resolve(other)
    except Resolver404:
        return ""
    asked = request.resolver_match
    same = asked is not None and asked.view_name == match.view_name
    if same or match.view_name.startswith("wagtail"):
        return ""
    query = request.META.get("QUERY_STRING", "")
    return f"{other}?{query}" if query else other
