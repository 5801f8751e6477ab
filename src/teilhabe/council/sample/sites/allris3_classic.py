"""ALLRIS 3 in its classic layout: tables in tables, a second document inside, ISO-8859-1."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from teilhabe.council.sample.sites.allris3_frame import Frame, committee_link, row
from teilhabe.council.sample.sites.site import MONTHS, e, german, months_around, weekday
from teilhabe.council.sample.sites.views import (
    CLERK,
    FileView,
    ItemView,
    MeetingView,
    PaperName,
    PaperView,
    StepView,
)
from teilhabe.council.sample.sites.word import aspose_document, heading_of, sections
from teilhabe.council.sample.text import Block, Paragraph

PIXEL = '<img src="images/einpix.gif" alt="" width="1" height="1" />'


# -- calendar --------------------------------


def calendar(frame: Frame, year: int, month: int, meetings: Sequence[MeetingView]) -> str:
    """The month with every day; further meetings of a day come without it."""
    rows = []
    for number in range(1, monthrange(year, month)[1] + 1):
        day = date(year, month, number)
        held = [one for one in meetings if one.start.date() == day]
        label = (
            f'<td class="text2" width="20">{weekday(day)}</td><td class="text2" width="20">&nbsp;&nbsp;{number}</td>'
        )
        if not held:
            rows.append(f'<tr class="zl11">\n{label}\n<td colspan="8">&nbsp;</td>\n</tr>\n')
        for place, meeting in enumerate(held):
            days = label if place == 0 else "<td>&nbsp;</td>\n<td>&nbsp;</td>"
            rows.append(f'<tr class="{row(number)}" valign="top">\n{days}\n{_calendar_cells(meeting)}</tr>\n')
    (y0, m0), (y1, m1) = months_around(year, month)
    steps = (
        f'<table width="100%"><tr><td><a href="/bi/{frame.calendar}?MM={m0}&amp;YY={y0}" title="Vorheriger Monat">'
        f'&lt;</a></td><td><h2 align="center">{MONTHS[month - 1]}&nbsp;{year}</h2></td>'
        f'<td><a href="/bi/{frame.calendar}?MM={m1}&amp;YY={y1}" title="Nächster Monat">&gt;</a></td></tr></table>'
    )
    head = '<tr class="zk1"><th colspan="2">Tag</th><th>Zeit</th><th colspan="5">Sitzung</th><th>Raum</th></tr>'
    table = f'<table class="tl1" cellspacing="0" cellpadding="1" border="0">\n{head}\n{"".join(rows)}</table>'
    return frame.page("si010", "Sitzungskalender", f"{steps}\n{table}")


def _calendar_cells(meeting: MeetingView) -> str:
    name = e(f"ENTFÄLLT! {meeting.name}" if meeting.cancelled else meeting.name)
    form, link = "&nbsp;", name
    if meeting.published:
        form = _form("to010.asp", "SILFDNR", meeting.number, "il1_to", "TO", "Tagesordnung")
        link = f'<a href="to010.asp?SILFDNR={meeting.number}">{name}</a>'
    return (
        f'<td class="text2">{meeting.clock}&nbsp;</td>\n<td>&nbsp;</td>\n<td>{form}</td>\n<td>{link}</td>\n'
        f'<td>&nbsp;</td>\n<td>&nbsp;</td>\n<td class="text4">{e(meeting.room) or "&nbsp;"}</td>\n'
    )


# -- agenda --------------------------------


def agenda(frame: Frame, meeting: MeetingView) -> str:
    name = f"ENTFÄLLT! {meeting.name}" if meeting.cancelled else meeting.name
    files = [file for file in (meeting.invitation, meeting.protocol) if file]
    rows = "".join(_agenda_row(meeting, place, item) for place, item in enumerate(meeting.items))
    head = (
        '<tr class="zk1"><th width="1%">TOP</th><th colspan="2" width="1%">&nbsp;</th><th colspan="2">Betreff</th>'
        '<th colspan="3">Vorlage</th></tr>'
    )
    content = (
        f'<table class="tk1" cellspacing="0"><tr><td class="ko1" valign="top">{_meeting_head(meeting, name)}</td>'
        f'<td class="ko2"></td><td class="me1">{_documents(files)}</td></tr></table>\n<hr />\n'
        f'<table class="tl1" cellspacing="0" cellpadding="1" border="0">\n{head}\n{rows}</table>'
    )
    return frame.page("to010", f"Tagesordnung - {name}", content)


def _meeting_head(meeting: MeetingView, name: str, first: str = "") -> str:
    return (
        '<table class="tk1" cellspacing="0" cellpadding="3" border="0">\n'
        + (first or f'<tr valign="top">\n<td class="kb1">Bezeichnung:</td>\n<td class="text1">{e(name)}</td>\n</tr>\n')
        + f'<tr valign="top">\n<td class="kb1">Gremium:</td>\n<td class="text1" colspan="3">'
        f'<a href="{committee_link(meeting)}">{e(meeting.committee)}</a></td>\n'
        f'</tr>\n<tr valign="top">\n<td class="kb1">Datum:</td>\n<td class="text2" nowrap="nowrap">'
        f"{weekday(meeting.start.date())}, {german(meeting.start.date())}</td>\n"
        '<td class="kb1">Status:</td>\n<td class="text3">öffentlich/nichtöffentlich</td>\n</tr>\n'
        f'<tr valign="top">\n<td class="kb1">Zeit:</td>\n<td class="text2" nowrap="nowrap">{meeting.clock}</td>\n'
        '<td class="kb1">Anlass:</td>\n<td class="text4">Sitzung</td>\n</tr>\n'
        f'<tr valign="top">\n<td class="kb1">Raum:</td>\n<td colspan="3" class="text2">{e(meeting.room)}</td>\n</tr>\n'
        f'<tr valign="top">\n<td class="kb1">Ort:</td>\n<td colspan="3" class="text2">{e(meeting.place)}</td>\n</tr>\n'
        "</table>"
    )


def _agenda_row(meeting: MeetingView, place: int, item: ItemView) -> str:
    letter, count = item.label.split()
    number = (
        f'<td class="text4" nowrap="nowrap"><a href="to010.asp?SILFDNR={meeting.number}&TOLFDNR={item.number}'
        f'&BES=1#beschluss" title="Beschlüsse anzeigen">{letter}&nbsp;{count}</a></td>'
    )
    if not item.public:
        return _closed_row(place, item, number)
    form, subject = "<td>&nbsp;</td>", f"<td>{e(item.title)}</td>"
    if item.paper or item.result:
        form = _form("to020.asp", "TOLFDNR", item.number, "il1_naz", "NA", item.result or "(offen)", cell=True)
        subject = f'<td><a href="to020.asp?TOLFDNR={item.number}">{e(item.title)}</a></td>'
    return (
        f'<tr class="{row(place)}">\n{number}\n<td>&nbsp;</td>\n{form}\n{subject}\n<!--{item.number} -->\n'
        f"{_agenda_paper(place, item)}</tr>\n"
    )


def _agenda_paper(place: int, item: ItemView) -> str:
    if not item.paper:
        return "<td>&nbsp;</td>\n<td>&nbsp;</td>\n<td></td>\n<td>&nbsp;</td>\n"
    # Every other link names its program in capitals and drags a parameter along.
    program, more = ("VO020.asp", "&refresh=false") if place % 2 else ("vo020.asp", "")
    clip = '<img src="images/clip.gif" alt="Enthält Anlagen" />' if item.paper_has_files else "&nbsp;"
    return (
        f"<td>{clip}</td>\n"
        f"{_form('vo020.asp', 'VOLFDNR', item.paper.number, 'il1_vo', 'VO', 'Vorlage', cell=True)}\n"
        f'<td nowrap="nowrap"><a href="{program}?VOLFDNR={item.paper.number}{more}">'
        f"{e(item.paper.reference) or '(ohne Nummer)'}</a></td>\n<td>&nbsp;</td>\n"
    )


def _closed_row(place: int, item: ItemView, number: str) -> str:
    """What is not public: some rows hide the title, some print it, and it lies in comment, tooltip and hidden field."""
    hides = place % 3 == 0
    shown = "(nichtöffentlich)" if hides else e(item.title)
    hidden = f'<input type="hidden" name="TOTEXT" value="{e(item.title)}" />' if hides else "&nbsp;"
    return (
        f'<tr class="{row(place)}">\n{number}\n<td>{hidden}</td>\n<td title="{e(item.title)}">&nbsp;</td>\n'
        f"<td>{shown}</td>\n<!--{item.number} {e(item.title)} -->\n<td>&nbsp;</td>\n<td>&nbsp;</td>\n<td></td>\n"
        "<td>&nbsp;</td>\n</tr>\n"
    )


# -- item --------------------------------


def item(frame: Frame, one: ItemView, meeting: MeetingView) -> str:
    letter, count = one.label.split()
    first = (
        f'<tr valign="top">\n<td>{_form("to010.asp", "SILFDNR", meeting.number, "il1_to", "TO", "Tagesordnung")}</td>\n'
        f'<td class="text1" colspan="3"><a href="to010.asp?SILFDNR={meeting.number}">{e(meeting.name)}</a></td>\n'
        "</tr>\n"
        '<tr valign="top">\n<td class="kb1">TOP:</td>\n'
        f'<td class="text1" colspan="3">{letter}&nbsp;{count}</td>\n</tr>\n'
        '<tr valign="top">\n<td class="kb1">Beschlussart:</td>\n'
        f'<td class="text3">{e(one.result) or "(offen)"}</td>\n</tr>\n'
    )
    head = _meeting_head(meeting, meeting.name, first)
    if one.paper:
        link = f'<a href="vo020.asp?VOLFDNR={one.paper.number}">{e(one.paper.reference)} {e(one.paper.title)}</a>'
        head = head.removesuffix("</table>") + (
            f"<tr>\n<td>{_form('vo020.asp', 'VOLFDNR', one.paper.number, 'il1_vo', 'VO', 'Vorlage')}</td>\n"
            f'<td class="text1" colspan="3">{link}</td>\n</tr>\n</table>'
        )
    texts = [
        (anchor, words) for anchor, words in (("WP", one.minutes), ("BS", one.resolution), ("AE", one.vote)) if words
    ]
    inner = "\n".join(
        f'<!-- ### {anchor}{one.number}.rtf -->\n<a name="allris{anchor}"></a>\n{aspose_document([Paragraph(words)])}'
        for anchor, words in texts
    )
    content = f'<table class="tk1"><tr><td class="ko1">{head}</td></tr></table>\n<hr />\n{inner}'
    return frame.page("to020", f"Auszug - {one.title}", content)


# -- paper --------------------------------


def paper(frame: Frame, view: PaperView, token: str) -> str:
    """``token`` stands in the addresses of the attachments, which hold for a while only."""
    content = (
        f'<table class="tk1" cellspacing="0"><tr><td class="ko1" valign="top">{_paper_head(view)}</td>'
        f'<td class="ko2"></td><td class="me1">{_documents([view.main] if view.main else [], "Vorlage")}</td>'
        f"</tr></table>\n<hr />\n{_texts(view)}\n{_attachments(view, token)}"
    )
    heading = f"Vorlage - {view.reference}" if view.reference else "Vorlage"
    return frame.page("vo020", heading, content)


def _paper_head(view: PaperView) -> str:
    script = (
        '<script language="Javascript" type="text/javascript"><!--\n//<![CDATA[\n'
        "\tfunction checkClickResult(id, clicked, value) {\n\t}\n//]]>\n--></script>"
    )
    rows = [
        f'<tr>\n<td class="kb1">Betreff:</td>\n<td class="text1" colspan="3">\n{script}\n{e(view.title)}</td>\n</tr>',
        '<tr><td class="kb1">Status:</td><td class="text3">öffentlich</td>'
        f'<td class="kb1">Vorlage-Art:</td><td class="text4">{e(view.kind)}</td></tr>',
        f'<tr><td class="kb1">Federführend:</td><td class="text4">{e(view.lead)}</td>'
        f'<td class="kb1">Bearbeiter/-in:</td><td class="text4">{CLERK}</td></tr>',
        f'<tr><td class="kb1">Verfasser:</td><td class="text4">{CLERK}</td>'
        '<td class="kb1">&nbsp;</td><td class="text4">&nbsp;</td></tr>',
    ]
    if view.originators:
        rows.append(
            f'<tr><td class="kb1">Antragsteller:</td><td class="text4">{e("; ".join(view.originators))}</td></tr>'
        )
    rows += [
        f'<tr><td class="kb1">Bezüglich:</td><td class="text4" colspan="3">{_related(one)}</td></tr>'
        for one in (*view.above, *view.related)
    ]
    rows += [
        '<tr><td class="kb1" colspan="4">Beratungsfolge:</td></tr>',
        f'<tr><td valign="top" colspan="4">{_courses(view)}</td></tr>',
    ]
    return '<table class="tk1" cellspacing="0" cellpadding="3" border="0">\n' + "\n".join(rows) + "\n</table>"


def _related(one: PaperName) -> str:
    return (
        _form("vo020.asp", "VOLFDNR", one.number, "il1_vo", "VO", "Vorlage")
        + f'<a href="vo020.asp?VOLFDNR={one.number}">{e(one.reference)}</a>'
    )


def _courses(view: PaperView) -> str:
    rows = [f'<tr><td>{PIXEL}</td><td colspan="6">{PIXEL}</td></tr>']
    for place, (head, steps) in enumerate(view.courses):
        status = "Erledigt" if steps and steps[-1].result else "Bereit" if steps else "Geplant"
        colour = {"Erledigt": "#4e9a06", "Bereit": "#fce94f", "Geplant": "#73d216"}[status]
        cell = f'<td bgcolor="{colour}" title="{status}"></td>'
        rows.append(
            f'<tr valign="top" class="{row(place)}">\n{cell}\n<td class="text1" colspan="3">{e(head.committee)}</td>\n'
            f'<td class="text1" colspan="3" nowrap="nowrap">{e(head.role)}</td>\n</tr>'
        )
        rows += [f'<tr valign="top" class="{row(place)}">\n{cell}\n{_detail(step)}</tr>' for step in steps]
    return '<table cellspacing="0" cellpadding="3" border="0">\n' + "\n".join(rows) + "\n</table>"


def _detail(step: StepView) -> str:
    day = f'<td class="text2">{german(step.day)}&nbsp;</td>\n'
    if not step.public:
        # Behind closed doors: the meeting is plain text, and nothing leads anywhere.
        return f"{day}<td>&nbsp;</td>\n<td>{e(step.meeting_name)}</td>\n<td></td>\n<td>&nbsp;</td>\n<td>&nbsp;</td>\n"
    form = _form(f"to010.asp?topSelected={step.item}", "SILFDNR", step.meeting or 0, "il1_to", "TO", "Tagesordnung")
    na = _form("to020.asp", "TOLFDNR", step.item or 0, "il1_naz", "NA", step.result or "(offen)")
    return (
        f"{day}<td>{form}</td>\n"
        f'<td><a href="to010.asp?SILFDNR={step.meeting}">{e(step.meeting_name)}</a></td>\n'
        f'<td class="text3">{e(step.result) or "&nbsp;"}</td>\n<td>&nbsp;</td>\n<td>{na}</td>\n'
    )


def anchored(content: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """The text under the anchors of ALLRIS: BV the resolution, SV everything else, whatever its bold lines say."""
    resolution: list[Block] = []
    matter: list[Block] = []
    for section in sections(content):
        first = heading_of(section).startswith("Beschluss") and not resolution
        (resolution if first else matter).extend(section)
    return [(anchor, text) for anchor, text in (("BV", resolution), ("SV", matter)) if text]


def _texts(view: PaperView) -> str:
    return "\n".join(
        f'<!-- ### {anchor}{view.number}.rtf -->\n<a name="allris{anchor}"></a>\n{aspose_document(text)}'
        for anchor, text in anchored(view.content)
    )


def _attachments(view: PaperView, token: str) -> str:
    if not view.attachments:
        return ""
    rows = "".join(
        f'<tr valign="top">\n<td><img src="images/clip.gif" alt="Anlage {place}" /></td>\n'
        f'<td class="text3">{place}</td>\n<td class="text3"><a href="___tmp/tmp/{token}/{file.number}/'
        f'{place:02}/{e(file.document.name)}" target="_blank" title="Größe: {file.kilobytes} KB">{e(file.name)} '
        f"({file.kilobytes} KB)</a></td>\n<td>&nbsp;</td>\n</tr>\n"
        for place, file in enumerate(view.attachments, 1)
    )
    return (
        f'<table class="tk1" cellspacing="0" cellpadding="3" border="0">\n<tr><td colspan="6">{PIXEL}</td></tr>\n'
        '<tr valign="top"><td class="kb1" colspan="5">Anlagen:</td><td>&nbsp;</td></tr>\n'
        '<tr valign="top"><td>&nbsp;</td><td class="text1">Nr.</td><td class="text1">Name</td><td>&nbsp;</td></tr>\n'
        f"{rows}</table>"
    )


# -- parts --------------------------------


def _documents(files: Sequence[FileView], name: str = "") -> str:
    forms = "\n".join(
        '<form action="do027.asp" method="post" style="margin:0" target="_blank">'
        f'<input type="hidden" name="DOLFDNR" value="{file.number}" />'
        '<input type="hidden" name="options" value="64" />'
        f'<input type="submit" class="il2_p" value="{e(name or file.name)}" '
        f'title="{e(name or file.name)} (Öffnet PDF-Datei in neuem Fenster)" /></form>'
        for file in files
    )
    return f'<table class="tk1" cellspacing="0"><tr><td class="me1" align="left">{forms}</td></tr></table>'


def _form(action: str, parameter: str, number: int, css: str, value: str, title: str, *, cell: bool = False) -> str:
    form = (
        f'<form action="{action}" method="post" style="margin:0">'
        f'<input type="hidden" name="{parameter}" value="{number}" />'
        f'<input type="submit" class="{css}" value="{value}" title="{e(title)}" /></form>'
    )
    return f"<td>{form}</td>" if cell else form
