"""What every site of the sample region has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from typing import ClassVar

from teilhabe.council.sample.exchange import Answer, Request
from teilhabe.council.sample.sites.views import FileView, Views
from teilhabe.council.sample.store import BERLIN, SampleCouncil, UnknownObject

NOTICE = "Beispielsystem mit erfundenen Inhalten"
STYLE = (
    "<style>body { font: 1rem/1.5 Verdana, sans-serif; max-width: 60rem; margin: 1.5rem auto; padding: 0 1rem; "
    "color: #222; background: #fdfdfb } h1 { font-size: 1.4rem } table { border-collapse: collapse } "
    "td, th { padding: .15rem .5rem; text-align: left; vertical-align: top } a { color: #14507a } "
    "form { display: inline } .smc-table-row { display: flex } .smc-cell-head { flex: 0 0 10rem } "
    "nav ul, #menu { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem } "
    "footer, #risfoot, #smcmenubottom { border-top: 1px solid #bbb; margin-top: 2rem; font-size: .85rem }</style>"
)
"""Calm clothes for people who follow a link to the original."""
MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")

Page = Callable[[Request], Answer]


class Site(ABC):
    """One system of one council. ``answer`` is what a :class:`Server` asks; ``start`` what a portal is told."""

    system: ClassVar[str]
    start: str = "/"

    def __init__(self, council: SampleCouncil, *, name: str = "") -> None:
        self.council = council
        self.name = name
        self.views = Views(council)

    @abstractmethod
    def programs(self) -> Mapping[str, Page]:
        """Pages by address in lower case, without the slash in front."""

    @abstractmethod
    def missing(self, request: Request) -> Answer:
        """What this system says where there is nothing."""

    def answer(self, request: Request) -> Answer:
        if request.path == "/robots.txt":
            return self.robots()
        with self.council.lock:
            page = self.find(request)
            try:
                return page(request) if page else self.missing(request)
            except (UnknownObject, ValueError):
                return self.missing(request)

    def find(self, request: Request) -> Page | None:
        return self.programs().get(request.path.lstrip("/").lower())

    def robots(self) -> Answer:
        body = b"User-agent: *\nDisallow: /ri/\n"
        return Answer(headers={"Content-Type": "text/plain"}, body=body, kind="robots")

    @property
    def body_name(self) -> str:
        return str(self.views.body["name"])

    @property
    def today(self) -> date:
        return self.council.now.astimezone(BERLIN).date()


def page(text: str, *, charset: str, declared: str | None = None, status: int = 200) -> Answer:
    """A page in an encoding; characters it lacks become references. ``declared`` goes into the header line."""
    content_type = f"text/html; charset={declared}" if declared else "text/html"
    body = text.encode(charset, "xmlcharrefreplace")
    return Answer(status=status, headers={"Content-Type": content_type}, body=body, kind="program")


def pdf(file: FileView) -> Answer:
    headers = {
        "Content-Type": file.document.mime,
        "Content-Disposition": f'inline; filename="{file.document.name}"',
    }
    return Answer(headers=headers, body=file.document.content, kind="file")


def redirect(target: str) -> Answer:
    return Answer(status=302, headers={"Location": target}, kind="program")


def number_in(request: Request, name: str) -> int:
    """A record number from query or form. Raises ValueError for anything else."""
    given = request.parameters.get(name, "")
    if not given.isascii() or not given.isdecimal():
        raise ValueError(f"{name}={given}")
    return int(given)


def month_in(request: Request, month: str, year: str, today: date) -> tuple[int, int]:
    """Year and month that a calendar was asked for; the current one where nothing was said."""
    given = request.parameters
    asked = int(given.get(year, today.year)), int(given.get(month, today.month))
    if not (1990 <= asked[0] <= 2100 and 1 <= asked[1] <= 12):
        raise ValueError(f"{asked}")
    return asked


def months_around(year: int, month: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The month before and the month after."""
    before = (year - 1, 12) if month == 1 else (year, month - 1)
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return before, after


def german(day: date | None) -> str:
    return day.strftime("%d.%m.%Y") if day else ""


def weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def e(words: object) -> str:
    return escape(str(words))
