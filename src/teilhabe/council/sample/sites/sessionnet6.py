"""SessionNet 5.5 in layout 6: cells with labels, cards, and Word text without a heading of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from teilhabe.council.sample.sites.sessionnet_frame import Shell
from teilhabe.council.sample.sites.site import MONTHS, e, german, months_around, weekday
from teilhabe.council.sample.sites.views import (
    CLERK,
    CLERK_MAIL,
    CLERK_PHONE,
    FileView,
    ItemView,
    MeetingView,
    MembershipView,
    OrganizationView,
    PaperView,
    PersonView,
    StepView,
)
from teilhabe.council.sample.sites.word import ms_word, sections
from teilhabe.council.sample.text import Heading, Paragraph

PUBLIC, CLOSED = "Öffentlicher Teil", "Nicht öffentlicher Teil"


# -- calendar --------------------------------


def calendar(shell: Shell, year: int, month: int, meetings: Sequence[MeetingView]) -> str:
    rows = []
    last = None
    for meeting in meetings:
        day = meeting.start.date()
        same, last = day == last, day
        cell = "" if same else f'<td class="siday">{day.day} <span class="weekday">{weekday(day)}</span></td>'
        name = e(f"{meeting.committee} - abgesagt" if meeting.cancelled else meeting.committee)
        link = name
        if meeting.items:
            title = f"Details anzeigen: {e(meeting.committee)} {german(day)}"
            link = (
                f'<a href="si0057.{shell.suffix}?__ksinr={meeting.number}" class="smc-link-normal" '
                f'title="{title}">{name}</a>'
            )
        rows.append(
            f'<tr class="smc-t-r-l">{cell}<td class="silink"><div class="smc-el-h">{link}</div>'
            f'<ul class="list-inline smc-detail-list"><li>{_clock(meeting)}</li><li>{e(meeting.room)}, '
            f"{e(meeting.place)}</li></ul></td></tr>\n"
        )
    (y0, m0), (y1, m1) = months_around(year, month)
    more = "__canz=1&amp;__cselect=0"
    steps = (
        f'<p><a href="si0040.{shell.suffix}?__cjahr={y0}&amp;__cmonat={m0}&amp;{more}">zurück</a> '
        f"{MONTHS[month - 1]} {year} "
        f'<a href="si0040.{shell.suffix}?__cjahr={y1}&amp;__cmonat={m1}&amp;{more}">weiter</a></p>'
    )
    table = f'<table id="smc_page_si0040_contenttable1" class="smc-table">\n<tbody>\n{"".join(rows)}</tbody></table>'
    return shell.page("si0040", "Sitzungskalender", f"{steps}\n{table}")


def _clock(meeting: MeetingView) -> str:
    return meeting.clock.replace(" - ", "-") + " Uhr"


# -- agenda --------------------------------


def info(shell: Shell, meeting: MeetingView) -> str:
    return shell.page("si0050", meeting.name, _meeting_head(meeting))


def agenda(shell: Shell, meeting: MeetingView) -> str:
    """``si0057``: the agenda as a table."""
    rows = []
    for part, items in _parts(meeting.items):
        rows.append(f'<tr><td class="totrenn" colspan="4"><strong>{part}:</strong></td></tr>\n')
        rows += [_row(shell, item) for item in items]
    table = (
        '<table id="smc_page_si0057_contenttable2" class="smc-table smctablesitzung">\n<tbody>\n'
        f"{''.join(rows)}</tbody></table>"
    )
    content = f"{_meeting_head(meeting)}\n{_meeting_files(shell, meeting)}\n{table}"
    return shell.page("si0057", meeting.name, content)


def cards(shell: Shell, meeting: MeetingView) -> str:
    """``si0056``: the same as cards."""
    found = []
    for part, items in _parts(meeting.items):
        found.append(f'<div class="card card-light smc-group"><div class="card-body">{part}:</div></div>\n')
        found += [_card(shell, item) for item in items]
    content = f'{_meeting_head(meeting)}\n<div id="smcaccordion">\n{"".join(found)}</div>'
    return shell.page("si0056", meeting.name, content)


def _parts(items: Iterable[ItemView]) -> list[tuple[str, list[ItemView]]]:
    found: list[tuple[str, list[ItemView]]] = []
    for item in items:
        part = PUBLIC if item.public else CLOSED
        if not found or found[-1][0] != part:
            found.append((part, []))
        found[-1][1].append(item)
    return found


def _meeting_head(meeting: MeetingView) -> str:
    day = meeting.start.date()
    name = f"{meeting.name} - abgesagt" if meeting.cancelled else meeting.name
    return _cells(
        ("siname", "Bezeichnung", e(name)),
        ("sigrname", "Gremium", e(meeting.committee)),
        ("siort", "Raum", f"{e(meeting.room)}, {e(meeting.place)}"),
        ("sidat", "Datum", german(day)),
        ("yytime", "Zeit", _clock(meeting)),
    )


def _lines(words: str) -> str:
    """A title over two lines, cut after its first colon."""
    first, colon, rest = words.partition(": ")
    return f"{e(first)}:<br>{e(rest)}" if colon else e(first)


def _row(shell: Shell, item: ItemView) -> str:
    badge = f'<td class="tofnum"><span class="badge">{item.label.replace(" ", "&nbsp;")}</span></td>'
    if not item.public:
        return (
            f'<tr title="{e(item.title)}">{badge}<td class="tobetr"><div class="smc-card-header-title">'
            f'{_lines(item.title)}</div><input type="hidden" name="tobetr" value="{e(item.title)}"></td>'
            '<td class="tovo"></td><td class="todo"></td></tr>\n'
        )
    title = f'<div class="smc-card-header-title-simple">{_lines(item.title)}</div>'
    css = "tobetr"
    if item.paper or item.result:
        css = "tolink"
        link = f'<a href="to0050.{shell.suffix}?__ktonr={item.number}" class="smc-link-normal">{_lines(item.title)}</a>'
        title = f'<div class="smc-card-header-title">{link}</div>'
    more = ""
    if item.result:
        more += f'<p class="smc_field_smcdv0_box2_beschluss">{e(item.result)}</p>'
    if item.vote:
        more += f'<p class="smc_field_smcdv0_box2_abstimmung">{e(item.vote)}</p>'
    paper = ""
    if item.paper:
        more += f'<p class="smc_field_smcdv0_box2_volink">Vorlage: {e(item.paper.reference)}</p>'
        paper = (
            f'<a href="vo0050.{shell.suffix}?__kvonr={item.paper.number}&amp;search=1" '
            f'class="smc-link-normal smc_field_voname">{e(item.paper.reference) or "Vorlage"}</a>'
        )
    return f'<tr>{badge}<td class="{css}">{title}{more}</td><td class="tovo">{paper}</td><td class="todo"></td></tr>\n'


def _card(shell: Shell, item: ItemView) -> str:
    hidden = "" if item.public else f"<!-- {e(item.title)} -->"
    foot = ""
    if item.public and item.paper:
        foot = (
            f'<div class="card-footer">Vorlage <a href="vo0050.{shell.suffix}?__kvonr={item.paper.number}" '
            f'class="smc_field_voname">{e(item.paper.reference)}</a> {e(item.result)}</div>'
        )
    return (
        f'<div class="card card-light"><div class="card-header"><span class="badge">'
        f"{item.label.replace(' ', '&nbsp;')}</span>{hidden}"
        f'<div class="smc-card-text-title">{_lines(item.title)}</div></div>{foot}</div>\n'
    )


def _meeting_files(shell: Shell, meeting: MeetingView) -> str:
    return _files(shell, [(file, "") for file in (meeting.invitation, meeting.protocol) if file])


def item(shell: Shell, one: ItemView, meeting: MeetingView) -> str:
    paper = (
        f'<a href="vo0050.{shell.suffix}?__kvonr={one.paper.number}" class="smc_field_voname">'
        f"{e(one.paper.reference)}</a>"
        if one.paper
        else ""
    )
    cells = _cells(
        ("toname", "TOP", one.label.replace(" ", "&nbsp;")),
        ("tobetr", "Betreff", e(one.title)),
        ("siname", "Sitzung", f'<a href="si0057.{shell.suffix}?__ksinr={meeting.number}">{e(meeting.name)}</a>'),
        ("voname", "Vorlage", paper),
        ("tobeschluss", "Beschluss", e(one.result)),
        ("toabstimmung", "Abstimmung", e(one.vote)),
    )
    texts = [words for words in (one.resolution, one.minutes) if words]
    blocks = [_word(one.number + place, ms_word([Paragraph(words)])) for place, words in enumerate(texts)]
    return shell.page("to0050", f"Tagesordnungspunkt {one.label}", cells + "\n<hr />\n".join(blocks))


# -- paper --------------------------------


def paper(shell: Shell, view: PaperView) -> str:
    related = ", ".join(
        f'<a href="vo0050.{shell.suffix}?__kvonr={one.number}">{e(one.reference)}</a>'
        for one in (*view.above, *view.related)
    )
    cells = _cells(
        ("vobetr", "Betreff", e(view.title)),
        ("voname", "Vorlage", e(view.reference)),
        ("vovaname", "Art", e(view.kind)),
        ("vodat", "Datum", german(view.day)),
        ("vofbname", "Federführend", e(view.lead)),
        ("voantr", "Antragsteller", e("; ".join(view.originators))),
        ("vobearb", "Bearbeiter", f"{CLERK}, {CLERK_PHONE}, {CLERK_MAIL}"),
        ("voref", "Referenzvorlage", related),
    )
    tabs = (
        f'<ul class="nav nav-tabs"><li><a href="vo0050.{shell.suffix}?__kvonr={view.number}">Vorlage</a></li>'
        f'<li><a href="vo0053.{shell.suffix}?__kvonr={view.number}">Beratungen</a></li></ul>'
    )
    files = [(view.main, "VO")] if view.main else []
    files += [(file, "AN") for file in view.attachments]
    content = f"{tabs}\n{cells}\n{_files(shell, files)}\n{_texts(view)}"
    stamp = f"<li>Letzte Änderung: {view.changed:%d.%m.%Y %H:%M:%S}</li>"
    return shell.page("vo0050", f"Vorlage {view.reference}".strip(), content, changed=stamp)


def hearings(shell: Shell, view: PaperView) -> str:
    """``vo0053``: the tab with the consultations."""
    panels = "".join(_panel(shell, place, step) for place, step in enumerate(view.steps, 1))
    return shell.page("vo0053", f"Beratungen {view.reference}".strip(), f'<div id="smcaccordion">\n{panels}</div>')


def _panel(shell: Shell, place: int, step: StepView) -> str:
    public = "öffentlich" if step.public else "nichtöffentlich"
    if not step.public:
        # Neither a day nor a point, and no link.
        head, inner = f"{e(step.committee)} {public} - {e(step.role)}", ""
    elif step.day is None:
        head, inner = f"{e(step.committee)} - {e(step.role)}", "<p>geplant</p>"
    else:
        number = step.item_label.split()[-1]
        head = f"{german(step.day)} {e(step.committee)} TOP&nbsp;{number} {public} - {e(step.role)}"
        inner = (
            f'<a href="si0057.{shell.suffix}?__ksinr={step.meeting}">Zur Sitzung</a>'
            f'<p class="smc_field_smcdv0_box2_beschluss">{e(step.result)}</p>'
        )
    return (
        f'<div class="card panel" id="smcpanel{place}"><div class="panel-heading card-header">{head}</div>'
        f'<div class="card-body">{inner}</div></div>\n'
    )


def _texts(view: PaperView) -> str:
    """One block per section, without the heading that said which it is."""
    blocks = []
    for place, section in enumerate(sections(view.content)):
        unlabelled = section[1:] if isinstance(section[0], Heading) and section[0].level == 2 else section
        blocks.append(_word(view.number * 10 + place, ms_word(unlabelled)))
    return "\n<hr />\n".join(blocks)


def _word(number: int, inner: str) -> str:
    return (
        f'<div class="smcdocmsword" id="smcdocid{number}">\n<style>p.MsoNormal {{margin:0cm}}</style>\n'
        f"<div class=WordSection1>\n{inner}\n</div>\n</div>"
    )


def _files(shell: Shell, files: Sequence[tuple[FileView, str]]) -> str:
    found = "".join(
        f'<div class="smc-dg-ds-1"><i class="smc smc-doc-symbol">{symbol}</i><div class="smc-d-el">'
        f'<a href="getfile.{shell.suffix}?id={file.number}&amp;type=do" class="smc-link-normal" '
        f'title="Dokument herunterladen: {e(file.name)}">{e(file.name)}</a> '
        f"<span>({file.kilobytes} KB)</span></div></div>\n"
        for file, symbol in files
    )
    return f'<div class="smc-documents">\n{found}</div>'


# -- people --------------------------------


def committees(shell: Shell, found: Sequence[OrganizationView]) -> str:
    rows = "".join(
        f'<tr><td class="grname"><a href="kp0040.{shell.suffix}?__kgrnr={one.number}" class="smc-link-normal">'
        f'{e(one.name)}</a></td><td class="grart">{e(one.kind)}</td></tr>\n'
        for one in found
        if one.ended is None
    )
    return shell.page("gr0040", "Gremien", f'<table class="smc-table"><tbody>\n{rows}</tbody></table>')


def members(shell: Shell, organization: OrganizationView, found: Sequence[MembershipView]) -> str:
    rows = ""
    for title, voting in (("", True), ("ohne Stimmrecht", False)):
        those = [one for one in found if one.voting is voting and one.end is None]
        if title and those:
            rows += f'<tr><td class="smcfield_puname" colspan="4"><strong>{title}</strong></td></tr>\n'
        rows += "".join(_member(shell, one) for one in those)
    return shell.page("kp0040", organization.name, f'<table class="smc-table"><tbody>\n{rows}</tbody></table>')


def _member(shell: Shell, one: MembershipView) -> str:
    return (
        f'<tr><td class="pename"><a href="pe0051.{shell.suffix}?__kpenr={one.person}" class="smc-link-normal">'
        f'{e(one.name)}</a></td><td class="pepartei">{e(one.group)}</td><td class="amname">{e(one.role)}</td>'
        f'<td class="dadat">{german(one.start)}</td></tr>\n'
    )


def persons(shell: Shell, found: Sequence[PersonView]) -> str:
    rows = "".join(
        f'<tr><td class="pename"><a href="pe0051.{shell.suffix}?__kpenr={one.number}">{e(one.name)}</a></td>'
        f'<td class="pepartei">{e(one.group)}</td></tr>\n'
        for one in found
    )
    return shell.page("kp0041", "Mandatsträger", f'<table class="smc-table"><tbody>\n{rows}</tbody></table>')


def person(shell: Shell, one: PersonView) -> str:
    cells = _cells(
        ("pename", "Name", e(one.name)),
        ("pepartei", "Fraktion", e(one.group)),
        ("petel", "Telefon", CLERK_PHONE),
        ("pemail", "E-Mail", CLERK_MAIL),
    )
    rows = "".join(
        f'<tr><td class="grname"><a href="kp0040.{shell.suffix}?__kgrnr={role.organization}">'
        f'{e(role.organization_name)}</a></td><td class="amname">{e(role.role)}</td>'
        f'<td class="dadat">{german(role.start)} - {german(role.end)}</td></tr>\n'
        for role in one.roles
    )
    return shell.page("pe0051", one.name, f'{cells}\n<table class="smc-table"><tbody>\n{rows}</tbody></table>')


# -- parts --------------------------------


def _cells(*cells: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<div class="smc-table-row"><div class="smc-table-cell smc-cell-head {name}_title">{label}</div>'
        f'<div class="smc-table-cell {name}">{value}</div></div>\n'
        for name, label, value in cells
        if value
    )
    return f'<div class="smc-table smc-table-striped">\n{rows}</div>\n'
