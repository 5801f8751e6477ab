"""Under which licence descriptions of offers may be taken; materials and files have licences of their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

_DCAT = "http://dcat-ap.de/def/licenses/"


@dataclass(frozen=True, slots=True)
class Licence:
    """``key`` as TEILHABE_DATA_LICENCE and DCAT-AP.de name it, ``url`` where people read it; ``names_source``: whoever
    uses the data has to say where they come from."""

    key: str
    name: str
    url: str
    names_source: bool

    @property
    def uri(self) -> str:
        return f"{_DCAT}{self.key}"


LICENCES = {
    one.key: one
    for one in (
        Licence(
            "dl-by-de/2.0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
            True,
        ),
        Licence(
            "dl-zero-de/2.0",
            "Datenlizenz Deutschland – Zero – Version 2.0",
            "https://www.govdata.de/dl-de/zero-2-0",
            False,
        ),
        Licence(
            "cc-by/4.0",
            "Creative Commons Namensnennung 4.0",
            "https://creativecommons.org/licenses/by/4.0/deed.de",
            True,
        ),
        Licence(
            "cc-zero", "Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.de", False
        ),
    )
}


def data_licence() -> Licence:
    """What the operator chose."""
    return LICENCES[settings.DATA_LICENCE]


def attribution() -> str:
    """How the source is named: portal and region."""
    return ", ".join(part for part in (settings.PORTAL_NAME, settings.PORTAL_REGION) if part)
