"""Headings and numbers of points that are not public, as offices write them. All three families must know them."""

from __future__ import annotations

import unicodedata

CLOSING = (
    "Nichtöffentlicher Teil",
    "Nicht öffentlicher Teil:",
    "Nicht – öffentlicher Teil",
    "Nichtöff. Teil",
    unicodedata.normalize("NFD", "Nichtöffentlicher Teil"),
    "Nicht\u00adöffentlicher Teil",
    "II. Vertraulicher Teil",
    "B. Vertraulicher Teil",
    "Interner Teil",
    "2. Nichtöffentlicher Teil",
    "N.Ö. Teil",
    "Öffentlich: nein",
    "Sitzung unter Ausschluss der Öffentlichkeit",
    "Nichtöffentlicher Teil - Die Öffentlichkeit wird gemäß § 48 der Gemeindeordnung in Verbindung mit der "
    "Geschäftsordnung des Rates für die folgenden Tagesordnungspunkte ausgeschlossen",
)
OPENING = (
    "Öffentlicher Teil",
    "I. Öffentlicher Teil:",
    "A. Öffentliche Sitzung",
    unicodedata.normalize("NFD", "Öffentlicher Teil"),
    "Öffentlicher Teil (17:00 - 18:00 Uhr)",
)
# Below these only what is numbered Ö is public.
NEITHER = ("Anfragen", "Öffentliche Ausschreibung", "Internationale Angelegenheiten", "C. Sonstiges")
# What stands before the digits of such a point.
LETTERS = ("N", "NÖ", "N.Ö.", "(N)", "TOP N", "II")
