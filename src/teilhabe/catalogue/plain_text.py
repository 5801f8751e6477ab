"""What providers write as plain text, as the safe HTML that readers get, and back again for editing.

A blank line ends a paragraph; lines with "- " are a list, with "1. " a numbered one, "## " begins a heading.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from itertools import groupby

import nh3

_TAGS = {"p", "br", "h3", "ul", "ol", "li", "strong", "em", "b", "i", "a"}
_BULLET = re.compile(r"^\s*[-*•–]\s+(?=\S)")
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+(?=\S)")
_HEADING = re.compile(r"^\s*#{1,4}\s+(?=\S)")
_WEB = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def clean(html: str) -> str:
    """Only what an offer's description may hold; scripts, styles and foreign attributes are gone."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )


def to_html(text: str) -> str:
    """Paragraphs, headings and lists; addresses on the web become links.

    >>> to_html("Wir lernen.\\n- lesen\\n- schreiben")
    '<p>Wir lernen.</p><ul><li>lesen</li><li>schreiben</li></ul>'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    parts = []
    for kind, group in groupby(lines, key=_kind):
        some = list(group)
        if kind == "p":
            parts.append(f"<p>{'<br>'.join(map(_linked, some))}</p>")
        elif kind == "h3":
            parts += [f"<h3>{_linked(_HEADING.sub('', line))}</h3>" for line in some]
        elif kind:
            marks = _BULLET if kind == "ul" else _NUMBER
            items = "".join(f"<li>{_linked(marks.sub('', line))}</li>" for line in some)
            parts.append(f"<{kind}>{items}</{kind}>")
    return clean("".join(parts))


def to_text(html: str, *, links: bool = False) -> str:
    """The words as they were typed, or could have been; ``to_html`` makes the same of it but for bold and italics.

    With ``links`` every target of a link stands behind its words, also mail addresses, numbers and own pages.
    """
    reader = _Reader(links)
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


def same_words(text: str, html: str) -> bool:
    """Whether ``text`` is what ``to_text`` says of ``html``: nobody changed it, so its bold words may stay."""
    return text.replace("\r\n", "\n").strip() == to_text(html)


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    if _HEADING.match(line):
        return "h3"
    if _BULLET.match(line):
        return "ul"
    return "ol" if _NUMBER.match(line) else "p"


def _linked(line: str) -> str:
    done, parts = 0, []
    for found in _WEB.finditer(line):
        address = escape(found.group())
        parts += [escape(line[done : found.start()], quote=False), f'<a href="{address}">{address}</a>']
        done = found.end()
    return "".join([*parts, escape(line[done:].rstrip(), quote=False)]).strip()


class _Reader(HTMLParser):
    def __init__(self, links: bool) -> None:
        super().__init__()
        self.links = links
        self.parts: list[str] = []
        self.lists: list[int] = []  # of each list that is open: the last number, or -1 for bullets
        self.link = ""
        self.linked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"ul", "ol"}:
            self.parts.append("\n")
            self.lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            if self.lists and self.lists[-1] >= 0:
                self.lists[-1] += 1
                self.parts.append(f"{self.lists[-1]}. ")
            else:
                self.parts.append("- ")
        elif tag == "h3":
            self.parts.append("\n\n## ")
        elif tag == "p":
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            given = {name: value or "" for name, value in attrs}
            # The back office writes links to own pages and documents by their number.
            own = f"{given.get('linktype')}:{given.get('id')}" if self.links and "linktype" in given else ""
            self.link, self.linked = given.get("href") or own, []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"li", "p", "h3"}:
            self.parts.append("\n")
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.parts.append("\n")
        elif tag == "a":
            said = "".join(self.linked).strip()
            told = self.links or self.link.startswith("http")
            if self.link and told and said not in {self.link, self.link.removeprefix("mailto:").removeprefix("tel:")}:
                self.parts.append(f" ({self.link})")
            self.link = ""

    def handle_data(self, data: str) -> None:
        words = re.sub(r"\s+", " ", data)
        if self.link:
            self.linked.append(words)
        if words.strip() or (self.parts and not self.parts[-1].endswith("\n")):
            self.parts.append(words)
