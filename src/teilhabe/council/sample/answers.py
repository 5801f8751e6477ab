"""What the sample council answers: OParl 1.1 objects and list pages, files, HTML originals, robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape
from urllib.parse import quote, urlencode

from teilhabe.council.sample.exchange import Answer, Request, error, html, http_date
from teilhabe.council.sample.originals import meeting_page, paper_page
from teilhabe.council.sample.store import API, BASE, LISTS, Obj, SampleCouncil, UnknownObject

KINDS = {kind.lower(): kind for kind in (*LISTS, "Body")}
KIND_OF_LIST = {path: kind for kind, path in LISTS.items()}
TIME_FILTERS = ("created_since", "created_until", "modified_since", "modified_until")
PREFIX = "/oparl/v1.1/"
LARGEST_PAGE = 500
ROBOTS = "User-agent: *\nAllow: /\n"


class BadFilter(ValueError):
    """A list was asked for with a filter that cannot be read."""


@dataclass(frozen=True)
class Window:
    """The filters of one list request (OParl 1.1, 2.5.4). Both ends are included."""

    created_since: datetime | None = None
    created_until: datetime | None = None
    modified_since: datetime | None = None
    modified_until: datetime | None = None
    internal: bool = True

    @classmethod
    def of(cls, query: dict[str, str]) -> Window:
        return cls(
            **{name: _moment(query[name]) for name in TIME_FILTERS if name in query},
            internal=query.get("omit_internal", "false").lower() != "true",
        )

    @cached_property
    def narrows(self) -> bool:
        return any((self.created_since, self.created_until, self.modified_since, self.modified_until))

    def admits(self, obj: Obj) -> bool:
        if obj.get("deleted") and self.modified_since is None:
            return False
        if not self.narrows:
            return True
        created, modified = datetime.fromisoformat(obj["created"]), datetime.fromisoformat(obj["modified"])
        return (
            (self.created_since is None or created >= self.created_since)
            and (self.created_until is None or created <= self.created_until)
            and (self.modified_since is None or modified >= self.modified_since)
            and (self.modified_until is None or modified <= self.modified_until)
        )


def answer(council: SampleCouncil, request: Request, *, page_size: int) -> Answer:
    """The answer of a well-behaved system."""
    path = request.path
    # Ids of an older version of the interface go on working.
    path = path.replace("/oparl/v1/", PREFIX)
    if path == "/robots.txt":
        return Answer(headers={"Content-Type": "text/plain; charset=utf-8"}, body=ROBOTS.encode(), kind="robots")
    if path == "/":
        return _start_page(council)
    try:
        with council.lock:
            if path.startswith(PREFIX):
                return _oparl(council, request, path.removeprefix(PREFIX).split("/"), page_size)
            if path.startswith("/file/"):
                return _file(council, path.split("/")[2:])
            if path == "/bi/vo020":
                return paper_page(council, request.query.get("VOLFDNR", ""))
            if path == "/bi/to010":
                return meeting_page(council, request.query.get("SILFDNR", ""))
    except BadFilter as problem:
        return error(400, str(problem))
    except (UnknownObject, ValueError):
        return error(404, f"Unbekannt: {path}")
    return error(404, f"Unbekannt: {path}")


def _oparl(council: SampleCouncil, request: Request, parts: list[str], page_size: int) -> Answer:
    match parts:
        case ["system"]:
            return _single(council.system())
        case ["bodies"]:
            return _page(council, request, council.bodies(), page_size)
        case ["body", number, listed] if listed in KIND_OF_LIST:
            body = f"{API}/body/{number}"
            council.object(body)
            return _page(council, request, council.ids(KIND_OF_LIST[listed], body), page_size)
        case ["organization", number, "meetings" | "consultations" as listed]:
            organization = f"{API}/organization/{number}"
            council.object(organization)
            refs = council.ids(KIND_OF_LIST[listed], council.body_of(organization))
            own = [ref for ref in refs if organization in council.object(ref).get("organization", ())]
            return _page(council, request, own, page_size)
        case [kind, number] if (kind := kind.lower()) in KINDS:
            internal = Window.of(request.query).internal
            return _single(council.shown(f"{API}/{kind}/{number}", internal=internal))
    raise UnknownObject("/".join(parts))


def _single(obj: Obj) -> Answer:
    modified = datetime.fromisoformat(obj["modified"])
    return Answer(data=obj, headers={"Last-Modified": http_date(modified)}, kind="object")


def _page(council: SampleCouncil, request: Request, refs: list[str], page_size: int) -> Answer:
    query = request.query
    window = Window.of(query)
    size = min(_positive(query.get("limit"), page_size), LARGEST_PAGE)
    number = _positive(query.get("page"), 1)
    found = [ref for ref in refs if window.admits(council.objects[ref])]
    pages = max(1, -(-len(found) // size))
    shown = [council.shown(ref, internal=window.internal) for ref in found[(number - 1) * size : number * size]]

    kept = {name: query[name] for name in (*TIME_FILTERS, "omit_internal", "limit") if name in query}

    def link(page: int) -> str:
        parameters = {**kept, **({"page": str(page)} if page > 1 else {})}
        return f"{BASE}{request.path}" + (f"?{urlencode(parameters, quote_via=quote)}" if parameters else "")

    links = {"first": link(1), "self": link(number), "last": link(pages)}
    if 1 < number <= pages:
        links["prev"] = link(number - 1)
    if number < pages:
        links["next"] = link(number + 1)
    data = {
        "data": shown,
        "pagination": {
            "totalElements": len(found),
            "elementsPerPage": size,
            "currentPage": number,
            "totalPages": pages,
        },
        "links": links,
    }
    headers = {}
    if shown:
        headers["Last-Modified"] = http_date(max(datetime.fromisoformat(obj["modified"]) for obj in shown))
    return Answer(data=data, headers=headers, kind="page")


def _file(council: SampleCouncil, parts: list[str]) -> Answer:
    ref = f"{API}/file/{parts[0]}"
    if council.is_deleted(ref):
        return error(410, "Die Datei wurde gelöscht.")
    document = council.documents[ref]
    headers = {
        "Content-Type": document.mime,
        "ETag": f'"{document.sha1}"',
        "Last-Modified": http_date(datetime.fromisoformat(council.object(ref)["modified"])),
    }
    if parts[1:2] == ["download"]:
        headers["Content-Disposition"] = f'attachment; filename="{document.name}"'
    return Answer(headers=headers, body=document.content, kind="file")


def _start_page(council: SampleCouncil) -> Answer:
    names = "".join(f"<li>{escape(council.objects[ref]['name'])}</li>" for ref in council.bodies())
    return html(
        escape(council.name),
        f"<h1>{escape(council.name)}</h1><p>Beispielserver mit erfundenen Inhalten.</p><ul>{names}</ul>"
        f'<p><a href="{PREFIX}system">OParl 1.1</a></p>',
    )


def _moment(text: str) -> datetime:
    # A "+" that was not encoded arrives as a space; most servers are that patient.
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise BadFilter(f"Kein Zeitpunkt: {text}") from None
    if moment.tzinfo is None:
        raise BadFilter(f"Zeitpunkt ohne Zeitzone: {text}")
    return moment


def _positive(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isdecimal() or int(text) < 1:
        raise BadFilter(f"Keine Zahl ab 1: {text}")
    return int(text)
