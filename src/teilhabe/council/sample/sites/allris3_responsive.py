"""ALLRIS 3 in its responsive layout (``_r``): spans with ids, opening table tags and captions printed twice."""

from __future__ import annotations

from collections.abc import Sequence

from teilhabe.council.sample.sites.allris3_frame import Frame, committee_link
from teilhabe.council.sample.sites.site import MONTHS, e, german, months_around, weekday
from teilhabe.council.sample.sites.views import (
    CLERK,
    CLERK_MAIL,
    FileView,
    ItemView,
    MeetingView,
    PaperView,
    StepView,
)
from teilhabe.council.sample.sites.word import aspose, heading_of, sections
from teilhabe.council.sample.text import Block, Paragraph


def calendar(frame: Frame, year: int, month: int, meetings: Sequence[MeetingView]) -> str:
    """The meetings of a month; a further one of the same day comes in a row without the day."""
    rows = []
    last = None
    for meeting in meetings:
        day = meeting.start.date()
        same = day == last
        last = day
        cell = (
            ""
            if same
            else f'<td class="day"><span class="dow">{weekday(day)}</span> <span class="dom">{day.day}</span></td>'
        )
        name = e(f"{meeting.name} - abgesagt" if meeting.cancelled else meeting.name)
        link = f'<a href="to010_r.asp?SILFDNR={meeting.number}">{name}</a>' if meeting.items else name
        rows.append(
            f'<tr class="{"sameday" if same else "newday"}">\n{cell}<td class="time">{meeting.clock} Uhr</td>\n'
            f'<td class="siname">{link}</td>\n<td class="raum">{e(meeting.room)}</td>\n</tr>\n'
        )
    (y0, m0), (y1, m1) = months_around(year, month)
    steps = (
        f'<p class="monthNavi"><a href="{frame.calendar}?MM={m0}&amp;YY={y0}">zurück</a> '
        f"<strong>{MONTHS[month - 1]} {year}</strong> "
        f'<a href="{frame.calendar}?MM={m1}&amp;YY={y1}">weiter</a></p>'
    )
    head = "<thead><tr><th>Tag</th><th>Zeit</th><th>Sitzung</th><th>Raum</th></tr></thead>"
    return frame.page("si010", "Sitzungskalender", steps + _table("calenderView", "Sitzungen", head + "".join(rows)))


def agenda(frame: Frame, meeting: MeetingView) -> str:
    name = f"{meeting.name} - abgesagt" if meeting.cancelled else meeting.name
    files = [file for file in (meeting.invitation, meeting.protocol) if file]
    rows = []
    part = None
    for place, item in enumerate(meeting.items):
        if item.public is not part:
            part = item.public
            title = "Öffentlicher Teil" if part else "Nichtöffentlicher Teil"
            rows.append(f'<tr class="gruppe"><td colspan="4"><strong>{title}</strong></td></tr>\n')
        rows.append(_agenda_row(meeting, place, item))
    head = "<thead><tr><th>TOP</th><th>Betreff</th><th>Vorlage</th><th>Beschluss</th></tr></thead>"
    content = f"{_meeting_head(meeting, name)}\n{_header_panel(files)}\n" + _table(
        "toTable", "Tagesordnung", head + "".join(rows)
    )
    return frame.page("to010", f"Tagesordnung - {name}", content)


def _meeting_head(meeting: MeetingView, name: str) -> str:
    day = meeting.start.date()
    return (
        '<section class="siHead">\n'
        f'<p><label>Sitzung:</label> <span id="siname">{e(name)}</span></p>\n'
        f'<p><label>Gremium:</label> <span id="sigremium">'
        f'<a href="{committee_link(meeting)}">{e(meeting.committee)}</a></span></p>\n'
        f'<p><label>Datum:</label> <span id="sidatum">{weekday(day)}, {german(day)}</span></p>\n'
        f'<p><label>Zeit:</label> <span id="sizeit">{meeting.clock}</span></p>\n'
        f'<p><label>Raum:</label> <span id="siraum">{e(meeting.room)}</span></p>\n'
        f'<p><label>Ort:</label> <span id="siort">{e(meeting.place)}</span></p>\n</section>'
    )


