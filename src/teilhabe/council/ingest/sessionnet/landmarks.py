"""What SessionNet's pages are made of, whatever their layout: labelled cells, rows of named cells, links, documents.

Layout 6 puts a label and its value into two ``div.smc-table-cell``, the first with the class ``<field>_title``;
layouts 3 to 5 put them into two cells of ``#smctablevorgang``. Rows of tables name their cells by class, by
``data-label`` or by the head of their column. Both are read alike here: a reader asks for a field, not for a layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..html.document import Node, Tree, absolute, at_most, attribute, line, once, parameter
from ..html.errors import NotThisPage
from ..html.facts import DocumentFact
from ..html.identity import fact_key

_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "li", "td", "th", "tr", "hr", "ul", "h1", "h2", "h3", "h4"})
_FOOT = "footer, #smcfooter, #smcmenubottom, #smcsomacosinfo, .smcfooter"
_MAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?\(at\)\s?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_TELEPHONE = re.compile(
    r"\b(?:Tel(?:efon)?|Fax|Telefax|Durchwahl|Mobil|Handy)\b[\s.:\-–]{0,6}(?:\+?\d|\(0)[\d\s/()\-–]{3,24}\d",
    re.IGNORECASE,
)
# Without one of these there is no number to look for.
_CALLED = ("tel", "fax", "durchwahl", "mobil", "handy")
HIDDEN = "[…]"
# Of a text that is cut to n characters, n times as many are looked at: most of what systems print is blanks.
_LOOKED_AT = 40


def spoken(node: Node | None, *, limit: int = 0, lines: bool = False) -> str:
    """The text a reader sees of an element, a line break or the end of a cell as a blank; "" for None.

    With ``lines`` the breaks stay ("\\n"), so that continuation lines can be told apart.
    """
    if node is None:
        return ""
    pieces: list[str] = []
    length, enough = 0, 0 if lines else _LOOKED_AT * limit
    for one in node.traverse(include_text=True):
        if one.is_text_node:
            parent = one.parent
            if parent is None or parent.tag not in _UNSEEN:
                piece = one.text_content or ""
                pieces.append(piece)
                length += len(piece.strip())
                if enough and length > enough:
                    break
        elif one.tag in _BREAKS:
            pieces.append("\n")
    raw = "".join(pieces)
    if enough:
        raw = raw.lstrip()[:enough]
    if not lines:
        return line(raw, limit=limit)
    return "\n".join(line(part) for part in raw.split("\n")).strip("\n")


def classes(node: Node | None) -> frozenset[str]:
    return frozenset(attribute(node, "class").split())


def main_of(tree: Tree) -> Node:
    """The part of a page that is about its record: without menu, tabs' frame and footer where the layout has them."""
    for selector in ("#page-content", "#smccontent", "[role=main]"):
        node = tree.css_first(selector)
        if node is not None:
            return node
    if tree.body is None:
        raise NotThisPage
    return tree.body


def footers(tree: Tree) -> frozenset[int]:
    """The elements that stand in a footer: what they hold is said about the system, not about the record."""
    return frozenset(one.mem_id for foot in tree.css(_FOOT)[:8] for one in foot.traverse())


def heading(tree: Tree) -> str:
    """The page's own heading; SessionNet prints the record's name there."""
    return spoken(tree.css_first("h1.smc_h1") or tree.css_first("h1"), limit=2000)


def scrubbed(text: str) -> str:
    """``text`` without e-mail addresses and telephone numbers. Doing it twice changes nothing."""
    if "@" in text or "(at)" in text:
        text = _MAIL.sub(HIDDEN, text)
    small = text.lower()
    return _TELEPHONE.sub(HIDDEN, text) if any(word in small for word in _CALLED) else text


# -- labels and values --------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """One label with its value: ``code`` is SessionNet's own name for it ("vobetr"), if the page says so."""

    code: str
    label: str
    value: Node

    @property
    def text(self) -> str:
        return scrubbed(spoken(self.value, limit=4000))


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a page's head in their order."""

    fields: tuple[Field, ...] = ()

    def all(self, *names: str) -> Iterator[Field]:
        """Fields whose code or label is one of ``names``; SessionNet's codes first, as they are the surer sign."""
        for name in names:
            for one in self.fields:
                if name == one.code or (not one.code and name == one.label) or name == one.label:
                    yield one

    def text(self, *names: str) -> str:
        return next((one.text for one in self.all(*names) if one.text), "")

    def __bool__(self) -> bool:
        return bool(self.fields)


_MOST_FIELDS = 400


