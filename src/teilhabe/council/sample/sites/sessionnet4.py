"""SessionNet 4.5 in layout 4: one table after another, numbers without a letter, results in rows of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from teilhabe.council.sample.sites.sessionnet_frame import Shell
from teilhabe.council.sample.sites.site import MONTHS, e, german, months_around, weekday
from teilhabe.council.sample.sites.views import (
    CLERK,
    FileView,
    ItemView,
    MeetingView,
    MembershipView,
    OrganizationView,
    PaperName,
    PaperView,
    PersonView,
    StepView,
)
from teilhabe.council.sample.sites.word import ms_word
from teilhabe.council.sample.text import Paragraph

PUBLIC, CLOSED = "Öffentlicher Teil", "Nicht öffentlicher Teil"


def calendar(shell: Shell, year: int, month: int, meetings: Sequence[MeetingView]) -> str:
    rows = []
    last = None
    for meeting in meetings:
        day = meeting.start.date()
        same, last = day == last, day
        days = (
            "<td></td><td></td>"
            if same
            else f'<td class="smc_td siday">{day.day}</td><td class="smc_td siwday">{weekday(day)}</td>'
        )
        name = e(f"{meeting.committee} (fällt aus)" if meeting.cancelled else meeting.committee)
        link = name
        if meeting.items:
            link = (
                f'<a href="to0040.{shell.suffix}?__ksinr={meeting.number}" class="smc_doc smc_datatype_si">{name}</a>'
            )
        rows.append(
            f'<tr class="smcrow1">{days}<td class="smc_td sitime">{meeting.clock.replace(" - ", "-")}</td>'
            f'<td class="smc_td silink">{link}</td><td class="smc_td siort">{e(meeting.room)}</td></tr>\n'
        )
    (y0, m0), (y1, m1) = months_around(year, month)
    steps = (
        f'<p><a href="si0040.{shell.suffix}?__cjahr={y0}&amp;__cmonat={m0}">&lt;&lt;</a> {MONTHS[month - 1]} {year} '
        f'<a href="si0040.{shell.suffix}?__cjahr={y1}&amp;__cmonat={m1}">&gt;&gt;</a></p>'
    )
    table = f'<table id="smc_page_si0040_contenttable1" class="smccontenttable">\n{"".join(rows)}</table>'
    return shell.page("si0040", "Sitzungskalender", f"{steps}\n{table}")


# -- agenda --------------------------------


def agenda(shell: Shell, meeting: MeetingView) -> str:
    """``to0040``: groups, items, and below each item its result."""
    rows = []
    part = None
    for item in meeting.items:
        if item.public is not part:
            part = item.public
            rows.append(f'<tr class="smcrowh"><td colspan="5">{PUBLIC if part else CLOSED}</td></tr>\n')
        rows.append(_item_row(shell, meeting, item))
    table = f'<table id="smc_page_to0040_contenttable1" class="smccontenttable">\n{"".join(rows)}</table>'
    files = _documents(shell, [file for file in (meeting.invitation, meeting.protocol) if file])
    return shell.page("to0040", meeting.name, f"{_meeting_head(meeting)}\n{files}\n{table}")


def info(shell: Shell, meeting: MeetingView) -> str:
    return shell.page("si0050", meeting.name, _meeting_head(meeting))


def _meeting_head(meeting: MeetingView) -> str:
    day = meeting.start.date()
    name = f"{meeting.name} (fällt aus)" if meeting.cancelled else meeting.name
    return _pairs(
        "smctablesitzung",
        ("Sitzung:", e(name)),
        ("Gremium:", e(meeting.committee)),
        ("Datum:", f"{weekday(day)}, {german(day)}"),
        ("Zeit:", f"{meeting.clock.replace(' - ', '-')} Uhr"),
        ("Raum:", f"{e(meeting.room)}, {e(meeting.place)}"),
    )


def _item_row(shell: Shell, meeting: MeetingView, item: ItemView) -> str:
    # The number stands there without a letter: only the heading above tells what is public.
    number = f'<td class="smc_tophn">{item.count}</td>'
    if not item.public:
        return (
            f'<tr id="smc_contol_to_1_{item.number}" class="smcrow1" title="{e(item.title)}">{number}'
            f'<td class="smc_topht" colspan="4">{e(item.title)}</td></tr>\n'
        )
    if item.paper and item.number % 3 == 0:
        late = german(meeting.start.date() - timedelta(days=6))
        number = f'<td class="smc_tophn"><span class="smctopadd">{item.count} Nachtrag: {late} *</span></td>'
    title = e(item.title)
    if item.paper or item.result:
        title = f'<a href="to0050.{shell.suffix}?__ktonr={item.number}">{title}</a>'
    paper = ""
    if item.paper:
        paper = (
            f'<a href="vo0050.{shell.suffix}?__kvonr={item.paper.number}">{e(item.paper.reference) or "Vorlage"}</a>'
        )
    row = (
        f'<tr id="smc_contol_to_1_{item.number}" class="smcrow1">{number}'
        f'<td class="smc_topht" colspan="3">{title}</td><td class="smc_tovo">{paper}</td></tr>\n'
    )
    labels = (("Beschluss:", item.resolution), ("Ergebnis:", item.result), ("Abstimmung:", item.vote))
    return row + "".join(
        f'<tr class="smc_tophz"><td></td><td>{label}</td><td colspan="3">{e(value)}</td></tr>\n'
        for label, value in labels
        if value
    )


def item(shell: Shell, one: ItemView, meeting: MeetingView) -> str:
    paper = (
        f'<a href="vo0050.{shell.suffix}?__kvonr={one.paper.number}">{e(one.paper.reference)}</a>' if one.paper else ""
    )
    pairs = _pairs(
        "smctabletop",
        ("Sitzung:", f'<a href="to0040.{shell.suffix}?__ksinr={meeting.number}">{e(meeting.name)}</a>'),
        ("TOP:", f"{'Ö' if one.public else 'N'}&nbsp;{one.count}"),
        ("Betreff:", e(one.title)),
        ("Vorlage:", paper),
        ("Beschluss:", e(one.resolution)),
        ("Ergebnis:", e(one.result)),
        ("Abstimmung:", e(one.vote)),
    )
    minutes = f'<div class="smcdocmsword">{ms_word([Paragraph(one.minutes)])}</div>' if one.minutes else ""
    return shell.page("to0050", f"Tagesordnungspunkt {one.count}", f"{pairs}\n{minutes}")


# -- paper --------------------------------


def paper(shell: Shell, view: PaperView) -> str:
    """Facts and files; the text is in the document only."""
    pairs = _pairs(
        "smctablevorgang",
        ("Name:", e(view.reference)),
        ("Art:", e(view.kind)),
        ("Datum:", german(view.day)),
        ("Betreff:", e(view.title)),
        ("Aktenzeichen:", f"{view.number % 97:02}.{view.number % 31:02}"),
        ("Federführend:", e(view.lead)),
        ("Bearbeiter:", CLERK),
        ("Referenzvorlage:", _links(shell, (*view.above, *view.related))),
        ("Untergeordnete Vorlage(n):", _links(shell, view.below)),
        ("Anträge zur Vorlage:", e("; ".join(view.originators))),
    )
    files = _documents(shell, [view.main] if view.main else []) + _documents(shell, view.attachments, "right")
    rows = "".join(_hearing(shell, step) for step in view.steps)
    heads = "<tr><th>Datum</th><th>Gremium</th><th>TOP</th><th>Zuständigkeit</th><th>Ergebnis</th></tr>"
    table = f'<table id="smc_page_vo0053_contenttable1" class="smccontenttable">\n{heads}\n{rows}</table>'
    return shell.page("vo0050", f"Vorlage {view.reference}".strip(), f"{pairs}\n{files}\n<h2>Beratungen</h2>\n{table}")


def hearings(shell: Shell, view: PaperView) -> str:
    rows = "".join(_hearing(shell, step) for step in view.steps)
    table = f'<table id="smc_page_vo0053_contenttable1" class="smccontenttable">\n{rows}</table>'
    return shell.page("vo0053", f"Beratungen {view.reference}".strip(), table)


def _hearing(shell: Shell, step: StepView) -> str:
    committee, number = e(step.committee), ""
    if step.public and step.meeting:
        committee = f'<a href="to0040.{shell.suffix}?__ksinr={step.meeting}">{committee}</a>'
        number = f"Ö {step.item_label.split()[-1]}"
    elif not step.public:
        number = "nicht öffentlich"
    return (
        f'<tr class="smcrow1"><td class="sidat">{german(step.day)}</td><td class="grname">{committee}</td>'
        f'<td class="tofnum">{number}</td><td class="bfost">{e(step.role)}</td>'
        f'<td class="txname">{e(step.result)}</td></tr>\n'
    )


def _links(shell: Shell, names: Iterable[PaperName]) -> str:
    return ", ".join(f'<a href="vo0050.{shell.suffix}?__kvonr={one.number}">{e(one.reference)}</a>' for one in names)


def _pairs(name: str, *pairs: tuple[str, str]) -> str:
    rows = "".join(
        f'<tr><td class="smclabel">{label}</td><td class="smctext">{value}</td></tr>\n'
        for label, value in pairs
        if value
    )
    return f'<table id="{name}" class="smccontenttable"><tbody>\n{rows}</tbody></table>'


def _documents(shell: Shell, files: Sequence[FileView], side: str = "") -> str:
    rows = "".join(
        f'<tr><td><a href="getfile.{shell.suffix}?id={file.number}&amp;type=do" class="smccontrollink">'
        f'<img src="im/pdf.gif" alt="pdf"></a></td>'
        f'<td><a href="getfile.{shell.suffix}?id={file.number}&amp;type=do">{e(file.name)} '
        f'<span class="smcdosize">({file.kilobytes} KB)</span></a></td></tr>\n'
        for file in files
    )
    return f'<table class="smcdocbox{side}">\n{rows}</table>\n' if rows else ""


# -- people --------------------------------


def committees(shell: Shell, found: Sequence[OrganizationView]) -> str:
    rows = "".join(
        f'<tr class="smcrow1"><td class="grname"><a href="kp0040.{shell.suffix}?__kgrnr={one.number}">{e(one.name)}'
        "</a></td></tr>\n"
        for one in found
        if one.ended is None
    )
    return shell.page("gr0040", "Gremien", f'<table class="smccontenttable">\n{rows}</table>')


def members(shell: Shell, organization: OrganizationView, found: Sequence[MembershipView]) -> str:
    rows = "".join(
        f'<tr class="smcrow1"><td class="pename"><a href="kp0050.{shell.suffix}?__kpenr={one.person}">{e(one.name)}'
        f'</a></td><td class="amname">{e(one.role)}</td><td class="pepartei">{e(one.group)}</td></tr>\n'
        for one in found
        if one.end is None
    )
    return shell.page("kp0040", organization.name, f'<table class="smccontenttable">\n{rows}</table>')


def persons(shell: Shell, found: Sequence[PersonView]) -> str:
    rows = "".join(
        f'<tr class="smcrow1"><td class="pename"><a href="kp0050.{shell.suffix}?__kpenr={one.number}">{e(one.name)}'
        f'</a></td><td class="pepartei">{e(one.group)}</td></tr>\n'
        for one in found
    )
    return shell.page("kp0041", "Mandatsträger", f'<table class="smccontenttable">\n{rows}</table>')


def person(shell: Shell, one: PersonView) -> str:
    rows = "".join(
        f'<tr class="smcrow1"><td class="grname"><a href="kp0040.{shell.suffix}?__kgrnr={role.organization}">'
        f'{e(role.organization_name)}</a></td><td class="amname">{e(role.role)}</td>'
        f"<td>{german(role.start)} - {german(role.end)}</td></tr>\n"
        for role in one.roles
    )
    pairs = _pairs("smctableperson", ("Name:", e(one.name)), ("Fraktion:", e(one.group)))
    return shell.page("kp0050", one.name, f'{pairs}\n<table class="smccontenttable">\n{rows}</table>')
