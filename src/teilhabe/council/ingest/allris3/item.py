"""One point of an agenda (``to020``): its result, its vote, its part of the minutes."""

from __future__ import annotations

import re

from ..html.document import Node, Tree, attribute, parameter
from ..html.errors import NotPublic, NotThisPage
from ..html.facts import ItemPage
from ..html.identity import fact_key
from ..html.publicness import number_says, word_says
from .agenda import OPEN_RESULT
from .blocks import blocks, text_of_block
from .cells import heading, key_for, key_of_link, links, posted, said
from .files import documents
from .gates import opened
from .header import first, text_of, values

LANDMARKS = ("td.kb1", "span#tobetreff", "span#tonr")
_TITLE = re.compile(r"^\s*(?:Auszug|Niederschriftsauszug|Beschlussauszug)\s*-\s*", re.IGNORECASE)
_VOTE = re.compile(r"\bja\b|\bnein\b|enthaltung|einstimmig|mehrheit|stimmen\b|dafür|dagegen|gegenstimme", re.IGNORECASE)
_LONGEST_VOTE = 300


def read_item(page: str, url: str) -> ItemPage:
    """The page of a public point. Raises NotPublic for every other one: number and status must say that it is."""
    return item_in(opened(page, url, *LANDMARKS), url)


def item_in(tree: Tree, url: str) -> ItemPage:
    """The point of a page that was opened."""
    said_above = values(tree)
    number = text_of(said_above, "top", limit=60)
    if first(said_above, "top") is None or not is_public(number, text_of(said_above, "status", limit=60)):
        if first(said_above, "top") is None and first(said_above, "gremium", "beschlussart") is None:
            raise NotThisPage
        raise NotPublic
    key = fact_key(url) or _key(tree)
    if not key.startswith("tolfdnr="):
        raise NotThisPage
    title = _TITLE.sub("", heading(tree)) or text_of(said_above, "betreff", limit=2000)
    paper, reference = _paper(tree, url, title)
    result = text_of(said_above, "beschlussart", limit=300)
    return ItemPage(
        key=key,
        meeting=meeting_of(tree, url),
        number=number,
        title=title,
        paper=paper,
        paper_reference=reference,
        result_raw="" if OPEN_RESULT.match(result) else result,
        vote_raw=_vote(tree),
        blocks=blocks(tree),
        documents=documents(tree, url, of_paper=False),
        url=url,
    )


def is_public(number: str, status: str) -> bool:
    """By its number; without a letter, by a status that says "öffentlich" and nothing else.

    >>> is_public("Ö 3", "öffentlich/nichtöffentlich"), is_public("3", "öffentlich/nichtöffentlich")
    (True, False)
    """
    told = number_says(number)
    if told is not None:
        return told and (word_says(status) is not False or "/" in status)
    return word_says(status) is True and "/" not in status


def head_rows(tree: Tree) -> list[Node]:
    """The rows of the header, each one once."""
    found: dict[int, Node] = {}
    for cell in tree.css("td.kb1, td.text1")[:300]:
        row = cell.parent
        if row is not None and row.tag == "tr":
            found.setdefault(row.mem_id, row)
    return list(found.values())


def paper_row(tree: Tree, url: str) -> Node | None:
    """Where the paper of a point stands: a row without a label, or the span of the responsive layout."""
    span = tree.css_first("span#tovonr")
    if span is not None:
        return span
    for row in head_rows(tree):
        if any(key_of_link(link, url).startswith("volfdnr=") for link in links(row)):
            return row
    return None


def _paper(tree: Tree, url: str, title: str) -> tuple[str, str]:
    row = paper_row(tree, url)
    if row is None or paper_is_closed(tree):
        return "", ""
    for link in links(row):
        key = key_of_link(link, url)
        if key.startswith("volfdnr="):
            words = said(link)
            own = words.removesuffix(title).strip() if title and words.endswith(title) else ""
            return key, (own or words.partition(" ")[0])[:120]
    return "", ""


def paper_is_closed(tree: Tree) -> bool:
    """Whether the status of the paper, the second one of the page, is anything but public."""
    found = []
    for row in head_rows(tree):
        held = list(row.css("td"))[:12]
        for place, cell in enumerate(held[:-1]):
            if said(cell, limit=40).lower().rstrip(":") == "status":
                found.append(said(held[place + 1], limit=60))
    return len(found) > 1 and word_says(found[1]) is not True


def meeting_of(tree: Tree, url: str) -> str:
    for row in head_rows(tree):
        for link in links(row):
            key = key_of_link(link, url)
            if key.startswith("silfdnr="):
                return key
        key = posted(row, "to010", "silfdnr")
        if key:
            return key
    for link in tree.css('a[href*="to010"]')[:20]:
        key = key_of_link(link, url)
        if key.startswith("silfdnr="):
            return key
    return ""


def _key(tree: Tree) -> str:
    form = tree.css_first('form[action*="topSelected"]')
    return key_for("tolfdnr", parameter(attribute(form, "action"), "topSelected")) if form is not None else ""


def _vote(tree: Tree) -> str:
    """The vote if the page says one; that a committee "takes note" is none."""
    words = text_of_block(tree, "AE", limit=_LONGEST_VOTE + 1)
    return words if len(words) <= _LONGEST_VOTE and _VOTE.search(words) else ""
