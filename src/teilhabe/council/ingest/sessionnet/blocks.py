"""The text of papers and minutes: ``div.smcdocmsword`` blocks, which SessionNet prints without a heading.

What a block is, only its content can tell. The rules for that are data (``block_kinds.toml``, which explains them):
each rule that holds is one piece of evidence for a kind. Evidence for one kind adds up, a rival takes half of what
speaks for it away:

    sure(kind)  = 1 - product of (1 - weight) over the rules that hold
    confidence  = sure(best) * (1 - sure(second) / 2), at most 0.95

Below 0.5 a block has no kind. What a reader sees is then "told from the content", with this number behind it; a block
that begins with a heading of its own keeps it inside its HTML, where the heading table finds it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import cast

from ..html.document import Node, at_most, attribute, line, read, squeezed
from ..html.facts import BlockKind, TextBlock
from .landmarks import scrubbed

_RULES = Path(__file__).with_name("block_kinds.toml")
_LEAD = re.compile(r"^(?:[\W_]{0,6}(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+|[\W_]{1,6})", re.IGNORECASE)
_FIRST, _ANY = 400, 4000
_MOST_BLOCKS = 400


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of ``block_kinds.toml``."""

    kind: str
    weight: float
    pattern: re.Pattern[str]
    where: str
    times: int
    shortest: int
    longest: int
    place: str

    def holds(self, text: str, place: int, of: int) -> bool:
        if not self.shortest <= len(text) <= self.longest:
            return False
        if self.place and (of < 2 or place != (0 if self.place == "first" else of - 1)):
            return False
        if self.where == "start":
            return self.pattern.match(_LEAD.sub("", text[:_FIRST], count=1)) is not None
        looked_at = text[: _FIRST if self.where == "first" else _ANY]
        if self.times == 1:
            return self.pattern.search(looked_at) is not None
        return len(self.pattern.findall(looked_at)) >= self.times


@dataclass(frozen=True, slots=True)
class Rules:
    threshold: float
    ceiling: float
    rules: tuple[Rule, ...]


@cache
def rules() -> Rules:
    told = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    return Rules(
        threshold=float(told["threshold"]),
        ceiling=float(told["ceiling"]),
        rules=tuple(
            Rule(
                kind=one["kind"],
                weight=float(one["weight"]),
                pattern=re.compile(one["pattern"], re.IGNORECASE),
                where=one["where"],
                times=int(one.get("times", 1)),
                shortest=int(one.get("shortest", 0)),
                longest=int(one.get("longest", 10**9)),
                place=one.get("place", ""),
            )
            for one in told["rule"]
        ),
    )


def kind_of(text: str, *, place: int = 0, of: int = 1) -> tuple[BlockKind, float]:
    """Kind and confidence of the block at ``place`` (from 0) among ``of``; ("", confidence) below the threshold.

    >>> kind_of("Keine finanziellen Auswirkungen.")[0]
    'finance'
    """
    table = rules()
    doubt: dict[str, float] = {}
    for rule in table.rules:
        if rule.holds(text, place, of):
            doubt[rule.kind] = doubt.get(rule.kind, 1.0) * (1 - rule.weight)
    if not doubt:
        return "", 0.0
    ranked = sorted(((1 - left, kind) for kind, left in doubt.items()), key=lambda one: (-one[0], one[1]))
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    confidence = round(min(ranked[0][0] * (1 - second / 2), table.ceiling), 2)
    return (cast(BlockKind, ranked[0][1]) if confidence >= table.threshold else ""), confidence


def blocks_of(main: Node, *, minutes: bool = False) -> tuple[TextBlock, ...]:
    """The blocks of text of a page in their order. In ``minutes`` a block that is no resolution is the minutes."""
    found = [kept_html(one) for one in _boxes(main)]
    texts = [(html, text) for html, text in found if text]
    blocks: list[TextBlock] = []
    for place, (html, text) in enumerate(texts):
        kind, confidence = kind_of(text, place=place, of=len(texts))
        if minutes and kind != "resolution":
            kind, confidence = "minutes", 0.6
        blocks.append(TextBlock(html=html, kind=kind, confidence=confidence))
    return tuple(blocks)


