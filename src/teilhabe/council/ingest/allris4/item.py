"""One point of an agenda (to020): its result, its vote, the text of the minutes."""

from __future__ import annotations

import re

from ..html.document import parameter
from ..html.errors import NotPublic
from ..html.facts import ItemPage
from ..html.publicness import number_says, word_says
from .agenda import CLOSED, NUMBER
from .blocks import parts, text_blocks, text_of_part
from .cells import LONGEST_TITLE, first_key, heading, key_in, labels, meant, one_of, said
from .files import documents
from .gates import opened

LANDMARKS = ("#tobetreff", "#toname", "#tonr", "#toBeschlussart", "#tobanr", "div.docPart")
_VOTE = re.compile(r"abstimmung", re.IGNORECASE)
_LONGEST_VOTE = 300
# "Auszug - Haushalt", "20.01.2025 - Ö 6.1 Haushalt"
_BEFORE_TITLE = re.compile(r"^(?:auszug|beschluss|\d{1,2}\.\d{1,2}\.\d{4})\s+-\s+", re.IGNORECASE)


def read_item(page: str, url: str) -> ItemPage:
    """The point whose page lies at ``url``. Raises NotPublic for one that is not public.

    One that prints neither a letter nor a status counts as public: nobody comes here but from a public point or step.
    """
    tree = opened(page, *LANDMARKS)
    key = key_in(url, "TOLFDNR")
    found = labels(tree)
    title = said(one_of(found, "#tobetreff", "#vobetreff", "betreff"), limit=LONGEST_TITLE)
    printed = _BEFORE_TITLE.sub("", heading(tree))
    raw = said(one_of(found, "#tonr", "#toname", "top", "tagesordnungspunkt"), limit=60)
    number = NUMBER.match(raw) or NUMBER.match(printed)
    status = said(one_of(found, "#tostatus", "#vostatus", "status"), limit=80).strip("() ")
    closed = number_says(number[0]) is False if number else CLOSED.match(raw) is not None
    if closed or word_says(status) is False:
        raise NotPublic
    paper, link = first_key(one_of(found, "#tovonr", "vorlage"), url, "volfdnr")
    meeting, _ = first_key(tree.css_first("#mainContent") or tree.root, url, "silfdnr")
    if not meeting and parameter(url, "SILFDNR"):
        meeting = key_in(url, "SILFDNR")
    vote, texts = "", list[tuple[str, str]]()
    for name, node in parts(tree):
        if _VOTE.search(name):
            words = said(node, limit=5_000).removeprefix("Reduzieren").strip().removeprefix(name).strip(": ")
            vote = vote or words[:_LONGEST_VOTE].strip()
        else:
            texts.append((name, text_of_part(node)))
    return ItemPage(
        key=key,
        meeting=meeting,
        number=number[0].strip() if number else "",
        title=title or (printed[number.end() :].strip() if number and not raw else printed),
        paper=paper,
        paper_reference=meant(link, limit=100),
        result_raw=meant(
            one_of(found, "#tobeschlussart", "#tobanr", "beschlussart", "beschluss", "ergebnis"), limit=300
        ),
        vote_raw=vote,
        blocks=text_blocks(texts),
        documents=documents(tree, url),
        url=f"{url.partition('?')[0]}?TOLFDNR={key.rpartition('=')[2]}",
    )
