"""Foreign HTML → a tree of its elements by the rules of HTML5, whatever the page holds.

Building such a tree costs a walk up the open elements for many a tag, and unclosed `<b>` are opened again in each
paragraph: a page of nothing but `<div>` would take minutes, one of unclosed `<font>` gigabytes. So nesting and number
of tags are bounded first. No page that people wrote comes near the bounds; one that does loses tags, never words.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

Node = LexborNode
Tree = LexborHTMLParser

MOST_OPEN = 160  # elements inside each other
MOST_OPEN_STYLES = 6  # b, i, font … inside each other
MOST_TAGS = 150_000  # in one page
_TAG = re.compile(r"<(?:(/?)([a-zA-Z][^\s/>]{0,40})|!--)")
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_RAW = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title", "xmp")}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# Each of these closes its like by itself, or comes but once.
_CLOSE_THEMSELVES = frozenset(
    ["p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "html", "head", "body"]
)
_UNCOUNTED = _VOID | _CLOSE_THEMSELVES
_STYLES = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
_BREAK_LINES = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dialog",
        "div",
        "dl",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "main",
        "menu",
        "nav",
        "ol",
        "pre",
        "section",
        "table",
        "ul",
    ]
)
_PROLOG = re.compile(r"<\?[^<>]{0,300}>")


def tree_of(html: str, *, most_tags: int = MOST_TAGS) -> Tree:
    """The tree of a page or fragment. Never raises; XML prologs, nested documents and broken tags are no hindrance."""
    text = bounded(_PROLOG.sub("", html.replace("\0", "")), most_tags=most_tags)
    return LexborHTMLParser(text.encode("utf-8", "replace").decode("utf-8"))


def bounded(html: str, *, most_tags: int = MOST_TAGS) -> str:
    """`html` with no more tags and no deeper nesting than a tree is built for; mostly just as it came."""
    parts: list[str] = []
    kept_until = 0
    open_now: dict[str, int] = {}
    dropped: dict[str, int] = {}
    depth = styles = tags = at = 0
    for found in _TAG.finditer(html):
        begin = found.start()
        if begin < at:  # inside a comment or a script
            continue
        end_tag, name = found.groups()
        if name is None:
            at = html.find("-->", begin)
            if at < 0:
                break
            continue
        tags += 1
        if tags > most_tags:
            parts += [html[kept_until:begin], _ANY_TAG.sub(" ", html[begin:])]
            return "".join(parts)
        name = name.lower()
        if name in _UNCOUNTED:
            continue
        if end_tag:
            if dropped.get(name):
                dropped[name] -= 1
                # An end tag of nothing: the parser passes over it.
                parts += [html[kept_until:begin], "</x-"]
                kept_until = begin + 2
            elif open_now.get(name):
                open_now[name] -= 1
                depth -= 1
                styles -= name in _STYLES
        elif name in _RAW:
            closing = _RAW[name].search(html, begin)
            if closing is None:
                break
            at = closing.end()
        elif depth < MOST_OPEN and (name not in _STYLES or styles < MOST_OPEN_STYLES):
            open_now[name] = open_now.get(name, 0) + 1
            depth += 1
            styles += name in _STYLES
        else:
            dropped[name] = dropped.get(name, 0) + 1
            parts += [html[kept_until:begin], "<br " if name in _BREAK_LINES else "</x-"]
            kept_until = begin + 1
    if not parts:
        return html
    parts.append(html[kept_until:])
    return "".join(parts)
