"""What the catalogue says beside a council paper: the programmes that the paper names."""

from __future__ import annotations

from django.utils.translation import gettext

from teilhabe.core.addresses import in_language
from teilhabe.search.beside import Beside, Line

from ..queries.mentions import PAPER, offers_in_entry
from .rows import said
from .words import kind_label


def programmes_in_paper(ref: str) -> Beside | None:
    """The offers whose names stand in the paper with this ref, each with the words around its name."""
    found = offers_in_entry(PAPER, ref)
    if not found:
        return None
    lines = []
    for named, entry in found:
        title, _summary, language = said(entry)
        meta = (kind_label(str(entry.facts.get("kind", ""))), gettext("beendet") if _over(entry.facts) else "")
        lines.append(
            Line(
                title=title,
                url=in_language(entry.url),
                lang=language,
                meta=tuple(part for part in meta if part),
                snippet=named.snippet,
            )
        )
    return Beside(
        id="angebote",
        title=gettext("Programme, die hier vorkommen"),
        section="angebot",
        note=gettext("Das Portal hat ihre Namen im Text gefunden."),
        lines=tuple(lines),
    )


def _over(facts: dict[str, object]) -> bool:
    return facts.get("state") == "archived"
