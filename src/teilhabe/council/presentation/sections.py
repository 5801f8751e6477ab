"""The text of a paper as parts of a page: resolution, running text, effects in rows, signature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ..models import PaperSection
from .words import in_german

Layout = Literal["resolution", "prose", "effects", "signature"]

EFFECTS = ("staff", "finance", "social", "climate")
# A letterhead repeats what stands above the text; an agenda of attachments is shown beside the files.
NOT_SHOWN = ("letterhead",)
# Kinds that say nothing about the content: only the paper's own heading does.
UNNAMED = ("letterhead", "other")

LABELS: dict[str, Promise] = {
    "resolution": _("Beschlussvorschlag"),
    "matter": _("Sachlage"),
    "reasons": _("Begründung"),
    "staff": _("Personelle Auswirkungen"),
    "finance": _("Finanzielle Auswirkungen"),
    "social": _("Soziale Auswirkungen"),
    "climate": _("Auswirkungen auf Klima und Umwelt"),
    "alternatives": _("Alternativen"),
    "law": _("Rechtliche Grundlage"),
    "attachments": _("Verzeichnis der Anlagen"),
    "signature": _("Unterschrift"),
    "other": _("Weiterer Text"),
    "letterhead": _("Text der Vorlage"),
}

WORDS_PER_MINUTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One row of the effects: ``term`` without the word that the heading above already says."""

    anchor: str
    term: str
    html: SafeString
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the document with its own anchor. A signature has no title: it belongs to the text above. The source
    does not name what is ``guessed``: what it is was told from its content."""

    layout: Layout
    anchor: str
    title: str
    html: SafeString | None = None
    effects: tuple[Effect, ...] = ()
    guessed: bool = False


def parts_of(sections: Sequence[PaperSection]) -> tuple[Part, ...]:
    """The sections in their order; neighbouring effects become one part, and so does text without any name."""
    shown = [one for one in sections if one.kind not in NOT_SHOWN] or list(sections)
    parts: list[Part] = []
    effects: list[Effect] = []
    nameless = False
    for section in shown:
        if section.kind in EFFECTS:
            effects.append(_effect(section))
            nameless = False
            continue
        if effects:
            parts.append(_effects(effects))
            effects = []
        if _is_nameless(section) and parts and nameless:
            parts[-1] = replace(parts[-1], html=format_html("{}{}", parts[-1].html, _anchored(section)))
        else:
            parts.append(_part(section))
        nameless = _is_nameless(section)
    if effects:
        parts.append(_effects(effects))
    return _with_unique_anchors(parts)


def _is_nameless(section: PaperSection) -> bool:
    """Text of which neither the source nor we know what it is; two in a row would bear the same heading."""
    return section.kind == "other" and not section.heading


def _anchored(section: PaperSection) -> SafeString:
    """What had an address keeps it."""
    return format_html('<div id="{}">{}</div>', section.anchor, _trusted(section.html))


def reading_minutes(sections: Iterable[PaperSection]) -> int:
    """Minutes for a quiet reader; 0 if there is no text."""
    words = sum(len(one.text.split()) for one in sections if one.kind not in NOT_SHOWN)
    return max(1, round(words / WORDS_PER_MINUTE)) if words else 0


def _part(section: PaperSection) -> Part:
    layout: Layout = "prose"
    if section.kind == "resolution":
        layout = "resolution"
    elif section.kind == "signature":
        layout = "signature"
    title = "" if layout == "signature" else _title(section)
    return Part(
        layout=layout,
        anchor=section.anchor,
        title=title,
        html=_trusted(section.html),
        guessed=bool(title) and _is_guessed(section),
    )


def _title(section: PaperSection) -> str:
    """The paper's own heading; on pages in another language our word for its kind, where we know the kind."""
    if section.kind in LABELS and section.kind not in UNNAMED and not (get_language() or "de").startswith("de"):
        return str(LABELS[section.kind])
    return in_german(section.heading) or str(LABELS.get(section.kind, LABELS["other"]))


def _effect(section: PaperSection) -> Effect:
    heading = _title(section)
    term = re.sub(r"\s+(Auswirkungen|Auswirkung|Konsequenzen)$", "", heading)
    # "Finanzielle/bilanzielle" may break behind the stroke.
    return Effect(
        anchor=section.anchor,
        term=term.replace("/", "/\u200b"),
        html=_trusted(section.html),
        guessed=_is_guessed(section),
    )


def _effects(effects: list[Effect]) -> Part:
    return Part(layout="effects", anchor="auswirkungen", title=gettext("Auswirkungen"), effects=tuple(effects))


def _with_unique_anchors(parts: list[Part]) -> tuple[Part, ...]:
    """Two groups of effects in one paper get two anchors."""
    seen: dict[str, int] = {}
    out = []
    for part in parts:
        number = seen[part.anchor] = seen.get(part.anchor, 0) + 1
        if number > 1:
            out.append(replace(part, anchor=f"{part.anchor}-{number}"))
        else:
            out.append(part)
    return tuple(out)


def _is_guessed(section: PaperSection) -> bool:
    """Text that stands under no name at all ("other") claims nothing that could be wrong."""
    return section.confidence < 1 and section.kind not in UNNAMED


def _trusted(html: str) -> SafeString:
    # PaperSection.html was sanitised when it was stored (council.documents.markup writes it).
    return mark_safe(html)  # nosec B308 B703
