"""The search page before anything was asked, and while nothing can be found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from teilhabe.directory.themes import theme_label

from .kinds import kind_words
from .search_filters import Link, example_links, search_url


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShown:
    """What there is of one kind: ``what`` can be found in it, and where all of it stands."""

    many: str
    what: str
    url: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """``unavailable`` is the sentence why nothing can be found now; then only ``lists`` are shown."""

    title: str
    lede: str
    text: str = ""
    unavailable: str = ""
    examples: tuple[Link, ...] = ()
    kinds: tuple[KindShown, ...] = ()
    hints: tuple[Link, ...] = ()
    themes: tuple[Link, ...] = ()
    lists: tuple[Link, ...] = ()
    keep: tuple[Link, ...] = ()
    asked: bool = False
    label_shown: bool = True


def start_page(examples: Iterable[str], themes: Iterable[str]) -> StartPage:
    """``themes`` are keys (``directory.themes``)."""
    return StartPage(
        title=gettext("Suche"),
        lede=gettext(
            "Alles Öffentliche auf einmal: Vorlagen mit ihren Anlagen, Sitzungen, Angebote, Gremien und Personen."
        ),
        examples=example_links(examples),
        kinds=_kinds(),
        hints=_hints(),
        themes=tuple((theme_label(theme), search_url(thema=theme)) for theme in themes),
    )


def unavailable_page(text: str, sentence: str, keep: tuple[Link, ...]) -> StartPage:
    """``sentence`` says why; ``text`` stays in the field and the filters (``keep``) behind it, to be sent again."""
    return StartPage(
        title=gettext("Suche"),
        lede="",
        text=text,
        unavailable=sentence,
        lists=(
            (gettext("Vorlagen und Beschlüsse"), reverse("council:papers")),
            (gettext("Sitzungen"), reverse("council:meetings")),
            (gettext("Gremien"), reverse("council:committees")),
        ),
        keep=keep,
        asked=True,
    )


def _kinds() -> tuple[KindShown, ...]:
    what = {
        "paper": gettext("Titel, Nummer, Beschluss, Begründung und der Text der Anlagen."),
        "meeting": gettext("Gremium, Ort und die öffentlichen Punkte der Tagesordnung."),
        "offer": gettext("Beratung, Kurse, Programme und Materialien: worum es geht, für wen, wo und wann."),
        "committee": gettext("Räte und Ausschüsse mit ihren Namen."),
        "person": gettext("Wer in einem Rat oder Ausschuss sitzt."),
    }
    addresses = {kind: search_url(art=word) for kind, word in _KIND_WORDS}
    return tuple(
        KindShown(
            many=kind_words(kind).many,
            what=words,
            url=addresses[kind],
            link=gettext("Alle durchsehen"),
        )
        for kind, words in what.items()
    )


_KIND_WORDS = (
    ("paper", "vorlage"),
    ("meeting", "sitzung"),
    ("offer", "angebot"),
    ("committee", "gremium"),
    ("person", "person"),
)


def _hints() -> tuple[Link, ...]:
    """What can be typed → what it does."""
    return (
        (gettext("Schule"), gettext("findet auch Schulen und Grundschulentwicklung")),
        (gettext("„offener Ganztag“"), gettext("findet die Wörter nebeneinander")),
        (gettext("Ganztag -Ferien"), gettext("lässt aus, was das zweite Wort enthält")),
        (gettext("Kita ODER Tagespflege"), gettext("findet das eine oder das andere")),
        (gettext("Integrations*"), gettext("findet alle Wörter, die so beginnen")),
        ("2025/0412", gettext("findet die Vorlage mit dieser Nummer, wie auch immer sie geschrieben ist")),
    )
