"""Words, days and addresses of feeds, made fit for the portal."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import quote, urlsplit

from teilhabe.core.text import without_controls

from ...plain_text import clean, to_html, to_text

_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")


def has_markup(text: str) -> bool:
    """Whether there are tags of HTML in it."""
    return _TAG.search(text) is not None


def day_of(said: object) -> date | None:
    """A day as a date, 24.12.2026 or ISO; None for anything else."""
    if isinstance(said, date):
        # A datetime is a date, too.
        return date(said.year, said.month, said.day)
    text = str(said).strip()
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY.fullmatch(text):
            year = int(found[3])
            return date(year if year > 99 else 2000 + year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None


def one_line(text: str) -> str:
    """Without control characters, with single blanks."""
    # What is printable holds no controls; most texts are, and tables have many.
    return " ".join((text if text.isprintable() else without_controls(text)).split())


def lines(text: str) -> str:
    """As ``one_line``, line by line; empty ones are gone."""
    found = (one_line(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in found if line)


def shortened(text: str, most: int) -> str:
    """At most ``most`` characters, cut at a word where there is one.

    >>> shortened("Deutsch am Vormittag", 12)
    'Deutsch am…'
    """
    if len(text) <= most:
        return text
    head, _, _ = text[:most].rpartition(" ")
    return f"{(head if len(head) > most // 2 else text[: most - 1]).rstrip(' ,;:–-')}…"


def web_address(said: str) -> str:
    """An address that begins with http:// or https://, with "www." as well; empty for anything else."""
    found = without_controls(said).strip(" <>\"'")
    if found.lower().startswith("www."):
        found = f"https://{found}"
    try:
        parts = urlsplit(found)
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or " " in parts.netloc:
        return ""
    return quote(found, safe="%/:=&?~#+!$,;'@()*[]äöüÄÖÜß")


_HEADS = re.compile(r"<(/?)h[1-6]\b[^<>]*>", re.IGNORECASE)
_BLOCKS = re.compile(
    r"<(/?)(?:div|section|article|table|tr|blockquote|figure|figcaption|dl|dd|dt)\b[^<>]*>", re.IGNORECASE
)
_EMPTY = re.compile(r"<(p|h3|li|ul|ol|strong|em|b|i|a)(?:\s[^<>]*)?>(?:\s|&nbsp;|<br>)*</\1>")
# An address without a host would lead into this portal.
_RELATIVE = re.compile(r'<a(?![^<>]*\shref="(?:https?://|mailto:|tel:))[^<>]*>(.*?)</a>', re.DOTALL | re.IGNORECASE)


_HEADED = re.compile(r"<h3>.*?</h3>", re.DOTALL)
_INLINE = re.compile(r"</?(?:a|b|i|strong|em)\b[^<>]*>")
_ANY = re.compile(r"<[^<>]*>")


def without_headings(html: str) -> str:
    """The words of a description on one line, without its headings; those alone where there is nothing else."""
    bare = (_ANY.sub(" ", _INLINE.sub("", part)) for part in (_HEADED.sub(" ", html), html))
    return next((words for one in bare if (words := one_line(unescape(one)))), "")


def body_of(said: str) -> str:
    """HTML or plain words as the description of an offer may hold them: no pictures, no foreign attributes."""
    said = without_nul(said)
    if not has_markup(said):
        return to_html(said) if said.strip() else ""
    html = _HEADS.sub(r"<\1h3>", said)
    html = _BLOCKS.sub(lambda found: "</p>" if found[1] else "<p>", html)
    html = clean(html)
    html = _RELATIVE.sub(r"\1", html)
    before = ""
    while before != html:
        before, html = html, _EMPTY.sub("", html)
    html = re.sub(r"[\s\u00a0]+", " ", html.replace("&nbsp;", " ")).strip()
    return html if to_text(html) else ""


def without_nul(text: str) -> str:
    """Without what neither a database nor HTML may hold, line breaks kept."""
    if text.isprintable():
        return text
    return "\n".join(without_controls(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
