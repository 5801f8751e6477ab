"""Vocabularies of the directory: official codes and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# The state's key of school forms ("Schulform" in the school list of North Rhine-Westphalia).
SCHOOL_FORMS: dict[str, StrPromise] = {
    "02": _("Grundschule"),
    "04": _("Hauptschule"),
    "06": _("Volksschule"),
    "08": _("Förderschule"),
    "10": _("Realschule"),
    "13": _("PRIMUS-Schule"),
    "14": _("Sekundarschule"),
    "15": _("Gesamtschule"),
    "16": _("Gemeinschaftsschule"),
    "17": _("Waldorfschule"),
    "18": _("Hiberniaschule"),
    "19": _("Waldorfförderschule"),
    "20": _("Gymnasium"),
    "25": _("Weiterbildungskolleg"),
    "30": _("Berufskolleg"),
    "83": _("Klinikschule"),
    "88": _("Förderberufskolleg"),
    "0A": _("Schulamt"),
}
# Sources of places that nobody has to be named for: the portal's own. Demonstration data begin with the first.
DEMONSTRATION = "Demonstrationsdaten"
BY_HAND = "Redaktion"
# In the list of schools, but no school: the supervising office.
OFFICE_FORMS = frozenset({"0A"})


def school_form(code: str) -> str:
    """The label of a school form; "Schule" for a code that is not in the list.

    >>> school_form("20")
    'Gymnasium'
    """
    return str(SCHOOL_FORMS.get(code, _("Schule")))
