"""Foreign HTML → a tree of its elements by the rules of HTML5, whatever the page holds.

Building such a tree costs a walk up the open elements for many a tag, unclosed `<b>` are opened again in each
paragraph, and each attribute of a tag is compared with those before it: a page of nothing but `<div>` would take
minutes, one of unclosed `<font>` gigabytes, one tag with 400,000 attributes a quarter of an hour. So nesting, number of
tags and attributes are bounded first, and pictures inside the page are left out. No page that people wrote comes near
the bounds; one that does loses tags and attributes, never words.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

Node = LexborNode
Tree = LexborHTMLParser

MOST_OPEN = 160  # elements inside each other
MOST_OPEN_STYLES = 6  # b, i, font … inside each other
MOST_TAGS = 25_000  # in one text; those whose end may be left out count as if it were not
MOST_ATTRIBUTES = 20  # of one tag
# Where the parser passes over a tag, or puts text in front of its table, the text is joined to that before it by
# copying all of it again: characters copied so in one page.
MOST_JOINED = 30_000_000
_IN_TABLES = frozenset(["tr", "td", "th", "tbody", "thead", "tfoot", "caption", "col", "colgroup"])
_CELLS = frozenset(["td", "th", "caption"])
_PASSED_OVER = frozenset(["html", "head", "body", "frame", "frameset"])
# An attribute as HTML's own rules read it: "<" and quotes may stand in its name, ">" in its quoted value. Each pattern
# takes what it has found for good, so a page is gone through once, whatever it holds.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+|(?=>)|\Z))?+"""
_TAG = re.compile(
    rf"<(?:(/?)([a-zA-Z][^\s/>]{{0,40}}+)[^\s/>]*+(?:{_ATTRIBUTE}){{0,{MOST_ATTRIBUTES}}}+(?=([\s/]*+[^\s/>])?)|!--)"
)
_MORE_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE})*+")
_PICTURE = re.compile(
    r"""(["'])data:[a-z]{1,20}/[\w.+-]{1,80}+(?:;[\w=-]{1,40}+){0,4}+,[A-Za-z0-9+/=%\s]{400,}+(?=\1)""", re.ASCII | re.I
)
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
# Each begins a line or a cell and costs as much with its end tag as without: the start tag counts for both.
_COUNT_TWICE = _CLOSE_THEMSELVES | {"br"}
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


class TooMuch(ValueError):
    """A page beyond the bounds that must not lose tags."""


def tree_of(html: str, *, most_tags: int = MOST_TAGS, whole: bool = False) -> Tree:
    """The tree of a page or fragment; XML prologs, nested documents and broken tags are no hindrance. Raises nothing,
    but TooMuch if it is wanted ``whole``: with all its tags."""
    text = bounded(_PROLOG.sub("", without_pictures(html).replace("\0", "")), most_tags=most_tags, whole=whole)
    return LexborHTMLParser(text.encode("utf-8", "replace").decode("utf-8"))


def without_pictures(html: str) -> str:
    """`html` without what its attributes hold of pictures and fonts as `data:` addresses: megabytes of no words."""
    return _PICTURE.sub(r"\1data:", html) if "data:" in html else html


def bounded(html: str, *, most_tags: int = MOST_TAGS, whole: bool = False) -> str:
    """`html` with no more tags, attributes and no deeper nesting than a tree is built for; mostly just as it came.
    Beyond the number of tags the others are left out, or TooMuch is raised if it is wanted ``whole``."""
    parts: list[str] = []
    kept_until = 0
    open_now: dict[str, int] = {}
    dropped: dict[str, int] = {}
    depth = styles = tags = at = joined = before_table = copied = 0
    cells = [True]  # for each open table, whether one of its cells is open
    search = _TAG.search
    while (found := search(html, at)) is not None:
        begin, end = found.span()
        gap, at = begin - at, end
        end_tag, name, crowded = found.groups()
        if name is None:
            at = html.find("-->", begin)
            if at < 0:
                break
            continue
        name = name.lower()
        tags += 1 if name not in _COUNT_TWICE else 0 if end_tag else 2
        if tags > most_tags or copied > MOST_JOINED:
            if whole:
                raise TooMuch
            parts += [html[kept_until:begin], _ANY_TAG.sub(" ", html[begin:])]
            return "".join(parts)
        passed = name in _PASSED_OVER or (len(cells) == 1 and name in _IN_TABLES)
        passed = passed or bool(end_tag and name not in _IN_TABLES and not open_now.get(name))
        if not cells[-1] and html[begin - gap : begin].strip(" \t\r\n\f/>"):
            before_table += gap
            copied += before_table
        if name == "table":
            if not end_tag:
                cells.append(False)
            elif len(cells) > 1:
                cells.pop()
        elif name in _IN_TABLES and len(cells) > 1:
            cells[-1] = not end_tag and name in _CELLS
        if name in _UNCOUNTED:
            pass
        elif end_tag:
            if dropped.get(name):
                dropped[name] -= 1
                # An end tag of nothing: the parser passes over it.
                parts += [html[kept_until:begin], "</x-"]
                kept_until = begin + 2
            elif open_now.get(name):
                open_now[name] -= 1
                depth -= 1
                styles -= name in _STYLES
        elif name not in _RAW and depth < MOST_OPEN and (name not in _STYLES or styles < MOST_OPEN_STYLES):
            open_now[name] = open_now.get(name, 0) + 1
            depth += 1
            styles += name in _STYLES
        elif name not in _RAW:
            dropped[name] = dropped.get(name, 0) + 1
            passed = True
            parts += [html[kept_until:begin], "<br " if name in _BREAK_LINES else "</x-"]
            kept_until = begin + 1
        joined = joined + gap if passed else 0
        copied += joined
        if crowded:
            rest = _MORE_ATTRIBUTES.match(html, at)
            parts.append(html[kept_until:at])
            kept_until = at = rest.end() if rest else at
        if name in _RAW and not end_tag:
            closing = _RAW[name].search(html, at)
            if closing is None:
                break
            at = closing.end()
    if not parts:
        return html
    parts.append(html[kept_until:])
    return "".join(parts)