def header(main: Node) -> Header:
    """Labels and values of a page: layout 6 first, then the tables of the older ones, then definition lists."""
    found: list[Field] = []
    for head in main.css(".smc-cell-head")[:_MOST_FIELDS]:
        value = _next_element(head)
        if value is not None and "smc-cell-head" not in classes(value):
            code = next((name[:-6] for name in classes(head) if name.endswith("_title")), "")
            found.append(Field(code, label_of(head), value))
    if not found:
        found = list(_pairs(main))
    if not found:
        for term in main.css("dt")[:_MOST_FIELDS]:
            value = _next_element(term)
            if value is not None and value.tag == "dd":
                found.append(Field("", label_of(term), value))
    return Header(tuple(found))


def _pairs(main: Node) -> Iterator[Field]:
    """The rows of ``#smctablevorgang`` and its like (``#smctablesitzung``): cells in turn are label and value; a row
    without a label goes on."""
    label = ""
    for row in once(main.css("table[id^=smctable] tr, table.smctablevorgang tr"))[:_MOST_FIELDS]:
        cells = [cell for cell in row.iter() if cell.tag in ("td", "th")][:8]
        for head, value in zip(cells[::2], cells[1::2], strict=False):
            label = label_of(head) or label
            if label:
                yield Field("", label, value)


def label_of(node: Node) -> str:
    """A label as it is compared: one line, small letters, without colon and "(n)"."""
    return re.sub(r"\s*(?:\(n\))?\s*:?\s*$", "", spoken(node, limit=80)).casefold()


def _next_element(node: Node) -> Node | None:
    following = node.next
    for _ in range(12):
        if following is None or following.is_element_node:
            return following
        following = following.next
    return None


# -- rows of tables --------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """The own cells of a row of a table, by class, ``data-label`` or column head."""

    node: Node
    cells: tuple[Node, ...]
    heads: tuple[str, ...] = field(default=())
    # Each cell by its classes and its label, looked up many times.
    named: dict[str, Node] = field(default_factory=dict)

    def cell(self, *names: str) -> Node | None:
        """The first cell with one of the classes or labels; narrow-screen doubles of a cell come last."""
        for name in names:
            if name in self.named:
                return self.named[name]
        if len(self.heads) == len(self.cells):
            for name in names:
                if name in self.heads:
                    return self.cells[self.heads.index(name)]
        return None

    def text(self, *names: str) -> str:
        return spoken(self.cell(*names), limit=2000)


def _named(cells: tuple[Node, ...]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    doubles: dict[str, Node] = {}
    for cell in cells:
        names = classes(cell)
        into = doubles if any("block-991" in one for one in names) else found
        for name in (*names, _label(cell)):
            if name:
                into.setdefault(name, cell)
    return {**doubles, **found}


def _label(cell: Node) -> str:
    return line(attribute(cell, "data-label")).rstrip(":").casefold()


def rows(main: Node, selector: str = "tr", *, most: int = 50_000) -> Iterator[Row]:
    """The rows of a page's tables with the heads of their columns. A row with rows inside it is told with its own
    cells only."""
    heads: tuple[str, ...] = ()
    for row in main.css(selector)[:most]:
        cells = tuple(cell for cell in row.iter() if cell.tag in ("td", "th"))
        if cells and all(cell.tag == "th" for cell in cells):
            heads = tuple(label_of(cell) for cell in cells)
            continue
        yield Row(row, cells, heads, _named(cells))


# -- links and documents --------------------------------

_PROGRAM = re.compile(
    r"([a-z]{2,4}\d{4}|getfile|ydocstart|ylogon|error2?|info|yvcs)\.(?:asp|php)\b|^([a-z]{2}\d{4})\b", re.I
)


def program(url: str) -> str:
    """The program an address calls, without suffix: "vo0050"; "" if it calls none of SessionNet's."""
    found = _PROGRAM.search(url.partition("?")[0].rpartition("/")[2])
    return (found[1] or found[2]).lower() if found else ""


def linked(node: Node, page: str, *programs: str) -> tuple[str, Node] | None:
    """Address and element of the first link in ``node`` to one of ``programs``."""
    for anchor in node.css("a[href]")[:400]:
        href = attribute(anchor, "href")
        if program(href) in programs:
            url = absolute(page, href)
            if url:
                return url, anchor
    return None


def key_in(url: str, name: str) -> str:
    """The key of the record an address names by a parameter; "" if it names none.

    >>> key_in("si0057.php?__ksinr=4849&toselect=1", "__ksinr")
    '__ksinr=4849'
    """
    number = parameter(url, name)
    return f"{name}={int(number)}" if number.isascii() and number.isdecimal() and len(number) < 16 else ""


_TYPE = re.compile(r"dateityp:\s*([a-z0-9]{2,5})", re.IGNORECASE)
TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "tif": "image/tiff",
    "jpg": "image/jpeg",
    "png": "image/png",
    "zip": "application/zip",
    "txt": "text/plain",
    "rtf": "application/rtf",
}
_SIZE = re.compile(r"\(?\b(\d{1,12}(?:[.,]\d{1,3})?)\s*(KB|MB|Bytes?|kB)\b\)?\s*$", re.IGNORECASE)
_UNITS = {"b": 1, "k": 1024, "m": 1024 * 1024}
_NOT_PUBLIC_NAME = re.compile(r"nicht[\s\-­]*(?:öffentlich|oeffentlich)|\bnö\b", re.IGNORECASE)
_MAIN_NAME = re.compile(
    r"^(?:(?:sitzungs|beschluss|mitteilungs|informations|berichts|verwaltungs|dringlichkeits)?vorlage|drucksache|antrag|"
    r"mitteilung|anfrage)(?:\s+(?:öffentlich|gesamt))?$",
    re.IGNORECASE,
)
_MAIN_SYMBOLS = frozenset({"VO", "V"})


