"""Running text of foreign HTML: pieces with their style as a walk over the tree brings them, and their inline HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Literal, NamedTuple

from teilhabe.council.documents.markers import Marker, after_bullets, marker_of
from teilhabe.council.documents.tree import Node

# Nothing in these is text of the document.
SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "template",
        "noscript",
        "svg",
        "iframe",
        "object",
        "embed",
        "button",
        "select",
        "option",
        "datalist",
        "textarea",
        "input",
        "audio",
        "video",
        "canvas",
        "noembed",
        "noframes",
        "xmp",
        "plaintext",
    ]
)
# Each begins and ends a line of its own.
BREAKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "blockquote",
        "address",
        "dl",
        "dt",
        "dd",
        "hr",
        "pre",
        "center",
        "form",
        "figure",
        "figcaption",
        "fieldset",
        "legend",
        "main",
        "body",
        "html",
        "header",
        "footer",
        "aside",
        "nav",
        "details",
        "summary",
        "table",
        "caption",
        "tr",
        "td",
        "th",
        "li",
        "menu",
        "dir",
    ]
)
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_BOLD = re.compile(r"font-weight\s*:\s*(bold|bolder|[6-9]00|normal|lighter|[1-5]00)", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*(italic|oblique|normal)", re.I)
_STRUCK = re.compile(r"text-decoration[a-z-]*\s*:[^;]{0,40}line-through", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.I)
_LIST_MARK = re.compile(r"mso-list\s*:\s*ignore", re.I)
_FONT = re.compile(r"font(?:-family)?\s*:([^;]{1,120})", re.I)
_LINK = re.compile(r"https?://[\wäöüÄÖÜß.\-]{1,250}(?::\d{1,4})?(?:[/?#][^\s<>\"'\\^`{|}]{0,1500})?")
# Letters that Wingdings and its like print as bullets.
_BULLET_LETTERS = frozenset("oqnlvuwrms")

Raised = Literal["", "sup", "sub"]
# What says that the text is the mark of a list: Word's own word, a font of symbols, or the font of Word's "o".
MarkHint = Literal["", "word", "symbol", "courier"]


class Style(NamedTuple):
    bold: bool = False
    italic: bool = False
    struck: bool = False
    raised: Raised = ""
    href: str = ""
    mark: MarkHint = ""


class Piece(NamedTuple):
    text: str
    style: Style = Style()


PLAIN = Style()
BREAK = Piece("\n")
SPACE = Piece(" ")


class _Look(NamedTuple):
    """What a style attribute changes; None: nothing."""

    bold: bool | None
    italic: bool | None
    struck: bool
    raised: Raised
    hidden: bool
    mark: MarkHint | None


def walk(root: Node, into: Callable[[str, Node], bool]) -> Iterator[tuple[str, bool, Node | Piece]]:
    """What stands below an element, in order: text as ("", True, piece), elements as (tag, True, node) where they open
    and (tag, False, node) where they close. Elements for which `into` says no, and what nobody sees, are passed over.
    """
    above: list[tuple[Node, str, Style]] = []
    style = PLAIN
    node = root.first_child
    while True:
        while node is None:
            if not above:
                return
            closed, tag, style = above.pop()
            yield tag, False, closed
            node = closed.next
        tag = node.tag or "-"
        if tag == "-text":
            text = squeezed(node.text_content or "")
            if text:
                yield "", True, Piece(text, style)
        elif tag[0] not in "-!" and tag not in SKIPPED:
            inner = style_of(tag, node.attributes, style)
            if inner is not None and into(tag, node):
                yield tag, True, node
                above.append((node, tag, style))
                style = inner
                node = node.first_child
                continue
        node = node.next


def squeezed(raw: str) -> str:
    """The text with each run of blanks as one, and without what cannot be seen."""
    if raw.isprintable() and "  " not in raw:
        return raw
    text = " ".join(raw.split())
    if not text.isprintable() and _INVISIBLE.search(text):
        raw = _INVISIBLE.sub("", raw)
        text = " ".join(raw.split())
    if not text:
        return " " if raw else ""
    return f"{' ' if raw[0].isspace() else ''}{text}{' ' if raw[-1].isspace() else ''}"


def style_of(tag: str, attributes: dict[str, str | None], style: Style) -> Style | None:
    """The style within an element; None if nobody sees it."""
    if len(tag) < 7:
        style = _styled(tag, style)
    if not attributes:
        return style
    if "hidden" in attributes:
        return None
    if tag == "a":
        found = _LINK.fullmatch((attributes.get("href") or "").strip())
        style = style._replace(href=found[0] if found else style.href)
    elif tag == "font" and (face := attributes.get("face")):
        style = style._replace(mark=_mark_of_font(face[:120]))
    written = attributes.get("style")
    if not written:
        return style
    look = _look(written[:600])
    if look == _NO_LOOK:
        return style
    if look.hidden:
        return None
    return Style(
        style.bold if look.bold is None else look.bold,
        style.italic if look.italic is None else look.italic,
        style.struck or look.struck,
        look.raised or style.raised,
        style.href,
        style.mark if look.mark is None or style.mark == "word" else look.mark,
    )


def _styled(tag: str, style: Style) -> Style:
    """The style within an element by its name alone."""
    if tag in ("b", "strong"):
        return style._replace(bold=True)
    if tag in ("i", "em", "cite"):
        return style._replace(italic=True)
    if tag in ("s", "strike", "del"):
        return style._replace(struck=True)
    if tag == "sup":
        return style._replace(raised="sup")
    return style._replace(raised="sub") if tag == "sub" else style


_NO_LOOK = _Look(None, None, False, "", False, None)


@lru_cache(maxsize=4096)
def _look(written: str) -> _Look:
    bold, italic, raised, font = (
        _BOLD.search(written),
        _ITALIC.search(written),
        _RAISED.search(written),
        _FONT.search(written),
    )
    mark: MarkHint | None = None
    if _LIST_MARK.search(written):
        mark = "word"
    elif font:
        mark = _mark_of_font(font[1])
    lifted: Raised = ("sup" if raised[1].lower() == "super" else "sub") if raised else ""
    return _Look(
        bold[1].lower() in ("bold", "bolder", "600", "700", "800", "900") if bold else None,
        italic[1].lower() != "normal" if italic else None,
        _STRUCK.search(written) is not None,
        lifted,
        _HIDDEN.search(written) is not None,
        mark,
    )


def _mark_of_font(font: str) -> MarkHint:
    lowered = font.lower()
    if "symbol" in lowered or "wingdings" in lowered or "webdings" in lowered:
        return "symbol"
    return "courier" if "courier" in lowered else ""


# -- what pieces say


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces cut at their line breaks."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text == "\n":
            lines.append([])
        else:
            lines[-1].append(piece)
    return lines


def text_of(pieces: Sequence[Piece]) -> str:
    return " ".join("".join([piece.text for piece in pieces]).split())


def split_mark(pieces: Sequence[Piece], text: str) -> tuple[Marker, list[Piece]] | None:
    """The list mark that the text begins with, and what follows it; None if it begins with none."""
    marker = _hinted_mark(pieces) or marker_of(text)
    if marker is None:
        return None
    rest = without_start(pieces, len(marker.rest))
    return marker, without_bullets(rest) if marker.style == "bullet" else rest


def without_bullets(pieces: Sequence[Piece]) -> list[Piece]:
    """The text of a list's item without a bullet printed before it."""
    text = text_of(pieces)
    rest = after_bullets(text)
    return list(pieces) if rest == text else without_start(pieces, len(rest))


