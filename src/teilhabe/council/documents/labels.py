"""German words for reading states and kinds of sections, marked for translation. The only module here with Django."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from teilhabe.council.documents.headings import SectionKind
from teilhabe.council.documents.reading import State

STATE_LABELS: dict[State, str] = {
    "read": gettext_noop("Text gelesen"),
    "no_text": gettext_noop("Kein lesbarer Text, vermutlich eingescannt"),
    "encrypted": gettext_noop("Mit Kennwort geschützt"),
    "broken": gettext_noop("Datei beschädigt"),
    "mislabelled": gettext_noop("Keine PDF-Datei"),
    "too_large": gettext_noop("Datei zu groß zum Lesen"),
    "too_many_pages": gettext_noop("Nur die ersten Seiten gelesen"),
    "timed_out": gettext_noop("Lesen dauerte zu lange"),
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
