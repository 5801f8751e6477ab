"""A paper (``vo020``): head, Beratungsfolge, texts, documents."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..html import moments
from ..html.document import Tree, attribute, parameter
from ..html.errors import NotPublic, NotThisPage
from ..html.facts import PaperPage
from ..html.identity import fact_key
from ..html.publicness import word_says
from .blocks import blocks
from .cells import heading, key_for, key_of_link, links, posted, said, walk
from .files import documents
from .gates import opened
from .header import Value, first, text_of, values
from .steps import steps

LANDMARKS = ("td.kb1", "span#vobetreff")
_TITLE = re.compile(r"^\s*[A-ZÄÖÜ][\wäöüß/ .]{2,40}?\s+-\s+")
_PARTIES = frozenset(
    {
        *("spd", "cdu", "csu", "fdp", "afd", "ssw", "volt", "uwg", "fwg", "grüne", "grünen", "die", "linke", "linken"),
        *("bündnis", "90", "freie", "freien", "wähler", "wählergruppe", "piraten", "partei", "und", "der", "&"),
    }
)
_GROUP = re.compile(r"\w*(?:fraktion|gruppe)")
_SPLIT = re.compile(r"\s*[;,\n]\s*")


def read_paper(page: str, url: str) -> PaperPage:
    """Raises NotPublic for a paper whose status is anything but "öffentlich"."""
    return paper_in(opened(page, url, *LANDMARKS), url)


def paper_in(tree: Tree, url: str) -> PaperPage:
    """The paper of a page that was opened."""
    said_above = values(tree)
    subject = first(said_above, "betreff")
    if subject is None or first(said_above, "top") is not None:
        raise NotThisPage
    if not is_public(said_above):
        raise NotPublic
    key = fact_key(url) or _key(tree)
    title = subject.text(2000)
    if not key.startswith("volfdnr=") or not title:
        raise NotThisPage
    return PaperPage(
        key=key,
        title=title,
        reference=reference(tree),
        kind_raw=text_of(said_above, "drucksache-art", "vorlage-art", "vorlageart", "vorlagenart", "art", limit=200),
        day=moments.day(text_of(said_above, "datum", limit=60)),
        lead=text_of(said_above, "federführend", limit=300),
        involved=tuple(filter(None, (line for line in lines(first(said_above, "beteiligt"))))),
        originators=originators(said_above),
        related=related(tree, url, key),
        steps=steps(tree, first(said_above, "beratungsfolge"), url),
        blocks=blocks(tree),
        documents=documents(tree, url, of_paper=True),
        url=url,
    )


def is_public(said_above: Mapping[str, Value]) -> bool:
    """Whether the status, if there is one, says "öffentlich" and nothing else; a mixture of both does not.

    Installations that print no status print it on no paper, so a paper without one counts as public: nobody comes here
    but from a public point or step, and what is not public the system does not show without a session.
    """
    status = first(said_above, "status")
    return status is None or word_says(status.text(60)) is True


def reference(tree: Tree) -> str:
    """ "22-2362" from "Drucksache - 22-2362"; "" if the heading names none."""
    words = heading(tree)
    found = _TITLE.sub("", words)
    return found[:120] if found != words and any(sign.isdigit() for sign in found) else ""


def lines(value: Value | None) -> list[str]:
    """The values of a cell, each line and each part between semicolons or commas alone."""
    if value is None:
        return []
    raw: list[str] = []
    for count, one in enumerate(walk(value.node)):
        raw.append("\n" if one.tag in ("br", "p", "div", "li") else one.text_content or "" if one.is_text_node else "")
        if count > 400:
            break
    return [" ".join(part.split()) for part in _SPLIT.split("".join(raw))]


def originators(said_above: Mapping[str, Value]) -> tuple[str, ...]:
    """Who brought the paper in. An author may be a clerk, so of authors only groups count."""
    found = [part for part in lines(first(said_above, "antragsteller", "einreicher", "initiator")) if _plain(part)]
    authors = lines(said_above.get("verfasser") or said_above.get("verfasserin") or first(said_above, "verfasser"))
    found += [part for part in authors if is_group(part)]
    return tuple(dict.fromkeys(part[:200] for part in found))


def is_group(part: str) -> bool:
    """Whether a name is that of a political group and holds nobody's name beside it.

    >>> [is_group(one) for one in ("SPD-Fraktion", "Fraktion GRÜNE Bergedorf", "Eva Muster", "SPD-Fraktion Muster")]
    [True, True, False, False]
    """
    words = [word.casefold() for word in re.split(r"[\s/-]+", part) if word]
    group = next((at for at, word in enumerate(words) if _GROUP.fullmatch(word)), None)
    if group is None or len(words) > 8:
        return False
    before, after = words[:group], words[group + 1 :]
    # A place may follow the party: "Fraktion GRÜNE Bergedorf".
    named = after[:-1] if len(after) > 1 and after[-1] not in _PARTIES else after
    return bool(before or named) and all(word in _PARTIES for word in (*before, *named))


def _plain(part: str) -> bool:
    return bool(part) and "@" not in part and not part.endswith(":")


def related(tree: Tree, url: str, own: str) -> tuple[str, ...]:
    """Papers this one refers to ("Bezüglich:"): by link or in the hidden field of a form."""
    found: list[str] = []
    # Both layouts repeat the label for each paper.
    labels = [*tree.css("td.kb1")[:300], *tree.css("label")[:300]]
    spots = [one.parent for one in labels if said(one, limit=20).lower().startswith("bezüglich")]
    for spot in spots:
        found += [key for link in links(spot) if (key := key_of_link(link, url)).startswith("volfdnr=")]
        hidden_key = posted(spot, "vo020", "volfdnr")
        found += [hidden_key] if hidden_key else []
    return tuple(dict.fromkeys(key for key in found if key != own))


def _key(tree: Tree) -> str:
    form = tree.css_first('form[action^="vo021"] input[name="VOLFDNR"]')
    if form is not None:
        return key_for("volfdnr", attribute(form, "value"))
    link = tree.css_first('a[href*="selfaction=print"]')
    return key_for("volfdnr", parameter(attribute(link, "href"), "VOLFDNR")) if link is not None else ""
