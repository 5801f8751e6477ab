"""The page of one point of an agenda (to0050): result, vote, text of the minutes."""

from __future__ import annotations

from ..html.errors import NotPublic, NotThisPage
from ..html.facts import ItemPage, TextBlock
from ..html.publicness import number_says, title_says, word_says
from .agenda import LABELS, NUMBER, sorted_results
from .blocks import blocks_of
from .gates import Page, opened
from .landmarks import documents, footers, heading, key_in, linked, main_of


def read_item(page: Page, url: str) -> ItemPage:
    """Raises NotPublic where number, status or heading say so; a mixed status does.

    One that says nothing counts as public: nobody comes here but from a public point or step.
    """
    tree, said = opened(page, url)
    main = main_of(tree)
    key = key_in(url, "__ktonr")
    title = said.text("tobetr", "betreff", "tagesordnungspunkt", "bezeichnung") or heading(tree)
    if not key or not title or (not said and main.css_first("div.smcdocmsword") is None):
        raise NotThisPage
    raw = said.text("tofnum", "tonr", "top", "top-nr.", "nummer")
    number = NUMBER.match(raw)
    status = said.text("tostatus", "status", "öffentlichkeit", "art der sitzung")
    if number_says(raw) is False or word_says(status) is False or title_says(heading(tree)) is False:
        raise NotPublic
    lines = [(one.label, one.text) for one in said.fields if one.label in LABELS]
    result, vote, resolution = sorted_results(lines)
    paper = linked(main, url, "vo0050", "ag0050")
    meeting = linked(main, url, "si0057", "si0056", "to0040", "si0050")
    blocks = blocks_of(main, minutes=True)
    if resolution:
        blocks = (TextBlock(html=f"<p>{_escaped(resolution)}</p>", kind="resolution", heading="Beschluss"), *blocks)
    return ItemPage(
        key=key,
        meeting=key_in(meeting[0], "__ksinr") if meeting else "",
        number=" ".join(number[1].split()).rstrip(".") if number else "",
        title=title,
        paper=(key_in(paper[0], "__kvonr") or key_in(paper[0], "__kagnr")) if paper else "",
        paper_reference=said.text("voname", "vorlage", "drucksache"),
        result_raw=result,
        vote_raw=vote,
        blocks=blocks,
        documents=documents(main, url, beside=footers(tree)),
        url=url,
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
