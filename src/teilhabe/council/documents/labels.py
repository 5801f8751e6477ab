"""German words for reading states and kinds of sections, marked for translation. The only module here with Django.

A state says what it means for the reader, and what helps where something does.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from teilhabe.council.documents.headings import SectionKind
from teilhabe.council.documents.reading import State

STATE_LABELS: dict[State, str] = {
    "read": gettext_noop("Text durchsuchbar"),
    "no_text": gettext_noop("nur als Bild, nicht vorlesbar"),
    "encrypted": gettext_noop(
        "mit Kennwort geschützt, deshalb hier nicht zu lesen; das Kennwort kennt die Verwaltung der Kommune"
    ),
    "broken": gettext_noop("beschädigt, deshalb hier nicht zu lesen; die Verwaltung der Kommune hat das Original"),
    "mislabelled": gettext_noop("kein PDF, obwohl so bezeichnet"),
    "too_large": gettext_noop("zu groß, um den Text hier zu zeigen"),
    "too_many_pages": gettext_noop("zu viele Seiten, um den Text hier zu zeigen"),
    "timed_out": gettext_noop("nicht in angemessener Zeit lesbar"),
}
SECTION_LABELS: dict[SectionKind, str] = {
    "letterhead": gettext_noop("Kopf der Vorlage"),
    "resolution": gettext_noop("Beschlussvorschlag"),
    "matter": gettext_noop("Sachlage"),
    "reasons": gettext_noop("Begründung"),
    "staff": gettext_noop("Personelle Auswirkungen"),
    "finance": gettext_noop("Finanzielle Auswirkungen"),
    "social": gettext_noop("Soziale Auswirkungen"),
    "climate": gettext_noop("Auswirkungen auf Klima und Umwelt"),
    "alternatives": gettext_noop("Alternativen"),
    "law": gettext_noop("Rechtslage"),
    "attachments": gettext_noop("Anlagen"),
    "signature": gettext_noop("Unterschrift"),
    "other": gettext_noop("Weiterer Text"),
}