def without_start(pieces: Sequence[Piece], length: int) -> list[Piece]:
    """The last `length` letters of the text the pieces make, blanks at its ends not counted."""
    spare = len(text_of(pieces)) - length
    text = "".join(piece.text for piece in pieces)
    cut = seen = 0
    blank = True
    while seen < spare and cut < len(text):
        is_blank = text[cut].isspace()
        seen += not (is_blank and blank)
        blank = is_blank
        cut += 1
    rest: list[Piece] = []
    for piece in pieces:
        if cut >= len(piece.text):
            cut -= len(piece.text)
            continue
        rest.append(piece._replace(text=piece.text[cut:]))
        cut = 0
    return rest


def _hinted_mark(pieces: Sequence[Piece]) -> Marker | None:
    """A mark that only its font or Word's own remark tells from a word: "o", "§", "Ø", "1." in a span of their own."""
    mark, hints, count = "", set[MarkHint](), 0
    for piece in pieces:
        if piece.text.strip():
            if not piece.style.mark or len(mark) > 8:
                break
            hints.add(piece.style.mark)
            mark += piece.text.strip()
        count += 1
    if not mark:
        return None
    rest = text_of(pieces[count:])
    if not rest:
        return None
    by_font = not (mark.isascii() and mark.isalnum()) or mark in _BULLET_LETTERS
    if len(mark) == 1 and (by_font if hints & {"word", "symbol"} else mark == "o"):
        return Marker("bullet", mark, 0, rest)
    found = marker_of(f"{mark} x") if "word" in hints else None
    return Marker(found.style, found.mark, found.value, rest) if found and found.rest == "x" else None


