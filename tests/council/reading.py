"""Reading a page as people do: its words without markup, its steps, its ids."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import unescape

from django.test import Client

AtMost = Callable[[int], AbstractContextManager[object]]


@dataclass(frozen=True)
class ReadStep:
    words: str
    links: list[str]
    final: bool
    planned: bool


@dataclass(frozen=True)
class ReadPage:
    html: str

    @property
    def text(self) -> str:
        """What is to be read, without soft hyphens, every space single."""
        return words_of(self.html)

    @property
    def dotted(self) -> str:
        """As ``text``, with the points that the sheet puts between remarks of one line."""
        return re.sub(r"\s*·\s*", " · ", words_of(self.html.replace("</span><span", "</span> · <span")))

    def has_id(self, anchor: str) -> bool:
        return f'id="{anchor}"' in self.html

    def steps(self) -> list[ReadStep]:
        """The Beratungsfolge."""
        line = re.search(r'<ol class="t-line".*?</ol>', self.html, re.DOTALL)
        items = re.findall(r'<li class="([^"]*)"[^>]*>(.*?)</li>', line.group() if line else "", re.DOTALL)
        return [
            ReadStep(words_of(body), re.findall(r'href="([^"]*)"', body), "is-final" in names, "is-next" in names)
            for names, body in items
        ]


def read(client: Client, address: str, *, status: int = 200) -> ReadPage:
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return ReadPage(answer.content.decode())


def words_of(html: str) -> str:
    visible = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]*>", " ", visible)).replace("\u00ad", "").replace("\u2011", "-").replace("\u200b", "")
    return re.sub(r"\s+([,.:])", r"\1", re.sub(r"\s+", " ", text)).strip()
