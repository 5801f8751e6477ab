"""The pages of ALLRIS 4: HTML 5 made by Wicket, its calendar an answer to a second request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from teilhabe.council.sample.sites.site import MONTHS, NOTICE, STYLE, e, german, months_around, weekday
from teilhabe.council.sample.sites.views import (
    CLERK,
    CLERK_MAIL,
    COUNCIL,
    GROUP,
    ItemView,
    MeetingView,
    MembershipView,
    OrganizationView,
    PaperView,
    PersonView,
    StepView,
)
from teilhabe.council.sample.sites.word import heading_of, ms_word, sections
from teilhabe.council.sample.text import Block, Heading, Paragraph

# English months: the date of a server whose language was never set.
ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RESOURCE = "wicket/resource/org.apache.wicket.Application"
BAN = "Zu viele Zugriffe aus Ihrem Netzwerk"


@dataclass(frozen=True)
class Wicket:
    """One page of one session: the number goes into every address that is bound to the session."""

    body_name: str
    page: int = 0

    def html(self, title: str, content: str, *, script: str = "") -> str:
        menu = "".join(
            f'<li><a href="./{href}">{name}</a></li>'
            for href, name in (
                ("si010", "Kalender"),
                ("au010", "Ausschüsse"),
                ("fr010", "Fraktionen"),
                ("pa021", "Rat"),
                ("kp041", "Personen"),
            )
        )
        return (
            '<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8" />\n'
            f"<title>ALLRIS - {e(title)}</title>\n"
            '<meta name="viewport" content="width=device-width, initial-scale=1" />\n'
            '<script type="text/javascript" src="./wicket/resource/org.apache.wicket.ajax.AbstractDefaultAjaxBehavior/'
            'res/js/wicket-ajax-jquery-ver-1.js"></script>\n'
            f"{STYLE}\n{script}</head>\n<body>\n<header><p>{e(self.body_name)}</p><p>{NOTICE}</p><nav><ul>{menu}</ul></nav></header>\n"
            f'<div id="mainContent">\n<h1>{e(title)}</h1>\n{content}\n</div>\n'
            f'<footer><p>{NOTICE}</p><a href="https://www.beispiel.invalid/geschaeftsordnung.pdf">Geschäftsordnung</a> '
            '<a href="https://hersteller.invalid/">Software für Gremien</a> '
            '<a href="mailto:rat@beispiel.invalid">Mail an das Ratsbüro</a></footer>\n</body>\n</html>\n'
        )


def message(wicket: Wicket, text: str) -> str:
    return wicket.html("Hinweis", f'<div class="message"><div class="message_text">{e(text)}</div></div>')


# -- calendar --------------------------------


def calendar(wicket: Wicket, year: int, month: int) -> str:
    """The page without any meeting: a script asks for them."""
    (y0, m0), (y1, m1) = months_around(year, month)
    script = (
        '<script type="text/javascript">\n/*<![CDATA[*/\nWicket.Event.add(window, "domready", function(event) {\n'
        f'Wicket.Ajax.ajax({{"u":"./si010?{wicket.page}-1.0-&MM={month}&YY={year}","m":"GET","c":"kaltable"}});\n'
        "});\n/*]]>*/\n</script>\n"
    )
    content = (
        f'<p><a href="./si010?MM={m0}&amp;YY={y0}">zurück</a> {MONTHS[month - 1]} {year} '
        f'<a href="./si010?MM={m1}&amp;YY={y1}">weiter</a></p>\n'
        '<div id="kaltable"><span class="wicket-ajax-indicator">wird geladen</span></div>'
    )
    return wicket.html("Kalender", content, script=script)


def calendar_rows(meetings: Sequence[MeetingView]) -> str:
    """The answer to the script: a component in an XML envelope."""
    rows = []
    last = None
    for meeting in meetings:
        day = meeting.start.date()
        same, last = day == last, day
        cell = "" if same else f'<span class="dow">{weekday(day)}</span> <span class="dom">{day.day}</span>'
        name = e(f"{meeting.name} (entfällt)" if meeting.cancelled else meeting.name)
        link = f'<a href="./to010?SILFDNR={meeting.number}&amp;refresh=false">{name}</a>' if meeting.items else name
        rows.append(
            f'<tr class="{"sameday" if same else "newday"}"><td class="day">{cell}</td>'
            f'<td class="time">{meeting.clock} Uhr</td><td class="silink">{link}</td>'
            f'<td class="raum">{e(meeting.room)}</td></tr>\n'
        )
    table = f'<div id="kaltable"><table class="calenderView"><tbody>\n{"".join(rows)}</tbody></table></div>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ajax-response><component id="kaltable"><![CDATA['
        f"{table}]]></component></ajax-response>"
    )


# -- agenda --------------------------------


def agenda(wicket: Wicket, meeting: MeetingView) -> str:
    name = f"{meeting.name} (entfällt)" if meeting.cancelled else meeting.name
    rows = []
    part = None
    for item in meeting.items:
        if item.public is not part:
            part = item.public
            clock = f" ({meeting.clock} Uhr)" if meeting.end and part else ""
            title = f"Öffentlicher Teil{clock}" if part else "Nichtöffentlicher Teil"
            rows.append(f'<tr class="toGroup"><td colspan="5">{title}</td></tr>\n')
        rows.append(_agenda_row(item))
    heads = "".join(f"<th>{name}</th>" for name in ("TOP", "Betreff", "Vorlage", "Zuständigkeit", "Beschluss"))
    files = "".join(
        f'<li><a href="./{RESOURCE}/doc{file.number}.pdf" title="{e(file.name)}">{e(file.name)}</a></li>'
        for file in (meeting.invitation, meeting.protocol)
        if file
    )
    content = (
        f'{_meeting_head(meeting, name)}<aside id="dokumenteHeaderPanel"><ul>{files}</ul></aside>\n'
        f'<table class="toTable"><thead><tr>{heads}</tr></thead><tbody>\n{"".join(rows)}</tbody></table>'
    )
    return wicket.html(f"Tagesordnung - {name}", content)


def _meeting_head(meeting: MeetingView, name: str) -> str:
    day = meeting.start.date()
    program, parameter = _program(meeting.committee_type)
    committee = f'<a href="./{program}?{parameter}={meeting.committee_number}">{e(meeting.committee)}</a>'
    return _facts(
        ("Sitzung", "siname", e(name)),
        ("Gremium", "sigremium", committee),
        ("Datum", "sidatum", f"{weekday(day)}, {german(day)}"),
        ("Zeit", "sizeit", f"{meeting.clock} Uhr"),
        ("Raum", "siraum", e(meeting.room)),
        ("Ort", "siort", e(meeting.place)),
    )


def _agenda_row(item: ItemView) -> str:
    number = item.label.replace(" ", "&nbsp;")
    if not item.public:
        return (
            f'<tr id="to_{item.number}" title="{e(item.title)}"><td class="tonr">{number}</td>'
            f'<td class="tobetreff"><span id="betreff_{item.number}">{e(item.title)}</span>'
            f"<!-- {e(item.title)} --></td>"
            '<td class="tovonr"></td><td class="tozunr"></td><td class="tobanr"></td></tr>\n'
        )
    link = ""
    if item.paper:
        link = (
            f'<a href="./vo020?VOLFDNR={item.paper.number}&amp;TOLFDNR={item.number}&amp;refresh=false">'
            f"{e(item.paper.reference) or '(ohne Nummer)'}</a>"
        )
    return (
        f'<tr id="to_{item.number}"><td class="tonr">{number}</td><td class="tobetreff">'
        f'<a id="betreff_{item.number}" href="./to020?TOLFDNR={item.number}&amp;refresh=false">{e(item.title)}</a></td>'
        f'<td class="tovonr">{link}</td><td class="tozunr">{e(item.role)}</td>'
        f'<td class="tobanr">{e(item.result)}</td></tr>\n'
    )


def item(wicket: Wicket, one: ItemView, meeting: MeetingView) -> str:
    paper = f'<a href="./vo020?VOLFDNR={one.paper.number}">{e(one.paper.reference)}</a>' if one.paper else ""
    facts = _facts(
        ("Sitzung", "siname", f'<a href="./to010?SILFDNR={meeting.number}">{e(meeting.name)}</a>'),
        ("TOP", "tonr", one.label.replace(" ", "&nbsp;")),
        ("Betreff", "tobetreff", e(one.title)),
        ("Vorlage", "tovonr", paper),
        ("Beschluss", "tobanr", e(one.result)),
    )
    texts = (("Wortprotokoll", one.minutes), ("Beschluss", one.resolution), ("Abstimmungsergebnis", one.vote))
    parts = "".join(_part(name, [Paragraph(words)]) for name, words in texts if words)
    return wicket.html(f"Auszug - {one.title}", facts + parts)


# -- paper --------------------------------


def paper(wicket: Wicket, view: PaperView) -> str:
    related = "; ".join(
        f'<a href="./vo020?VOLFDNR={one.number}&amp;refresh=false">{e(one.reference)}</a>'
        for one in (*view.above, *view.related)
    )
    facts = _facts(
        ("Betreff", "vobetreff", e(view.title)),
        ("Status", "vostatus", '<span id="vostat">öffentlich</span>'),
        ("Vorlageart", "voart", e(view.kind)),
        ("Federführend", "vofamt", e(view.lead)),
        ("Beteiligt", "vobamt", "Stabsstelle Beispiel; Kämmerei" if view.lead else ""),
        ("Unterstützer", "anunterstuetzer", e("; ".join(view.originators))),
        ("Verfasser", "voverfasser1", f'{CLERK} <a href="mailto:{CLERK_MAIL}">{CLERK_MAIL}</a>'),
        ("Bezüglich", "vobezug", related),
    )
    parts = "".join(_part(name, text) for name, text in parted(view.content))
    heading = f"Vorlage {view.reference}".strip()
    content = f"{facts}\n{_documents(wicket, view)}\n{_courses(view)}\n{parts}"
    return wicket.html(heading, content)


def printed(wicket: Wicket, view: PaperView) -> str:
    """``selfaction=print``: the same, flat."""
    blocks = "".join(
        f"<p>Reduzieren</p>\n<h3>{e(name)}</h3>\n<div>{ms_word(text)}</div>\n" for name, text in parted(view.content)
    )
    content = (
        f"<p>{e(view.title)}</p>\n<p>Reduzieren</p>\n<h3>Beratungsfolge</h3>\n{_courses(view)}\n{blocks}"
        f"<p>Verfasser: {CLERK}</p>"
    )
    return wicket.html(f"Vorlage {view.reference}".strip(), content)


def parted(content: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """The text in the parts of ALLRIS 4: resolution, explanations, money. Other headings stay inside as bold lines."""
    found: dict[str, list[Block]] = {}
    for section in sections(content):
        heading = heading_of(section)
        if heading.startswith("Beschluss"):
            found.setdefault("Beschlussvorschlag", []).extend(section[1:])
        elif heading.startswith("Finanz"):
            found.setdefault("Finanzielle Auswirkungen", []).extend(section[1:])
        else:
            own = "Erläuterungen" not in found and isinstance(section[0], Heading)
            found.setdefault("Erläuterungen", []).extend(section[1:] if own else section)
    order = ("Beschlussvorschlag", "Erläuterungen", "Finanzielle Auswirkungen")
    return [(name, found[name]) for name in order if name in found]


def _part(name: str, content: list[Block]) -> str:
    return (
        f'<div class="docPart"><h3><a href="#" title="Reduzieren">Reduzieren</a> {e(name)}</h3>\n'
        f'<div class="docPartText">{ms_word(content)}</div></div>\n'
    )


def _documents(wicket: Wicket, view: PaperView) -> str:
    main = ""
    if view.main:
        main = f'<li><a href="./{RESOURCE}/doc{view.main.number}.pdf" title="Sammeldokument">Sammeldokument</a></li>'
    attached = "".join(
        f'<li><a href="./vo020?{wicket.page}--anlagenHeaderPanel-attachmentsList-{place}-link&amp;VOLFDNR='
        f'{view.number}">{e(file.name)}</a> ({file.kilobytes} KB)</li>'
        for place, file in enumerate(view.attachments)
    )
    return (
        f'<aside id="dokumenteHeaderPanel"><ul>{main}</ul></aside>\n'
        f'<aside id="anlagenHeaderPanel"><h3>Anlagen</h3><ul>{attached}</ul></aside>'
    )


def _courses(view: PaperView) -> str:
    rows = []
    for head, steps in view.courses:
        status = "Erledigt" if steps and steps[-1].result else "Bereit" if steps else "Geplant"
        cell = f'<td class="bfStatus" title="{status}">{status}</td>'
        rows.append(
            f'<tr class="bfHead">{cell}<td></td><td>{e(head.committee)}</td><td>{e(head.role)}</td><td></td></tr>\n'
        )
        rows += [f'<tr class="bfDetail">{cell}{_detail(place, step)}</tr>\n' for place, step in enumerate(steps)]
    heads = "".join(f"<th>{name}</th>" for name in ("Status", "Datum", "Gremium", "Beschluss", "NA"))
    table = f'<table class="bfTable"><thead><tr>{heads}</tr></thead><tbody>\n{"".join(rows)}</tbody></table>'
    return f'<div id="bfTable"><h3>Beratungsfolge</h3>{table}</div>'


def _detail(place: int, step: StepView) -> str:
    if not step.public:
        return f"<td>{_day(step.day, place)}</td><td>{e(step.meeting_name)}</td><td></td><td></td>"
    return (
        f"<td>{_day(step.day, place + (step.item or 0))}</td>"
        f'<td><a href="./to010?SILFDNR={step.meeting}&amp;refresh=false">{e(step.meeting_name)}</a></td>'
        f'<td>{e(step.result)}</td><td><a href="./to020?TOLFDNR={step.item}&amp;refresh=false">Auszug</a></td>'
    )


def _day(day: date | None, place: int) -> str:
    """Now "03.09.2026", now "2026 Sep 3"."""
    if day is None:
        return ""
    return f"{day.year} {ENGLISH[day.month - 1]} {day.day}" if place % 2 else german(day)


# -- people --------------------------------


def _program(kind: str) -> tuple[str, str]:
    return {COUNCIL: ("pa020", "PALFDNR"), GROUP: ("fr020", "FRLFDNR")}.get(kind, ("au020", "AULFDNR"))


def committees(wicket: Wicket, title: str, found: Sequence[OrganizationView]) -> str:
    rows = ""
    for one in found:
        program, parameter = _program(one.kind)
        rows += f'<tr><td class="grname"><a href="./{program}?{parameter}={one.number}">{e(one.name)}</a></td></tr>\n'
    return wicket.html(title, f'<table class="grTable"><thead><tr><th>Name</th></tr></thead>\n{rows}</table>')


def members(wicket: Wicket, organization: OrganizationView, found: Sequence[MembershipView]) -> str:
    rows = "".join(
        f'<tr><td class="kpname"><a href="./kp020?KPLFDNR={one.person}&amp;refresh=false">{e(one.name)}</a></td>'
        f'<td class="mgfunktion">{e(one.role)}</td><td class="mgfraktion">{e(one.group)}</td></tr>\n'
        for one in found
        if one.end is None
    )
    heads = "<tr><th>Name</th><th>Art der Mitarbeit</th><th>Fraktion</th></tr>"
    office = f'<p>Ansprechperson: {CLERK}, <a href="mailto:{CLERK_MAIL}">{CLERK_MAIL}</a></p>'
    return wicket.html(organization.name, f'{office}<table class="mgTable"><thead>{heads}</thead>\n{rows}</table>')


def persons(wicket: Wicket, found: Sequence[PersonView]) -> str:
    rows = "".join(f'<tr><td><a href="./kp020?KPLFDNR={one.number}">{e(one.name)}</a></td></tr>\n' for one in found)
    return wicket.html("Personen", f'<table class="kpTable">\n{rows}</table>')


def person(wicket: Wicket, one: PersonView) -> str:
    rows = ""
    for role in one.roles:
        program, parameter = _program(role.kind)
        name = f'<a href="./{program}?{parameter}={role.organization}">{e(role.organization_name)}</a>'
        rows += (
            f'<tr><td class="grname">{name}</td><td class="mgfunktion">{e(role.role)}</td>'
            f"<td>{german(role.start)}</td><td>{german(role.end)}</td></tr>\n"
        )
    heads = "<tr><th>Gremium</th><th>Art der Mitarbeit</th><th>von</th><th>bis</th></tr>"
    table = f'<table class="mgTable"><thead>{heads}</thead>\n{rows}</table>'
    return wicket.html(one.name, _facts(("Fraktion", "kpfraktion", e(one.group))) + table)


def _facts(*facts: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<dt><span class="label">{label}</span></dt><dd><span id="{name}">{value}</span></dd>\n'
        for label, name, value in facts
        if value
    )
    return f"<dl>\n{rows}</dl>\n"
