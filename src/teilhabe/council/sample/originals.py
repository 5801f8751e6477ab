"""The council's own pages: what "Originaldokument" leads to. Plain HTML, marked as an example."""

from __future__ import annotations

from datetime import datetime
from html import escape

from teilhabe.council.sample.exchange import Answer, html
from teilhabe.council.sample.store import BERLIN, SampleCouncil, UnknownObject, address
from teilhabe.council.sample.text import as_html

NOTICE = "<p><strong>Beispielvorlage – erfundener Inhalt.</strong> Diese Seite gehört zum Beispielserver.</p>"


def paper_page(council: SampleCouncil, number: str) -> Answer:
    """The paper ``/bi/vo020?VOLFDNR=…``: facts, text, consultations, files."""
    paper = _alive(council, "Paper", number)
    rows = [
        ("Vorlage", paper.get("reference", "ohne Nummer")),
        ("Art", paper.get("paperType", "–")),
        ("Datum", _day(paper["date"]) if "date" in paper else "–"),
        ("Federführend", ", ".join(_names(council, paper.get("underDirectionOf", [])))),
    ]
    facts = "".join(f"<dt>{label}</dt><dd>{escape(value)}</dd>" for label, value in rows if value)
    hearings = "".join(f"<li>{_hearing(council, one)}</li>" for one in paper.get("consultation", []))
    files = [paper[name] for name in ("mainFile",) if name in paper] + paper.get("auxiliaryFile", [])
    links = "".join(f'<li><a href="{_local(one["accessUrl"])}">{escape(one["name"])}</a></li>' for one in files)
    text = as_html(council.texts.get(paper["id"], []))
    content = (
        f"{NOTICE}\n<h1>{escape(paper['name'])}</h1>\n<dl>{facts}</dl>\n{text}\n"
        f"<h2>Beratungsfolge</h2><ul>{hearings}</ul>\n<h2>Dokumente</h2><ul>{links}</ul>"
    )
    return html(escape(f"Vorlage - {paper.get('reference', '')} {paper['name']}"), content, kind="original")


def meeting_page(council: SampleCouncil, number: str) -> Answer:
    """The meeting ``/bi/to010?SILFDNR=…`` with its public agenda."""
    meeting = _alive(council, "Meeting", number)
    items = "".join(
        f"<li>{escape(item['number'])} {escape(item['name'])} {escape(item.get('result', ''))}</li>"
        for item in meeting.get("agendaItem", [])
        if item.get("public")
    )
    state = "<p>Die Sitzung fällt aus.</p>" if meeting.get("cancelled") else ""
    content = (
        f"{NOTICE}\n<h1>{escape(meeting['name'])}</h1>\n<p>{_moment(meeting['start'])}</p>{state}\n"
        f"<h2>Tagesordnung</h2><ul>{items}</ul>"
    )
    return html(escape(meeting["name"]), content, kind="original")


def _alive(council: SampleCouncil, kind: str, number: str) -> dict:
    if not number.isdecimal():
        raise UnknownObject(number)
    ref = address(kind, int(number))
    if council.is_deleted(ref):
        raise UnknownObject(ref)
    return council.shown(ref)


def _hearing(council: SampleCouncil, consultation: dict) -> str:
    who = ", ".join(_names(council, consultation.get("organization", [])))
    meeting = council.objects.get(consultation.get("meeting", ""), {})
    item = council.objects.get(consultation.get("agendaItem", ""), {})
    when = _moment(meeting["start"]) if "start" in meeting else "noch ohne Termin"
    parts = (when, who, consultation.get("role", ""), item.get("result", ""))
    return " · ".join(escape(part) for part in parts if part)


def _names(council: SampleCouncil, refs: list[str]) -> list[str]:
    return [str(council.object(ref).get("name", "")) for ref in refs]


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{day}.{month}.{year}"


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(BERLIN).strftime("%d.%m.%Y, %H:%M Uhr")


def _local(url: str) -> str:
    return "/" + url.split("/", 3)[3]