def _boxes(main: Node) -> list[Node]:
    """The outermost boxes; one within another is part of it."""
    found: list[Node] = []
    skip = 0
    for box in at_most(main.css("div.smcdocmsword"), _MOST_BLOCKS):
        if skip:
            skip -= 1
            continue
        skip = len(box.css("div.smcdocmsword")) - 1
        found.append(box)
    return found


# -- what is kept of foreign HTML --------------------------------

_KEPT = frozenset(
    [
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "sub",
        "sup",
        "span",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "div",
    ]
)
_DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "title",
        "iframe",
        "object",
        "embed",
        "form",
        "button",
        "select",
        "textarea",
        "svg",
        "math",
        "img",
        "input",
        "audio",
        "video",
        "canvas",
        "map",
    ]
)
_VOID = frozenset({"br"})
_NUMBERS = ("start", "value", "colspan", "rowspan")
_STYLE = re.compile(
    r"(font-weight|font-style|text-decoration|margin-left|text-indent|mso-list)\s*:\s*([\w\s.%\-]{1,60}?)\s*(?=;|$)",
    re.I,
)
_ENDS = re.compile(r"<br>|</(?:p|div|li|td|th|tr|h\d)>")
_TAG = re.compile(r"<[^<>]*>")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_ROUNDS = 4


def kept_html(box: Node) -> tuple[str, str]:
    """The HTML inside an element, reduced to plain elements, and its text in one line.

    What comes out is a fixed point: read again it gives itself, so that an archived page says what the page said. A
    structure that never settles is reduced to its paragraphs.
    """
    html = _inner(box)
    for _ in range(_ROUNDS):
        again = _reread(html)
        if again == html:
            break
        html = again
    else:
        paragraphs = (line(part) for part in _text(html).split("\n"))
        html = "".join(f"<p>{escape(part, quote=False)}</p>" for part in paragraphs if part)
    return html, line(_text(html))


def _reread(html: str) -> str:
    box = read(f'<!DOCTYPE html><body><div id="box">{html}</div>').css_first("#box")
    return _inner(box) if box is not None else ""


def _text(html: str) -> str:
    """The text of what :func:`_inner` wrote, a line for each paragraph."""
    plain = _TAG.sub("", _ENDS.sub("\n", html))
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _inner(box: Node) -> str:
    """What is kept of an element's content. Goes down and up without calling itself, however deep the page is."""
    out: list[str] = []
    node = box.child
    depth = 0
    while node is not None:
        tag = node.tag or ""
        into = None
        if node.is_text_node:
            out.append(_escaped(node.text_content or ""))
        elif node.is_element_node and tag not in _DROPPED and not _HIDDEN_STYLE.search(attribute(node, "style")[:600]):
            if tag in _KEPT:
                out.append(_start(tag, node))
            into = node.child if tag not in _VOID else None
            if into is None and tag in _KEPT and tag not in _VOID:
                out.append(f"</{tag}>")
        if into is not None:
            node, depth = into, depth + 1
            continue
        while True:
            following = node.next
            if following is not None:
                node = following
                break
            if depth == 0:
                node = None
                break
            node = node.parent
            depth -= 1
            if node is None:
                break
            if node.tag in _KEPT:
                out.append(f"</{node.tag}>")
        if node is None:
            break
    return "".join(out).strip()


def _escaped(text: str) -> str:
    return escape(scrubbed(squeezed(text)), quote=False)


def _start(tag: str, node: Node) -> str:
    given = []
    style = "; ".join(
        f"{name.lower()}: {' '.join(value.split())}" for name, value in _STYLE.findall(attribute(node, "style")[:600])
    )
    if style:
        given.append(f' style="{style}"')
    for name in _NUMBERS:
        number = attribute(node, name)
        if number.isascii() and number.isdecimal() and len(number) < 5:
            given.append(f' {name}="{number}"')
    if tag == "ol" and attribute(node, "type") in ("a", "A", "i", "I", "1"):
        given.append(f' type="{attribute(node, "type")}"')
    href = attribute(node, "href") if tag == "a" else ""
    if href.startswith(("http://", "https://")) and len(href) < 1000 and "@" not in href:
        given.append(f' href="{escape(href)}"')
    return f"<{tag}{''.join(given)}>"