def documents(node: Node, page: str, *, beside: frozenset[int] = frozenset()) -> tuple[DocumentFact, ...]:
    """The files an element offers, each once, although icon and text both link it. Those that call themselves
    non-public are left out; ``beside`` are elements to overlook (a footer, another part of the page)."""
    found: dict[str, DocumentFact] = {}
    for anchor in node.css("a[href]")[:20_000]:
        href = attribute(anchor, "href")
        if program(href) not in ("getfile", "ydocstart") or anchor.mem_id in beside:
            continue
        url = absolute(page, href)
        key = fact_key(url)
        if not key:
            continue
        raw = spoken(anchor, limit=540)
        known = found.get(key)
        if known is not None and known.name:
            continue
        name, size = _sized(raw)
        box = _box(anchor)
        if size is None and name and box is not None:
            size = _sized(spoken(box, limit=700))[1]
        said = _TYPE.search(attribute(anchor, "title") or attribute(anchor, "aria-label"))
        found[key] = DocumentFact(
            name=name,
            key=key,
            url=url,
            role=_role(name, _symbol(box)),
            mime_type=TYPES.get(said[1].lower(), "") if said else known.mime_type if known else "",
            size=size,
        )
    for form in at_most(node.css("form"), 2000):
        number = next((attribute(one, "value") for one in form.css("input[name=DT]")[:1]), "")
        if program(attribute(form, "action")) not in ("getfile", "ydocstart") or not number or form.mem_id in beside:
            continue
        name, size = _sized(_row_text(form))
        # The answer to a form has no address of its own.
        found.setdefault(f"DT={number}", DocumentFact(name=name, role=_role(name, ""), size=size))
    return tuple(one for one in found.values() if one.name and not _NOT_PUBLIC_NAME.search(one.name))


def _sized(raw: str) -> tuple[str, int | None]:
    """A link's text is name and size in one: "Lageplan (123 KB)"."""
    said = _SIZE.search(raw[-40:])
    if said is None:
        return raw[:500], None
    size = float(said[1].replace(",", ".")) * _UNITS[said[2][0].lower()]
    return raw[: len(raw) - (len(raw[-40:]) - said.start())].rstrip(" ([-–")[:500], int(size)


def _box(anchor: Node) -> Node | None:
    """What layout 6 puts around one document: its symbol, its links, its size."""
    found, box = None, anchor.parent
    for _ in range(5):
        if box is None:
            break
        names = classes(box)
        if "smc-dg-ds-1" in names:
            return box
        if "smc-d-el" in names:
            found = box
        box = box.parent
    return found


def _symbol(box: Node | None) -> str:
    """The letters that stand for a kind of document: "VO", "EI"."""
    return spoken(box.css_first("i.smc-doc-symbol"), limit=6) if box is not None else ""


def _row_text(form: Node) -> str:
    row = form.parent
    for _ in range(4):
        if row is None or row.tag == "tr":
            break
        row = row.parent
    return spoken(row, limit=540) if row is not None and row.tag == "tr" else spoken(form, limit=540)


def _role(name: str, symbol: str) -> str:
    said = name.casefold()
    if said.startswith(("anlage", "zusatz")):
        return "attachment"
    if symbol.upper() in _MAIN_SYMBOLS or _MAIN_NAME.match(name):
        return "main"
    if said.startswith("sammeldokument"):
        return "collected"
    if "niederschrift" in said or "protokoll" in said or symbol.upper() in ("NÖ", "NS"):
        return "minutes"
    if symbol.upper() == "EI" or said.startswith(("einladung", "bekanntmachung", "öffentliche bekanntmachung")):
        return "invitation"
    return "attachment"
