"""A paper (vo0050) or motion (ag0050) with its tab "Beratungen" (vo0053)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from ..html.document import Node, Tree, absolute, at_most, attribute
from ..html.errors import NothingThere, NotPublic, NotThisPage
from ..html.facts import DocumentFact, PaperPage, Step
from ..html.moments import day, stamp
from ..html.publicness import word_says
from .blocks import blocks_of
from .gates import Page, opened
from .landmarks import Header, documents, footers, heading, key_in, main_of, program, spoken
from .steps import read_steps

_TITLE = ("vobetr", "agbetr", "betreff", "titel")
_REFERENCE = ("voname", "agname", "vorlage", "name", "antrag", "vorlagennummer", "vorlagen-nr.", "drucksache", "nummer")
_KIND = ("vovaname", "agvaname", "art", "vorlageart", "vorlagenart", "drucksachenart", "antragsart")
_DAY = ("vodat", "vodatum", "agdat", "datum", "erstellt am", "vom", "eingang")
_LEAD = ("voamt", "vofamt", "federführend", "federführung", "federführendes amt", "amt", "fachbereich", "dienststelle")
_INVOLVED = ("beteiligt", "beteiligte ämter", "beteiligte dienststellen", "weitere ämter")
_ORIGINATORS = (
    "agantrst",
    "antragsteller",
    "antragstellende",
    "fraktion",
    "einreicher",
    "initiator",
    "antragsteller/in",
)
_ABOVE = ("referenzvorlage", "übergeordnete vorlage", "hauptvorlage", "bezugsvorlage")
_BELOW = ("untergeordnete vorlage", "untergeordnete vorlagen", "nachfolgevorlage", "folgevorlage", "folgevorlagen")
_RELATED = (
    "anträge zur vorlage",
    "antrag zur vorlage",
    "bezüglich",
    "bezug",
    "verwandte vorlagen",
    "zugehörige vorlagen",
)
_STATE = ("vostatus", "status", "öffentlichkeit")
_CHANGED = re.compile(r"Letzte\s+Änderung\s*:?\s*(\d{1,2}\.\d{1,2}\.\d{4}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)", re.I)
# Some systems sort their kinds by a number before the name: "02_Beschlussvorlage".
_SORTED = re.compile(r"^(?:\d{1,3}_\s*)+")
_MAIN_START = re.compile(r"(?:\w{0,24}vorlage|drucksache)\b(?!\w)", re.IGNORECASE)
_TAB = "#smcregister a[href], ul.nav-tabs a[href], .smcregister a[href], a.smc-tab[href]"


def paper_key(url: str) -> str:
    return key_in(url, "__kvonr") or key_in(url, "__kagnr")


def paper_parts(page: Page, url: str) -> tuple[str, ...]:
    """The address of the tab with the hearings, if the page has one."""
    if program(url) == "vo0053":
        return ()
    tree, _ = opened(page, url)
    own = paper_key(url)
    for anchor in tree.css(_TAB)[:60]:
        found = absolute(url, attribute(anchor, "href"))
        if program(found) in ("vo0053", "ag0053") and paper_key(found) == own:
            return (found,)
    return ()


def read_paper(page: Page, url: str, parts: tuple[str, ...] = ()) -> PaperPage:
    """Raises NotPublic where the status says "nichtöffentlich" or names both.

    Most layouts print no status, so a paper without one counts as public: nobody comes here but from a public point or
    step, and what is not public the system does not show without a session.
    """
    tree, said = opened(page, url)
    main = main_of(tree)
    key = paper_key(url)
    title = said.text(*_TITLE) or heading(tree)
    is_tab = program(url) in ("vo0053", "ag0053")
    if not key or not title or (not said and not is_tab and main.css_first("div.smcdocmsword") is None):
        raise NotThisPage
    if word_says(said.text(*_STATE)) is False:
        raise NotPublic
    steps = read_steps(main, url, tab=is_tab)
    for part in parts:
        steps = (*steps, *_steps_of(part, url, len(steps)))
    reference = said.text(*_REFERENCE)
    return PaperPage(
        key=key,
        title=title,
        reference=reference,
        kind_raw=_SORTED.sub("", said.text(*_KIND)),
        day=day(said.text(*_DAY)),
        lead=said.text(*_LEAD),
        involved=_several(said, _INVOLVED),
        originators=_several(said, _ORIGINATORS),
        related=_papers(said, _RELATED, url),
        above=_papers(said, _ABOVE, url),
        below=_papers(said, _BELOW, url),
        steps=steps,
        blocks=blocks_of(main),
        documents=() if is_tab else _with_main(documents(main, url, beside=_beside(tree, main)), reference),
        changed=last_change(tree),
        url=url,
    )


def _with_main(found: tuple[DocumentFact, ...], reference: str) -> tuple[DocumentFact, ...]:
    """Older layouts mark no document: the paper itself is called by its number, or "Vorlage …"."""
    if any(one.role == "main" for one in found):
        seen = False
        kept = []
        for one in found:
            kept.append(replace(one, role="attachment") if seen and one.role == "main" else one)
            seen = seen or one.role == "main"
        return tuple(kept)
    for place, one in enumerate(found):
        if (reference and one.name == reference) or _MAIN_START.match(one.name):
            return (*found[:place], replace(one, role="main"), *found[place + 1 :])
    return found


def _steps_of(part: str, url: str, before: int) -> tuple[Step, ...]:
    """The steps of the tab; it may say that there are none, or that they are not for the public."""
    try:
        tree, _ = opened(part, url)
    except (NothingThere, NotPublic):
        return ()
    return tuple(replace(step, place=before + step.place) for step in read_steps(main_of(tree), url, tab=True))


def _beside(tree: Tree, main: Node) -> frozenset[int]:
    """Files of hearings (a table of older layouts, cards) are the hearings', not the paper's."""
    beside = set(footers(tree))
    for box in at_most(main.css("div[id^=smcpanel], table[summary*=Beratung]"), 2000):
        if box.mem_id not in beside and box.css_first("div.smcdocmsword, .smc-cell-head") is None:
            head = spoken(box.css_first("button, .card-header"), limit=200) if box.tag == "div" else "01.01.2000"
            if day(head) is not None:
                beside.update(one.mem_id for one in box.traverse())
    return frozenset(beside)


def _several(said: Header, names: tuple[str, ...]) -> tuple[str, ...]:
    found = [
        one.strip()
        for entry in said.all(*names)
        for one in re.split(r"[;\n]", spoken(entry.value, lines=True))
        if one.strip()
    ]
    return tuple(dict.fromkeys(found))[:40]


def _papers(said: Header, names: tuple[str, ...], url: str) -> tuple[str, ...]:
    own = paper_key(url)
    keys = [
        paper_key(attribute(anchor, "href"))
        for entry in said.all(*names)
        for anchor in entry.value.css("a[href]")[:200]
        if program(attribute(anchor, "href")) in ("vo0050", "ag0050")
    ]
    return tuple(dict.fromkeys(key for key in keys if key and key != own))


def last_change(tree: Tree) -> datetime | None:
    """The moment at the foot of a page ("Letzte Änderung: 20.07.2026 10:36:44"): nothing it shows is newer.

    Some systems print one such moment on all their pages, so it is a bound and not this record's own date.
    """
    for foot in tree.css("#smcmenubottom, footer, #smcfooter")[:4]:
        found = _CHANGED.search(spoken(foot, limit=2000))
        if found:
            return stamp(found[1])
    return None
