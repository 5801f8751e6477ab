"""What kinds of entries are called, and the shape that stands for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """``mark`` is the shape before the heading, ``section`` the accent; both name a section of the portal."""

    one: str
    many: str
    all: str
    mark: str = "rat"
    section: str = "rat"


def kind_words(kind: str) -> KindWords:
    """The words for a kind of entry; one that has none yet is called by its key."""
    known = {
        "paper": KindWords(one=gettext("Vorlage"), many=gettext("Vorlagen"), all=gettext("Alle %(n)s Vorlagen")),
        "meeting": KindWords(
            one=gettext("Sitzung"), many=gettext("Sitzungen"), all=gettext("Alle %(n)s Sitzungen"), mark="sitzung"
        ),
        "committee": KindWords(one=gettext("Gremium"), many=gettext("Gremien"), all=gettext("Alle %(n)s Gremien")),
        "offer": KindWords(
            one=gettext("Angebot"),
            many=gettext("Angebote"),
            all=gettext("Alle %(n)s Angebote"),
            mark="angebot",
            section="angebot",
        ),
        "person": KindWords(one=gettext("Person"), many=gettext("Personen"), all=gettext("Alle %(n)s Personen")),
    }
    return known.get(kind) or KindWords(one=kind, many=kind, all=gettext("Alle %(n)s Treffer"))
