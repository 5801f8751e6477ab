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
# Licences that files and materials may carry: address (as AMB and DCAT name it) to name.
LICENCES: dict[str, str] = {
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC BY-SA 4.0",
    "https://creativecommons.org/licenses/by-nc/4.0/": "CC BY-NC 4.0",
    "https://creativecommons.org/licenses/by-nc-sa/4.0/": "CC BY-NC-SA 4.0",
    "https://creativecommons.org/licenses/by-nd/4.0/": "CC BY-ND 4.0",
    "https://creativecommons.org/licenses/by-nc-nd/4.0/": "CC BY-NC-ND 4.0",
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
