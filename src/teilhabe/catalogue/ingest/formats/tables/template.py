"""The template that people fill in: headings, an example, lists to choose from and a sheet that explains them."""

from __future__ import annotations

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .. import words
from .rows import EXAMPLE, EXAMPLE_TITLE

_ROWS = 2_000
"""So many rows offer the lists."""
# Heading, field, example, what goes in.
_COLUMNS: tuple[tuple[str, str, str, str], ...] = (
    ("Schlüssel", "key", EXAMPLE, "Ihre eigene Nummer für den Eintrag. Sie bleibt immer gleich, dann wird ein Eintrag "
     "beim nächsten Mal geändert und nicht doppelt angelegt. Darf leer bleiben."),
    ("Art", "kind", "Angebot", "Was es ist."),
    ("Titel", "title", EXAMPLE_TITLE, "Höchstens 160 Zeichen. Muss da sein."),
    ("Kurz gesagt", "summary", "Deutschkurs für Eltern, die Kinder werden betreut.",
     "Ein oder zwei Sätze, höchstens 300 Zeichen."),
    ("Beschreibung", "body", "Wir lernen zusammen, was man im Alltag braucht.",
     "So lang wie nötig. Eine leere Zeile beginnt "
     "einen Absatz, Zeilen mit „- “ werden eine Liste."),
    ("Anbieter", "organisation", "Lernwerkstatt Muster e. V.", "Name der Organisation, die es anbietet."),
    ("Zielgruppen", "audience", "Eltern | Neu Zugewanderte", "Für wen es ist."),
    ("Themen", "themes", "Sprachen", "Worum es geht."),
    ("Anliegen", "needs", "Ich suche Deutsch für Eltern", "Bei welchem Anliegen es hilft."),
    ("Bildungsstufen", "levels", "Erwachsenenbildung", "Von der Kita bis zur Erwachsenenbildung."),
    ("Schulformen", "school_forms", "", "Nur für Angebote an Schulen."),
    ("Sprachen", "languages", "Deutsch | Arabisch", "In welchen Sprachen es stattfindet."),
    ("Sprachniveau", "german", "A1–A2", "Welches Deutsch es braucht: „A1–B2“, „ab A2“ oder „Alphabetisierung“."),
    ("Alter", "age", "ab 18 Jahren", "„6-10“, „ab 6 Jahren“ oder „bis 12“."),
    ("Kommunen und Ortsteile", "areas", "Aachen", "Für welche Orte es ist. Leer: für die ganze Region."),
    ("Ort der Durchführung", "venue", "Familienzentrum Muster", "Name des Hauses."),
    ("Straße und Hausnummer", "street", "Musterweg 3", ""),
    ("Postleitzahl", "postcode", "52062", "Fünf Ziffern."),
    ("Ort", "town", "Aachen", ""),
    ("Vor Ort", "on_site", "ja", "„ja“ oder „nein“."),
    ("Online", "online", "nein", "„ja“ oder „nein“."),
    ("Kommt zu Ihnen", "mobile", "nein", "„ja“ oder „nein“."),
    ("Termine", "dates", "12.01.2027 9:00-11:30; 19.01.2027 9:00-11:30",
     "Einzelne Tage mit Uhrzeit, mit „;“ getrennt."),
    ("Zeiten", "hours", "dienstags 9 bis 11:30 Uhr", "Zeiten in Worten, höchstens 300 Zeichen."),
    ("Nur nach Termin", "appointment_only", "nein", "„ja“ oder „nein“."),
    ("Kosten", "cost", "kostenlos", "Ob es etwas kostet."),
    ("Zu den Kosten", "cost_note", "", "Preis und Ermäßigung in Worten."),
    ("Zugang", "access", "mit Anmeldung", "Wie man dazukommt."),
    ("Anmeldung", "registration", "Bitte rufen Sie vorher an.", "Wie man sich anmeldet, höchstens 300 Zeichen."),
    ("Anmeldung im Internet", "registration_url", "", "Adresse, die mit https:// beginnt."),
    ("Anmeldung bis", "registration_until", "05.01.2027", "Ein Datum."),
    ("Unterlagen", "documents", "Ausweis; Meldebescheinigung", "Was man mitbringt, mit „;“ getrennt."),
    ("Barrierefreiheit", "accessibility", "stufenlos erreichbar", "Was den Zugang möglich macht."),
    ("Plätze", "places", "12", "Eine ganze Zahl."),
    ("Freie Plätze", "places_free", "4", "Eine ganze Zahl."),
    ("Ansprechstelle", "contact", "Anmeldung der Lernwerkstatt", "Eine Stelle oder Funktion, kein Name einer Person."),
    ("Telefon", "phone", "0241 0000000", ""),
    ("E-Mail", "email", "kurse@muster.example", ""),
    ("Internetseite", "homepage", "https://www.muster.example", "Adresse, die mit https:// beginnt."),
    ("Förderprogramm", "funding", "", "Wer es fördert."),
    ("Gültig ab", "valid_from", "", "Ein Datum. Vorher gilt der Eintrag nicht."),
    ("Gültig bis", "valid_to", "", "Ein Datum. Danach kommt der Eintrag ins Archiv."),
)  # fmt: skip
_YES_NO = {"on_site", "online", "mobile", "appointment_only"}
_ONE_OF = {"kind", "cost", "access"}
_SEVERAL = {"audience", "themes", "needs", "levels", "school_forms", "languages", "accessibility"}


