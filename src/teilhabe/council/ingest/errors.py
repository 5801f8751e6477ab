"""What else can go wrong while a source is read, beside the errors of ``core.fetching``."""

from __future__ import annotations

from teilhabe.core.fetching.errors import AskedToWait, FetchError, PassingError, Refused, RobotsUnavailable


class OddPage(PassingError):
    """A page of an HTML system that reads like none of its kind; asked once more it often does. ``facts["error"]`` is
    what the reader said."""

    code = "odd-page"
    pattern = "{error}"


class Paused(FetchError):
    """Somebody paused the source while it was being read."""

    code = "paused"
    pattern = "angehalten"


class NightIsOver(FetchError):
    """The hours in which the source may be read are over; the next night goes on."""

    code = "night-is-over"
    pattern = "Die erlaubte Zeit ist vorbei; der nächste Abruf macht hier weiter."


class EnoughForNow(FetchError):
    """So many pages were read in this run that others shall have their turn; what is left is due in the next."""

    code = "enough-for-now"
    pattern = "Für diesen Abruf ist es genug; der nächste macht hier weiter."


# After one of these no further request makes sense in this run.
RUN_ENDS_WITH = (Refused, AskedToWait, RobotsUnavailable, Paused, NightIsOver, EnoughForNow)
