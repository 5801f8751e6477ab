"""What runs at a source, in words for people: its system, its version, the layout of its pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from .models import Source

_LAYOUTS: dict[str, Promise] = {"classic": lazy("klassische Seiten"), "responsive": lazy("responsive Seiten")}


def system_words(source: Source) -> str:
    """The system with its version and the layout of its pages: "ALLRIS 3.9.5, klassische Seiten"."""
    label = str(source.get_system_display())
    family, _blank, generation = label.rpartition(" ")
    named = family if generation.isdigit() and source.version.startswith(generation) else label
    words = f"{named} {source.version}".strip()
    layout = layout_words(str(source.installation.get("layout", ""))) if source.is_html else ""
    return f"{words}, {layout}" if layout else words


def layout_words(layout: str) -> str:
    """ "klassische Seiten", "Aufbau 6"; any other word is the name of a technique, which says nothing to readers."""
    if layout in _LAYOUTS:
        return str(_LAYOUTS[layout])
    return _("Aufbau %(layout)s") % {"layout": layout} if layout.isdigit() else ""
