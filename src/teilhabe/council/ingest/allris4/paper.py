"""A paper (vo020): its head, its way through the committees, its text, its documents."""

from __future__ import annotations

import re

from ..html import moments
from ..html.document import Node, Tree, read
from ..html.errors import NotPublic, NotThisPage, PageError
from ..html.facts import PaperPage
from ..html.publicness import word_says
from . import printed
from .blocks import parts, text_blocks, text_of_part
from .cells import LONGEST_TITLE, heading, key_in, labels, link_key, one_of, said
from .files import documents
from .gates import opened
from .steps import steps_of

LANDMARKS = ("#vobetreff", "#voart", "table.bfTable", "div.docPart")
_DASHED = re.compile(r"\s[-–]\s")
_REFERENCE = re.compile(r"(?:[^\d]{1,80}\s)?(\S{0,30}\d\S{0,30})")
_RELATED = ("#vobezug", "bezüglich", "bezugsvorlage", "bezugsdrucksache", "bezug", "zugehörige vorlagen")
_SEVERAL = re.compile(r"\s*;\s*")
_MOST = 200


def read_paper(page: str, url: str) -> PaperPage:
    """The paper whose page lies at ``url``, as it is shown or as it is printed (``selfaction=print``).

    Raises NotPublic where the status says "nichtöffentlich" or names both. A paper without a status counts as public:
    printed pages have none, nobody comes here but from a public point or step, and what is not public the system does
    not show without a session.
    """
    tree = _opened(page)
    key = key_in(url, "VOLFDNR")
    found = labels(tree)
    status = said(one_of(found, "#vostatus", "status"), limit=80).strip("() ")
    if word_says(status) is False:
        raise NotPublic
    flat = printed.is_flat(tree)
    title = said(one_of(found, "#vobetreff", "betreff"), limit=LONGEST_TITLE) or (
        printed.title_of(tree) if flat else ""
    )
    if not title:
        raise NotThisPage
    texts = printed.texts_of(tree) if flat else [(name, text_of_part(node)) for name, node in parts(tree)]
    return PaperPage(
        key=key,
        title=title,
        reference=_reference(tree, found),
        kind_raw=said(one_of(found, "#voart", "vorlageart", "vorlagenart", "art"), limit=200),
        day=moments.day(said(one_of(found, "#vodatum", "datum"), limit=60)),
        lead=said(one_of(found, "#vofamt", "federführend", "federführung")),
        involved=_several(one_of(found, "#vobamt", "beteiligt", "beteiligte", "beteiligte ämter")),
        originators=_several(one_of(found, "#anunterstuetzer", "antragsteller", "antragsteller/in", "initiator")),
        related=_related(found, url, key),
        steps=steps_of(tree, url),
        blocks=text_blocks(texts),
        documents=documents(tree, url),
        url=f"{url.partition('?')[0]}?VOLFDNR={key.rpartition('=')[2]}",
    )


def _opened(page: str) -> Tree:
    try:
        return opened(page, *LANDMARKS)
    except PageError:
        tree = read(page)
        if printed.is_flat(tree):
            return tree
        raise


def _reference(tree: Tree, found: dict[str, Node]) -> str:
    """ "2026/0465" from "Beschlussvorlage - 2026/0465" or "Vorlage 2026/0465"; "" if the title holds no number."""
    named = said(one_of(found, "#voname", "vorlagennummer", "drucksachennummer", "vorlagen-nr.", "vorlagenzeichen"))
    if named:
        return named[:60]
    last = _DASHED.split(heading(tree))[-1].strip()
    match = _REFERENCE.fullmatch(last)
    return match[1] if match else ""


def _several(node: Node | None) -> tuple[str, ...]:
    return tuple(one for one in _SEVERAL.split(said(node, limit=3_000)) if one)[:_MOST]


def _related(found: dict[str, Node], url: str, own: str) -> tuple[str, ...]:
    node = one_of(found, *_RELATED)
    links = node.css("a[href]")[:_MOST] if node is not None else []
    keys = [link_key(link, url, "volfdnr") for link in links]
    return tuple(dict.fromkeys(key for key in keys if key and key != own))
