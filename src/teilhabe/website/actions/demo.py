"""Who runs the demonstration: invented, and marked as invented, so that its legal pages look finished."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction

from teilhabe.core import audit
from teilhabe.core.audit import Actor

from ..models import OperatorDetails

_INVENTED = {
    "organisation": "Erfundener Zweckverband Teilhabe (Demonstration)",
    "represented_by": "Erika Beispiel, Vorsteherin (erfunden)",
    "street": "Musterallee 1",
    "place": "00000 Beispielstadt (erfunden)",
    "phone": "0000 000000",
    "email": "portal@teilhabe.example",
    "responsible": "Erika Beispiel, Musterallee 1, 00000 Beispielstadt (erfunden)",
    "privacy_officer": "Max Beispiel (erfunden)",
    "privacy_email": "datenschutz@teilhabe.example",
    "privacy_authority": "Erfundene Aufsichtsbehörde, Musterallee 2, 00000 Beispielstadt",
    "accessibility": OperatorDetails.Accessibility.PARTIAL,
    "accessibility_tested": datetime.date(2026, 3, 2),
    "accessibility_method": "Selbstbewertung (erfunden, nur zur Demonstration)",
    "accessibility_gaps": "Dateien der Räte liegen zum Teil nur als Bild vor; sie lassen sich nicht vorlesen.",
    "ombuds_name": "Erfundene Ombudsstelle",
    "ombuds_contact": "Musterallee 3\n00000 Beispielstadt\nombudsstelle@teilhabe.example",
}


class DemoIsOff(Exception):
    """Invented details in an Impressum that counts would be a lie."""


@transaction.atomic
def invent_operator(*, by: Actor) -> bool:
    """Fill in the operator where nobody did; True if it was filled in now. Raises DemoIsOff."""
    if not settings.DEMO:
        raise DemoIsOff
    details = OperatorDetails.load()
    if details.organisation:
        return False
    for name, value in _INVENTED.items():
        setattr(details, name, value)
    details.save()
    audit.record("invent_operator", details, by=by)
    return True
