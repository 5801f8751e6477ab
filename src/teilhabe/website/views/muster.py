"""The pattern page: every component once, with content that strains it. Needs no database."""

import datetime
from calendar import Calendar
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from teilhabe.core.outline import Drawing, Mark, Shape, draw

THEMES = {"hell": "light", "dunkel": "dark"}
TODAY = datetime.date(2026, 11, 22)


class SampleForm(forms.Form):
    """One field of each sort; the page shows it untouched and with errors."""

    title = forms.CharField(
        label=_("Titel des Angebots"), help_text=_("Höchstens 70 Zeichen, ohne Abkürzungen"), max_length=70
    )
    mail = forms.EmailField(label=_("E-Mail-Adresse"), widget=forms.EmailInput({"autocomplete": "email"}))
    text = forms.CharField(label=_("Beschreibung"), widget=forms.Textarea({"rows": 3}), required=False)
    group = forms.ChoiceField(
        label=_("Zielgruppe"), choices=[("", _("Bitte wählen")), ("f", _("Familien")), ("j", _("Jugendliche"))]
    )
    day = forms.DateField(label=_("Erster Tag"), required=False, widget=forms.DateInput({"type": "date"}))
    languages = forms.MultipleChoiceField(
        label=_("Sprachen"),
        help_text=_("In welchen Sprachen wird beraten?"),
        choices=[("ar", _("Arabisch")), ("tr", _("Türkisch")), ("uk", _("Ukrainisch"))],
        widget=forms.CheckboxSelectMultiple,
    )
    price = forms.ChoiceField(
        label=_("Kosten"), choices=[("0", _("kostenlos")), ("1", _("mit Beitrag"))], widget=forms.RadioSelect
    )
    file = forms.FileField(label=_("Handzettel"), required=False, help_text=_("PDF, höchstens 20 MB"))
    agreed = forms.BooleanField(label=_("Die Angaben dürfen veröffentlicht werden."))


def muster(request: HttpRequest) -> HttpResponse:
    """Shows the pattern page; ``?thema=hell|dunkel`` fixes the colour mode."""
    errors = SampleForm(prefix="f", data={"f-title": "Sprachcafé am Kaiserplatz", "f-mail": "treff@", "f-price": "0"})
    context = {
        "theme": THEMES.get(request.GET.get("thema", "")),
        "form": SampleForm(prefix="n", initial={"title": "Sprachcafé am Kaiserplatz", "price": "0"}),
        "form_with_errors": errors,
        "crumbs": [("Rat", "#rat"), ("Städteregionstag", "#tag")],
        "toc": PARTS,
        "tabs": [("Bausteine", "#t1", True), ("Nachweise", "#t2", False), ("Gespräche", "#t3", False)],
        "sorts": [("Passung", "#s1", True), ("Datum", "#s2", False)],
        "active": [("Alsdorf", "#g1"), ("Letzte 12 Monate", "#g2")],
        "options": [
            {"value": "alsdorf", "label": "Alsdorf", "count": 13, "checked": True},
            {"value": "stolberg", "label": "Stolberg", "count": 10, "checked": False},
            {"value": "region", "label": "Gemeinden ohne eigenes Ratsinformationssystem", "count": 0, "checked": False},
        ],
        "page": Paginator(range(240), 20).get_page(request.GET.get("seite", 4)),
        "first": datetime.date(2025, 11, 13),
        "second": datetime.date(2025, 11, 19),
        "final": datetime.date(2025, 12, 11),
        "checked": datetime.datetime(2026, 11, 22, 6, 0),
        "days": [TODAY + datetime.timedelta(days=2), TODAY + datetime.timedelta(days=9)],
        "people": [
            {"name": "Miriam Kaulard-Esser", "url": "#p1", "role": "Vorsitz", "more": "seit 2020"},
            {"name": "Dr. Jonas Bergrath", "url": "#p2", "role": "Mitglied"},
            {"name": "Samira Holtkamp", "role": "sachkundige Bürgerin"},
        ],
        "rows": ROWS,
        "drawing": sample_map(),
        "month": sample_month(),
        "swatches": SWATCHES,
    }
    return render(request, "website/muster.html", context)