def _agenda_row(meeting: MeetingView, place: int, item: ItemView) -> str:
    number = item.label.replace(" ", "&nbsp;")
    if not item.public:
        # The title stands there for everybody to read, once more as a tooltip and in a script.
        return (
            f'<tr data-simpletooltip-text="{e(item.title)}">\n<td class="tonr">{number}</td>\n'
            f'<td class="tobetreff">{e(item.title)}<script>var toText = "{e(item.title)}";</script></td>\n'
            '<td class="tovonr"></td>\n<td class="tobanr"></td>\n</tr>\n'
        )
    subject = e(item.title)
    if item.paper or item.result:
        subject = f'<a href="to020_r.asp?TOLFDNR={item.number}">{subject}</a>'
    link = ""
    if item.paper:
        program, more = ("VO020_R.asp", "&amp;refresh=false") if place % 2 else ("vo020_r.asp", "")
        link = f'<a href="{program}?VOLFDNR={item.paper.number}{more}">{e(item.paper.reference) or "(ohne Nummer)"}</a>'
    return (
        f'<tr>\n<td class="tonr"><a href="to010_r.asp?SILFDNR={meeting.number}&amp;TOLFDNR={item.number}#beschluss">'
        f"{number}</a></td>\n"
        f'<td class="tobetreff">{subject}<!-- {item.number} --></td>\n<td class="tovonr">{link}</td>\n'
        f'<td class="tobanr">{e(item.result)}</td>\n</tr>\n'
    )


def item(frame: Frame, one: ItemView, meeting: MeetingView) -> str:
    paper = (
        f'<p><label>Vorlage:</label> <span id="tovonr"><a href="vo020_r.asp?VOLFDNR={one.paper.number}">'
        f"{e(one.paper.reference)}</a></span></p>\n"
        if one.paper
        else ""
    )
    texts = (("WP", one.minutes), ("BS", one.resolution), ("AE", one.vote))
    blocks = "\n".join(_block(anchor, [Paragraph(words)]) for anchor, words in texts if words)
    content = (
        f"{_meeting_head(meeting, meeting.name)}\n"
        f'<p><a href="to010_r.asp?SILFDNR={meeting.number}">Tagesordnung</a></p>\n'
        f'<p><label>TOP:</label> <span id="tonr">{one.label.replace(" ", "&nbsp;")}</span></p>\n'
        f'<p><label>Betreff:</label> <span id="tobetreff">{e(one.title)}</span></p>\n'
        f'<p><label>Beschlussart:</label> <span id="tobanr">{e(one.result) or "(offen)"}</span></p>\n{paper}{blocks}'
    )
    return frame.page("to020", f"Auszug - {one.title}", content)


def paper(frame: Frame, view: PaperView, token: str) -> str:
    facts = [
        ("Betreff", "vobetreff", e(view.title)),
        ("Status", "vostatus", "öffentlich"),
        ("Vorlageart", "voart", e(view.kind)),
        ("Federführend", "voamt", e(view.lead)),
        ("Antragsteller", "voantragsteller", e("; ".join(view.originators))),
        ("Verfasser", "voverfasser", f'{CLERK}, <a href="mailto:{CLERK_MAIL}">{CLERK_MAIL}</a>'),
        ("Bearbeiter", "vobearbeiter", CLERK),
    ]
    related = "".join(
        f'<p><label>Bezüglich:</label> <a href="vo020_r.asp?VOLFDNR={one.number}">{e(one.reference)}</a></p>\n'
        for one in (*view.above, *view.related)
    )
    head = "".join(
        f'<p><label>{label}:</label> <span id="{name}">{value}</span></p>\n' for label, name, value in facts if value
    )
    texts = "\n".join(_block(anchor, text) for anchor, text in anchored(view.content))
    heading = f"Vorlage - {view.reference}" if view.reference else "Vorlage"
    content = (
        f'<section class="voHead">\n{head}{related}</section>\n'
        f"{_header_panel([view.main] if view.main else [], refused=True)}\n"
        f"{_attachments(view, token)}\n{_courses(view)}\n{texts}"
    )
    return frame.page("vo020", heading, content)