def letters_of(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many characters there are, and how many of them bold; blanks do not count."""
    every = bold = 0
    for piece in pieces:
        count = len(piece.text) - piece.text.count(" ")
        every += count
        bold += count if piece.style.bold else 0
    return every, bold


def markup_of(pieces: Sequence[Piece], *, strong: bool = True) -> str:
    """Inline HTML of the pieces, neighbours of the same style taken together; "" if nothing is styled."""
    drawn = [
        (piece.text, piece.style._replace(bold=piece.style.bold and strong, mark="")) for piece in pieces if piece.text
    ]
    if all(style == PLAIN or text.isspace() for text, style in drawn):
        return ""
    runs: list[tuple[list[str], Style]] = []
    for text, style in drawn:
        if runs and (runs[-1][1] == style or text.isspace()):
            runs[-1][0].append(text)
        else:
            runs.append(([text], style))
    return " ".join("".join([_drawn("".join(texts), style) for texts, style in runs]).split())


def _drawn(text: str, style: Style) -> str:
    html = escape(text, quote=False)
    if style == PLAIN:
        return html
    core = html.strip()
    if not core:
        return html
    before, after = html[: len(html) - len(html.lstrip())], html[len(html.rstrip()) :]
    if style.raised:
        core = f"<{style.raised}>{core}</{style.raised}>"
    if style.struck:
        core = f"<s>{core}</s>"
    if style.italic:
        core = f"<em>{core}</em>"
    if style.bold:
        core = f"<strong>{core}</strong>"
    if style.href:
        core = f'<a href="{escape(style.href)}">{core}</a>'
    return before + core + after


def ends_of(pieces: Sequence[Piece]) -> tuple[Style, Style]:
    """In which style the text begins and ends; blanks do not count."""
    styles = [piece.style for piece in pieces if piece.text.strip()] or [PLAIN]
    return styles[0]._replace(mark=""), styles[-1]._replace(mark="")


def joined(before: str, after: str, style: Style | None) -> str:
    """Two pieces of inline HTML with a blank between. ``style``: in what the one ends and the other begins, if both do
    in the same; it is said once then, as ``markup_of`` says it."""
    if style is not None:
        opened, _, closed = _drawn("\0", style).partition("\0")
        if before.endswith(closed) and after.startswith(opened):
            return f"{before[: len(before) - len(closed)]} {after[len(opened) :]}"
    return f"{before} {after}"


def without_strong(markup: str) -> str:
    """Inline HTML without its bold letters; "" if nothing else was styled."""
    plain = markup.replace("<strong>", "").replace("</strong>", "")
    for tag in ("em", "s"):
        plain = re.sub(rf"</{tag}>( ?)<{tag}>", r"\1", plain)
    return plain if "<" in plain else ""
