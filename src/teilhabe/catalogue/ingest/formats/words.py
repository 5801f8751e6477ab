"""German words of feeds and the keys of the portal they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from django.utils import translation

from teilhabe.core.text import fold
from teilhabe.directory.concepts import scheme
from teilhabe.directory.vocabulary import LICENCES, SCHOOL_FORMS

from ...models import Offer
from ...rules.completeness import WORDS_OF

_LANGUAGES = ("de", "en")
# What people write instead of the label. Only what can mean nothing else.
_ALSO: dict[str, dict[str, str]] = {
    "audience": {
        "familie": "families", "muetter": "parents", "vaeter": "parents", "muetter und vaeter": "parents",
        "mutter": "parents", "erziehungsberechtigte": "parents", "kind": "children",
        "schulkinder": "children", "jugend": "youth", "jugendlicher": "youth", "junge menschen": "young-adults",
        "neuzugewanderte": "newcomers", "zugewanderte": "newcomers", "gefluechtete": "newcomers",
        "migrantinnen und migranten": "newcomers", "migranten": "newcomers", "asylsuchende": "newcomers",
        "lehrerinnen und lehrer": "teachers", "lehrer": "teachers", "lehrpersonen": "teachers",
        "erzieherinnen und erzieher": "childcare-staff", "kita-fachkraefte": "childcare-staff",
        "ehrenamt": "volunteers", "freiwillige": "volunteers",
        "mso": "migrant-organisations", "kommune": "municipalities",
    },
    "themes": {
        "migration": "integration", "zuwanderung": "integration", "flucht": "integration",
        "sprache": "language", "deutsch": "language", "deutschkurs": "language", "deutsch lernen": "language",
        "sprachkurs": "language", "sprachfoerderung": "language", "mehrsprachigkeit": "language",
        "bildung": "school", "schulen": "school", "kita": "early-childhood", "fruehe bildung": "early-childhood",
        "kindergarten": "early-childhood", "beruf": "transition", "ausbildung": "transition", "arbeit": "transition",
        "ausbildung und arbeit": "transition", "jugendliche": "youth", "familien": "family", "familie": "family",
        "kinder": "family", "eltern": "family", "wohnen": "housing", "unterkunft": "housing",
        "antidiskriminierung": "equality", "antirassismus": "equality", "rassismus": "equality",
        "gleichstellung": "equality", "soziales": "social", "senioren": "social", "inklusion": "social",
        "musik": "culture", "kunst": "culture", "theater": "culture", "bewegung": "sport", "digital": "digital",
        "digitales": "digital", "sicherheit": "safety", "demokratie": "participation", "beteiligung": "participation",
        "ehrenamt": "participation", "engagement": "participation",
    },
    "levels": {
        "kita": "early", "elementarbereich": "early", "vorschule": "early", "grundschule": "primary",
        "primarstufe": "primary", "sekundarstufe i": "secondary-1", "sek i": "secondary-1", "sek. i": "secondary-1",
        "sekundarstufe 1": "secondary-1", "sekundarstufe ii": "secondary-2", "sek ii": "secondary-2",
        "sek. ii": "secondary-2", "sekundarstufe 2": "secondary-2", "oberstufe": "secondary-2",
        "berufskolleg": "vocational", "berufliche bildung": "vocational", "ausbildung": "vocational",
        "erwachsene": "adult", "weiterbildung": "adult",
    },
    "languages": {
        "german": "de", "kurmandschi": "ku", "dari": "fa", "farsi": "fa", "gebaerdensprache": "gsg",
        "deutsche gebaerdensprache": "gsg", "dgs": "gsg", "persisch": "fa", "kurdisch": "ku",
    },
    "accessibility": {
        "barrierefrei": "step-free", "rollstuhlgerecht": "step-free", "stufenlos": "step-free",
        "aufzug vorhanden": "lift", "barrierefreie toilette": "accessible-toilet",
        "behinderten-wc": "accessible-toilet",
        "kinderbetreuung": "childcare", "einfache sprache": "plain-language", "dolmetscher": "interpreting",
        "dolmetschen": "interpreting",
    },
    "resource_types": {
        "arbeitsblaetter": "worksheet", "unterrichtsentwurf": "lesson-plan", "film": "video", "spiele": "game",
    },
    "school_forms": {"foerderschulen": "08", "gymnasien": "20", "gesamtschulen": "15", "grundschulen": "02",
                     "realschulen": "10", "hauptschulen": "04", "berufskollegs": "30", "sekundarschulen": "14"},
}  # fmt: skip
_CHOICES: dict[str, dict[str, str]] = {
    "kind": {
        "veranstaltung": "event-series", "kurs": "offer", "angebote": "offer", "veranstaltungen": "event-series",
        "termin": "event-series", "kursreihe": "event-series", "lernmaterial": "material", "materialien": "material",
    },
    "cost": {
        "kostenfrei": "free", "frei": "free", "gratis": "free", "keine": "free", "0": "free", "0 euro": "free",
        "0 €": "free", "umsonst": "free", "ermaessigt": "reduced", "ermaessigung": "reduced", "gebuehr": "fee",
        "gebuehrenpflichtig": "fee", "ja": "fee", "nein": "free",
    },
    "access": {
        "offen": "open", "ohne anmeldung": "open", "offen fuer alle": "open", "anmeldung": "registration",
        "anmeldung erforderlich": "registration", "ueberweisung": "referral", "schule": "school",
        "ueber die schule": "school",
    },
    "level_from": {"alpha": "literacy", "alphabetisierungskurs": "literacy"},
    "level_to": {"alpha": "literacy", "alphabetisierungskurs": "literacy"},
}  # fmt: skip
_SHORT = 200  # characters; no label is longer, and what is remembered stays small
_AGES = re.compile(r"(?:von\s+)?(\d{1,3})\s*(?:jahren?\s*)?(?:-|–|—|bis)\s*(\d{1,3})")
_FROM = re.compile(r"(?:ab|von|mind\.?|mindestens|ue?ber)\s*(\d{1,3})|(\d{1,3})\s*\+")
_TO = re.compile(r"(?:bis|max\.?|hoechstens|unter)\s*(?:zu\s*)?(\d{1,3})")
_LEVEL = r"(alpha(?:betisierung)?|[abc][12])(?:\.\d)?"
_LEVELS = re.compile(rf"(?:von\s+)?{_LEVEL}\s*(?:-|–|—|/|,|bis|und)\s*(?:zu\s+)?{_LEVEL}")
_LEVEL_FROM = re.compile(rf"(?:ab|von|mindestens)\s*{_LEVEL}")
_LEVEL_TO = re.compile(rf"bis\s*(?:zu\s*)?{_LEVEL}")
_YEARS = re.compile(r"\s*(jahre|jahren|j\.)$")


def key_of(field: str, said: str) -> str | None:
    """The key of a vocabulary that ``said`` means: a key, its German or English label, or a usual other word."""
    return _key_of(field, said) if len(said) <= _SHORT else None


def choice_of(field: str, said: str) -> str | None:
    """The value of a field with choices."""
    return _choice_of(field, said) if len(said) <= _SHORT else None


def labels(field: str) -> list[str]:
    """What can be chosen in a field, in German and in order; empty for a field of free words."""
    if field == "school_forms":
        with translation.override("de"):
            return [str(label) for label in SCHOOL_FORMS.values()]
    if field in WORDS_OF:
        return [concept.label("de") for concept in scheme(WORDS_OF[field]).current()]
    if field == "material_licence":
        return list(LICENCES.values())
    with translation.override("de"):
        choices = getattr(Offer._meta.get_field(field), "flatchoices", [])
        return [str(label) for value, label in choices if value]


@lru_cache(maxsize=20_000)
def _key_of(field: str, said: str) -> str | None:
    return _known(field).get(fold(said))


@lru_cache(maxsize=5_000)
def _choice_of(field: str, said: str) -> str | None:
    return _chosen(field).get(fold(said))


def several(said: str, field: str = "") -> list[str]:
    """The words of a cell that holds several. A comma divides only where the whole is no label of ``field``: some
    labels have one.

    >>> several("Deutsch | Arabisch; Türkisch")
    ['Deutsch', 'Arabisch', 'Türkisch']
    """
    found: list[str] = []
    for part in (part.strip() for part in re.split(r"[|;\n]", said)):
        known = bool(field) and (field in WORDS_OF or field == "school_forms") and key_of(field, part) is not None
        found += [part] if known else (_by_comma(part, field) if "," in part else [part])
    return [one for one in found if one]


def _by_comma(said: str, field: str) -> list[str]:
    """Longest labels first: "Ethik, Religion, Praktische Philosophie, Deutsch" are two subjects."""
    parts = [part.strip() for part in said.split(",")]
    found = []
    while parts:
        for length in range(min(len(parts), 4), 0, -1):
            joined = ", ".join(parts[:length])
            if length == 1 or (field and key_of(field, joined) is not None):
                found.append(joined)
                parts = parts[length:]
                break
    return found


def ages(said: str) -> tuple[int | None, int | None] | None:
    """Lowest and highest age; None where none can be read.

    >>> ages("6-10"), ages("ab 6 Jahren"), ages("bis 12"), ages("7")
    ((6, 10), (6, None), (None, 12), (7, 7))
    """
    text = fold(said)
    if found := _AGES.search(text):
        return _sane(int(found[1]), int(found[2]))
    if found := _FROM.search(text):
        return _sane(int(found[1] or found[2]), None)
    if found := _TO.search(text):
        return _sane(None, int(found[1]))
    text = _YEARS.sub("", text)
    return _sane(int(text), int(text)) if text.isdecimal() and len(text) <= 3 else None


def _sane(low: int | None, high: int | None) -> tuple[int | None, int | None] | None:
    return None if any(one is not None and one > 120 for one in (low, high)) else (low, high)


def levels(said: str) -> tuple[str, str] | None:
    """Lowest and highest level of German, each may be empty; None where none can be read.

    >>> levels("A1–B2"), levels("ab B1"), levels("Niveau A2")
    (('a1', 'b2'), ('b1', ''), ('a2', 'a2'))
    """
    text = fold(said)
    if found := _LEVELS.search(text):
        return _level(found[1]), _level(found[2])
    if found := _LEVEL_FROM.search(text):
        return _level(found[1]), ""
    if found := _LEVEL_TO.search(text):
        return "", _level(found[1])
    named = [_level(one) for one in re.findall(rf"\b{_LEVEL}\b", text)]
    if named:
        order = sorted(named, key=list(Offer.Level.values).index)
        return order[0], order[-1]
    return None


def _level(said: str) -> str:
    return "literacy" if said.startswith("alpha") else said


@cache
def _known(field: str) -> Mapping[str, str]:
    if field == "school_forms":
        with translation.override("de"):
            rows = {fold(str(label)): code for code, label in SCHOOL_FORMS.items()}
        rows |= {fold(code): code for code in SCHOOL_FORMS}
        return {**_ALSO["school_forms"], **rows}
    found = dict(_ALSO.get(field, {}))
    for concept in _in_order(field):
        for language in _LANGUAGES:
            if label := concept.labels.get(language):
                found[fold(label)] = concept.key
        found[fold(concept.key)] = concept.key
    return found


def _in_order(field: str) -> Iterable:
    """Those in use last: they win where two have the same words."""
    return sorted(scheme(WORDS_OF[field]).concepts.values(), key=lambda concept: not concept.retired)


@cache
def _chosen(field: str) -> Mapping[str, str]:
    found = dict(_CHOICES.get(field, {}))
    if field == "material_licence":
        for address, name in LICENCES.items():
            found |= {fold(address): address, fold(name): address, fold(address.rstrip("/")): address}
            # "CC BY 4.0" as pages link to it: with http, with the deed.
            found[fold(address.replace("https:", "http:"))] = address
            found[fold(f"{address}deed.de")] = address
            found[fold(name.replace(" ", "-"))] = address
        return found
    for language in _LANGUAGES:
        with translation.override(language):
            choices = getattr(Offer._meta.get_field(field), "flatchoices", [])
            found |= {fold(str(label)): str(value) for value, label in choices if value}
    return found | {fold(str(value)): str(value) for value, _label in choices if value}
