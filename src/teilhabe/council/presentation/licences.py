"""What a licence is called. Sources name theirs by an address, a short name, or in words of their own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

# Address without scheme, "www." and last slash → name and address to read it at. Data: add a line for a new licence.
_KNOWN: dict[str, tuple[str, str]] = {
    "govdata.de/dl-de/by-2-0": (
        "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
    ),
    "govdata.de/dl-de/zero-2-0": (
        "Datenlizenz Deutschland – Zero – Version 2.0",
        "https://www.govdata.de/dl-de/zero-2-0",
    ),
    "govdata.de/dl-de/by-1-0": (
        "Datenlizenz Deutschland – Namensnennung – Version 1.0",
        "https://www.govdata.de/dl-de/by-1-0",
    ),
    "creativecommons.org/licenses/by/4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.de"),
    "creativecommons.org/licenses/by/3.0/de": (
        "CC BY 3.0 DE",
        "https://creativecommons.org/licenses/by/3.0/de/deed.de",
    ),
    "creativecommons.org/licenses/by-sa/4.0": (
        "CC BY-SA 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/deed.de",
    ),
    "creativecommons.org/publicdomain/zero/1.0": (
        "CC0 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/deed.de",
    ),
    "opendatacommons.org/licenses/odbl/1-0": ("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "opendatacommons.org/licenses/by/1-0": ("ODC-By 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "opendatacommons.org/licenses/pddl/1-0": ("PDDL 1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
}
# Short names and older addresses for the same.
_ALSO: dict[str, str] = {
    "dl-de/by-2-0": "govdata.de/dl-de/by-2-0",
    "dl-de-by-2.0": "govdata.de/dl-de/by-2-0",
    "dl-by-de/2.0": "govdata.de/dl-de/by-2-0",
    "dcat-ap.de/def/licenses/dl-by-de/2.0": "govdata.de/dl-de/by-2-0",
    "dl-de/zero-2-0": "govdata.de/dl-de/zero-2-0",
    "dl-de-zero-2.0": "govdata.de/dl-de/zero-2-0",
    "dcat-ap.de/def/licenses/dl-zero-de/2.0": "govdata.de/dl-de/zero-2-0",
    "cc by 4.0": "creativecommons.org/licenses/by/4.0",
    "cc-by-4.0": "creativecommons.org/licenses/by/4.0",
    "dcat-ap.de/def/licenses/cc-by/4.0": "creativecommons.org/licenses/by/4.0",
    "cc by-sa 4.0": "creativecommons.org/licenses/by-sa/4.0",
    "cc0": "creativecommons.org/publicdomain/zero/1.0",
    "cc0 1.0": "creativecommons.org/publicdomain/zero/1.0",
    "cc0-1.0": "creativecommons.org/publicdomain/zero/1.0",
    "dcat-ap.de/def/licenses/cc-zero": "creativecommons.org/publicdomain/zero/1.0",
}
# The same licence in another language or as the contract itself.
_ENDINGS = ("/deed.de", "/deed.en", "/deed", "/legalcode.de", "/legalcode.en", "/legalcode")


@dataclass(frozen=True, slots=True)
class Licence:
    """``url`` is empty where the source names no address; ``lang`` is that of the name."""

    name: str
    url: str = ""
    lang: str = "de"


def licence_of(said: str) -> Licence | None:
    """What a source says of its licence, as a link that can be read; None if it says nothing."""
    said = said.strip()
    if not said:
        return None
    key = said.lower().removeprefix("http://").removeprefix("https://").removeprefix("www.").rstrip("/")
    for ending in _ENDINGS:
        key = key.removesuffix(ending)
    key = _ALSO.get(key, key)
    if key in _KNOWN:
        return Licence(*_KNOWN[key])
    address = urlsplit(said) if said.lower().startswith(("http://", "https://")) else None
    if address and address.hostname:
        return Licence(f"{address.hostname}{address.path.rstrip('/')}", said)
    return Licence(said)
