"""Moments as people read them: written out, short, as a clock time. German first, English complete.

A date that is a fact ("2025-12-11") stays one everywhere; a moment is shown in the portal's time zone.
"""

import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

# Django's own formats lack a weekday, and its abbreviated German months are not what a council writes.
# Anything not listed here falls back to English order, which every other language of the portal reads well.
_WRITTEN = {"de": "j. F Y", "en": "j F Y", "ru": "j E Y", "uk": "j E Y"}
_WRITTEN_DAY = {
    "de": "D, j. F Y",
    "en": "D, j F Y",
    "fr": "D j F Y",
    "tr": "j F Y, D",
    "ru": "D, j E Y",
    "uk": "D, j E Y",
    "ar": "l، j F Y",
    "fa": "l، j F Y",
}
_SHORT = {"de": "d.m.Y", "en": "j M Y", "fr": "d/m/Y", "tr": "d.m.Y", "ru": "d.m.Y", "uk": "d.m.Y"}
_SHORT_DAY = {"de": "d.m.", "en": "j M", "fr": "d/m", "tr": "d.m.", "ru": "d.m.", "uk": "d.m."}
_CLOCK = {"de": "H:i \\U\\h\\r", "en": "H:i"}

Moment = datetime.date | datetime.datetime


def written(moment: Moment, *, weekday: bool = True) -> str:
    """As in "Do, 11. Dezember 2025", without ``weekday`` "11. Dezember 2025"."""
    return _said(_date(moment), _format(_WRITTEN_DAY if weekday else _WRITTEN))


def short(moment: Moment, *, year: bool = True) -> str:
    """As in "11.12.2025" for lists, without ``year`` "11.12."."""
    return _said(_date(moment), _format(_SHORT if year else _SHORT_DAY))


def clock(moment: datetime.datetime | datetime.time) -> str:
    """As in "17:00 Uhr"."""
    if isinstance(moment, datetime.time):
        return moment.strftime("%H:%M") + ("\u00a0Uhr" if _language() == "de" else "")
    return _said(_local(moment), _format(_CLOCK)).replace(" ", "\u00a0")


def weekday(moment: Moment) -> str:
    """As in "Do"."""
    return _said(_date(moment), "D").rstrip(".")


def day(moment: Moment) -> str:
    """As in "11"."""
    return _said(_date(moment), "j")


def month_short(moment: Moment) -> str:
    """As in "Dez."."""
    return _said(_date(moment), "M")


def month(moment: Moment) -> str:
    """As in "Dezember 2025"."""
    return _said(_date(moment), "F Y")


def machine(moment: Moment) -> str:
    """The value of a ``datetime`` attribute: "2025-12-11" or "2025-12-11T17:00+01:00"."""
    local = _local(moment)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime.datetime) else local.isoformat()


def _date(moment: Moment) -> datetime.date:
    """The day alone: what is said of it once is said of every hour in it."""
    local = _local(moment)
    return local.date() if isinstance(local, datetime.datetime) else local


def _said(local: Moment, form: str) -> str:
    if isinstance(local, datetime.datetime):
        local = local.replace(tzinfo=None)  # two moments that are the same on different clocks read differently
    return _kept(local, form, _language())


@lru_cache(maxsize=4096)
def _kept(local: Moment, form: str, language: str) -> str:
    """In ``language``, the active one: a list of members says the same day a hundred times."""
    return date_format(local, form)


def _local(moment: Moment) -> Moment:
    if isinstance(moment, datetime.datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def _language() -> str:
    return (get_language() or "de").split("-")[0]


def _format(formats: dict[str, str]) -> str:
    return formats.get(_language(), formats["en"])
