"""Elements back to HTML, only what a list allows. Written without recursion: pages nest as deep as they like."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from urllib.parse import urlsplit

from ..html.document import Node

# What an element may keep: None drops it with all it holds, "" keeps what it holds, otherwise its start tag.
Rule = Callable[[Node], str | None]

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "wbr"})
_NEVER = frozenset(
    {
        *("script", "style", "title", "head", "meta", "link", "base", "template", "noscript", "iframe", "frame"),
        *("object", "embed", "applet", "form", "input", "button", "select", "textarea", "svg", "math", "xmp"),
        *("plaintext", "noembed", "noframes", "listing", "audio", "video", "canvas", "frameset"),
    }
)
_UNWRAPPED = frozenset({"html", "body", "font", "o:p", "center", "main", "section", "article", "header", "footer"})
_KEPT = ("style", "class", "align", "type", "start", "value", "colspan", "rowspan", "width", "lang", "dir", "href")


def write(nodes: Iterable[Node], rule: Rule) -> str:
    """The HTML of ``nodes`` and what they hold, as far as the rule keeps it. Comments are never kept."""
    found: list[str] = []
    for node in nodes:
        _write(node, rule, found)
    return "".join(found)


def _write(root: Node, rule: Rule, found: list[str]) -> None:
    ends: list[str] = []
    here: Node | None = root
    while here is not None:
        below = None
        end = ""
        if here.is_text_node:
            found.append(escape(here.text_content or "", quote=False))
        elif here.is_element_node:
            tag = rule(here)
            if tag is not None:
                found.append(tag)
                below = here.first_child
                end = f"</{here.tag}>" if tag and here.tag not in _VOID else ""
        if below is not None:
            ends.append(end)
            here = below
            continue
        found.append(end)
        while here is not None and (here.next is None or here.mem_id == root.mem_id):
            if here.mem_id == root.mem_id:
                return
            here = here.parent
            found.append(ends.pop())
        here = here.next if here is not None else None


def start(tag: str, attributes: Iterable[tuple[str, str]] = ()) -> str:
    """A start tag.

    >>> start("td", [("class", "text1")])
    '<td class="text1">'
    """
    held = "".join(f' {name}="{escape(value)}"' for name, value in attributes)
    return f"<{tag}{held}>"


def of_text(node: Node) -> str | None:
    """What stays of an element in the text of a paper: mark-up and looks, nothing that acts, loads or points to mail
    or to a place that exists for one session only."""
    tag = node.tag or ""
    if tag in _NEVER or not tag.replace(":", "").isalnum():
        return None
    if tag in _UNWRAPPED:
        return ""
    held = node.attributes
    kept = [(name, held.get(name) or "") for name in _KEPT if name in held]
    return start(tag, [(name, value) for name, value in kept if name != "href" or lasting(value)])


def lasting(href: str) -> bool:
    """Whether a link leads to a page that is still there tomorrow.

    >>> lasting("vo020.asp?VOLFDNR=1"), lasting("___tmp/tmp/1.pdf"), lasting("mailto:a@b.example")
    (True, False, False)
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    return parts.scheme in ("", "http", "https") and "___tmp" not in href.lower() and "sid=" not in href.lower()