def sample_month() -> dict[str, Any]:
    """November 2026 with three dates on one day."""
    titles = [
        ("Sprachcafé am Kaiserplatz", "#m1", "de", "15:00"),
        ("Deutsch für Eltern mit Kinderbetreuung", "#m2", "de", "9:00"),
    ]
    weeks = [
        [
            {
                "day": day,
                "inside": day.month == TODAY.month,
                "today": day == TODAY,
                "titles": titles if day.day == 25 else [],
                "more": "1 weiterer" if day.day == 25 else "",
                "anchor": "kalenderblatt",
            }
            for day in week
        ]
        for week in Calendar().monthdatescalendar(TODAY.year, TODAY.month)
    ]
    short = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
    long = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
    return {
        "title": "November 2026",
        "count": "3 Termine",
        "weekdays": list(zip(short, long, strict=True)),
        "weeks": weeks,
        "before": ("Oktober", "#m3"),
        "after": ("Dezember", "#m4"),
    }


def sample_map() -> Drawing:
    """Three invented municipalities and two entries, so that the page shows the map without a region's data."""
    north = [(6.00, 50.84), (6.05, 50.87), (6.13, 50.86), (6.15, 50.81), (6.10, 50.79), (6.03, 50.80)]
    west = [(6.03, 50.80), (6.10, 50.79), (6.13, 50.75), (6.11, 50.71), (6.04, 50.70), (5.99, 50.75)]
    east = [(6.10, 50.79), (6.15, 50.81), (6.22, 50.79), (6.24, 50.73), (6.18, 50.70), (6.11, 50.71), (6.13, 50.75)]
    return draw(
        [
            Shape(name="Nordhain", rings=[north], url="#nordhain", label="Nordhain: 41 Einträge", count="41"),
            Shape(name="Weiherstadt", rings=[west], url="#weiherstadt", label="Weiherstadt: 112 Einträge", marked=True),
            Shape(name="Talau", rings=[east], url="#talau", label="Talau: 36 Einträge", count="36"),
        ],
        marks=[
            Mark(number=1, longitude=6.07, latitude=50.815, kind="rat", label="Raumbedarf", url="#e1"),
            Mark(number=2, longitude=6.185, latitude=50.73, kind="angebot", label="Lesepaten", url="#e2"),
        ],
    )


ROWS = [
    {"title": "Satzung über die Elternbeiträge im offenen Ganztag", "url": "#r1",
     "text": "Neue Staffelung nach Einkommen ab August.", "word": {"text": "Verschoben", "state": "wait"},
     "meta": ["Stadt Eschweiler", "VV 214/26"]},
    {"title": "Raumbedarf für Deutschfördergruppen an Grundschulen und Gemeinschaftsgrundschulverbundstandorten",
     "url": "#r2", "word": {"text": "In Beratung", "state": "run"}, "meta": ["Stadt Stolberg", "26-0841"]},
]  # fmt: skip
PARTS = [
    ("farbe", "Farbe"), ("schrift", "Schrift"), ("wege", "Wege"), ("handeln", "Handeln und Eingeben"),
    ("sagen", "Sagen und Zeigen"), ("listen", "Listen und Daten"), ("dokument", "Dokument"), ("rtl", "Von rechts"),
]  # fmt: skip
SWATCHES = [
    ("paper", "Grund"), ("tint", "Fläche"), ("field", "Feld"), ("ink", "Schrift"), ("ink-2", "Nebenschrift"),
    ("rule", "Linie"), ("rule-2", "Kontur"), ("link", "Verweis"), ("rat", "Rat"), ("rat-tint", "Rat, hell"),
    ("angebot", "Angebote"), ("angebot-tint", "Angebote, hell"), ("siegel", "Siegel"), ("siegel-tint", "Siegel, hell"),
    ("ort", "Orte"), ("ort-tint", "Orte, hell"), ("ok", "gut"), ("run", "läuft"), ("ask", "Rückfrage"),
    ("no", "abgelehnt"), ("off", "ruht"), ("mark", "Treffer"),
]  # fmt: skip