def template_xlsx() -> bytes:
    """The file: a sheet "Angebote" to fill in, "Erklärungen", and the words to choose from in a sheet of their own."""
    book = Workbook()
    table: Worksheet = book.active
    table.title = "Angebote"
    explained: Worksheet = book.create_sheet("Erklärungen")
    lists: Worksheet = book.create_sheet("Listen")
    _fill_table(table, lists)
    _explain(explained)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def template_csv() -> str:
    """The same columns and the same example as words divided by semicolons."""
    target = io.StringIO()
    table = csv.writer(target, delimiter=";", lineterminator="\r\n")
    table.writerow(heading for heading, _field, _example, _why in _COLUMNS)
    table.writerow(example for _heading, _field, example, _why in _COLUMNS)
    return target.getvalue()


def _fill_table(table: Worksheet, lists: Worksheet) -> None:
    bold, grey = Font(bold=True), Font(italic=True, color="666666")
    shade = PatternFill("solid", fgColor="E8EEF4")
    for number, (heading, field, example, _why) in enumerate(_COLUMNS, start=1):
        head = table.cell(1, number, heading)
        head.font, head.fill, head.alignment = bold, shade, Alignment(wrap_text=True, vertical="top")
        table.cell(2, number, example or None).font = grey
        letter = get_column_letter(number)
        table.column_dimensions[letter].width = 40 if field in {"title", "summary", "body"} else 22
        if choices := _choices(field):
            source = _list_of(lists, number, heading, choices)
            # Several words stand in one cell: the list helps with the first, anything else is a hint and no refusal.
            rule = DataValidation(
                type="list", formula1=source, allow_blank=True, showErrorMessage=field not in _SEVERAL
            )
            rule.errorTitle, rule.error = heading, "Bitte wählen Sie etwas aus der Liste."
            rule.add(f"{letter}2:{letter}{_ROWS}")
            table.add_data_validation(rule)
        elif field in {"postcode", "phone", "key", "dates", "age", "german"}:
            # As text, so that no spreadsheet makes a number or a day of it.
            for row in range(2, 202):
                table.cell(row, number).number_format = "@"
    table.freeze_panes = "D2"


def _list_of(lists: Worksheet, number: int, heading: str, choices: list[str]) -> str:
    letter = get_column_letter(number)
    lists.cell(1, number, heading).font = Font(bold=True)
    lists.column_dimensions[letter].width = 34
    for row, choice in enumerate(choices, start=2):
        lists.cell(row, number, choice)
    return f"Listen!${letter}$2:${letter}${len(choices) + 1}"


def _choices(field: str) -> list[str]:
    if field in _YES_NO:
        return ["ja", "nein"]
    return words.labels(field) if field in _ONE_OF | _SEVERAL else []


def _explain(sheet: Worksheet) -> None:
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    intro = (
        "Eine Zeile ist ein Eintrag. Die Zeile mit dem Schlüssel „Beispiel“ wird beim Einlesen übergangen; Sie können "
        "sie stehen lassen oder löschen. Spalten, die Sie nicht brauchen, können leer bleiben oder gelöscht werden."
    )
    sheet.cell(1, 1, intro).alignment = wrapped
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[1].height = 48
    for number, heading in enumerate(("Spalte", "Was hineingehört", "Was man wählen kann"), start=1):
        sheet.cell(3, number, heading).font = bold
    for row, (heading, field, _example, why) in enumerate(_COLUMNS, start=4):
        choices = _choices(field)
        several = " Mehreres wird mit „|“ getrennt." if field in _SEVERAL | {"areas"} else ""
        sheet.cell(row, 1, heading).font = bold
        sheet.cell(row, 2, f"{why}{several}".strip()).alignment = wrapped
        sheet.cell(row, 3, " | ".join(choices)).alignment = wrapped
    for letter, width in (("A", 26), ("B", 60), ("C", 80)):
        sheet.column_dimensions[letter].width = width