def anchored(content: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """The resolution, the matter, and a block of their own for the first words about money."""
    found: dict[str, list[Block]] = {}
    for section in sections(content):
        heading = heading_of(section)
        anchor = "BV" if heading.startswith("Beschluss") else "FA" if heading.startswith("Finanz") else "SV"
        found.setdefault(anchor, []).extend(section)
    return [(anchor, found[anchor]) for anchor in ("BV", "SV", "FA") if anchor in found]


def _block(anchor: str, content: list[Block]) -> str:
    return f'<div id="allris{anchor}" class="allrisText">\n{aspose(content)}\n</div>'


def _courses(view: PaperView) -> str:
    rows = []
    for head, steps in view.courses:
        status = "Erledigt" if steps and steps[-1].result else "Bereit" if steps else "Geplant"
        cell = f'<td class="bfStatus"><span class="bf{status}" title="{status}">{status}</span></td>'
        # The role stands in the column of the results.
        rows.append(
            f'<tr class="bfHead">{cell}<td></td><td class="bfGremium">{e(head.committee)}</td>'
            f"<td>{e(head.role)}</td><td></td></tr>\n"
        )
        rows += [f'<tr class="bfDetail">{cell}{_detail(step)}</tr>\n' for step in steps]
    names = ("Status", "Datum", "Gremium", "Beschluss", "NA")
    head_row = "<thead><tr>" + "".join(f"<th>{name}</th>" for name in names) + "</tr></thead>"
    return _table("bfTable", "Beratungsfolge", head_row + "".join(rows))


def _detail(step: StepView) -> str:
    day = f"<td>{german(step.day)}</td>"
    if not step.public:
        return f"{day}<td>{e(step.meeting_name)}</td><td></td><td></td>"
    return (
        f'{day}<td><a href="to010_r.asp?SILFDNR={step.meeting}">{e(step.meeting_name)}</a></td>'
        f"<td>{e(step.result)}</td>"
        f'<td><a href="to020_r.asp?TOLFDNR={step.item}" title="Niederschriftsauszug">NA</a></td>'
    )


def _table(css: str, caption: str, rows: str) -> str:
    opening = f'<table class="{css}">\n<caption>{e(caption)}</caption>\n'
    return f"{opening}{opening}{rows}</table>"


def _header_panel(files: Sequence[FileView], *, refused: bool = False) -> str:
    links = "".join(_document(file) for file in files)
    if refused:
        tooltip = "Öffnet PDF-Datei 'Interner Vermerk' in neuem Fenster"
        links += f'<a class="disable" href="do027.asp?DOLFDNR=1" data-simpletooltip-text="{tooltip}">PDF</a>\n'
    return f'<aside id="dokumenteHeaderPanel">\n{links}</aside>'


def _document(file: FileView) -> str:
    tooltip = e(f"Öffnet PDF-Datei '{file.name}' in neuem Fenster")
    return (
        f'<a href="do027.asp?DOLFDNR={file.number}&amp;options=64" data-simpletooltip-text="{tooltip}" '
        'target="_blank">PDF</a>\n'
    )


def _attachments(view: PaperView, token: str) -> str:
    if not view.attachments:
        return ""
    rows = "".join(
        f'<li><a href="___tmp/tmp/{token}/{file.number}/{place:02}/{e(file.document.name)}" target="_blank" '
        f'data-simpletooltip-text="{e(f"Öffnet Datei {file.name!r} in neuem Fenster")}">{e(file.name)}</a> '
        f"({file.kilobytes} KB)</li>\n"
        for place, file in enumerate(view.attachments, 1)
    )
    return f'<aside id="anlagenHeaderPanel">\n<h3>Anlagen</h3>\n<ul>\n{rows}</ul></aside>'
