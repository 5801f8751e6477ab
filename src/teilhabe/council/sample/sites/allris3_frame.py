"""Frames, menus and lists that both layouts of ALLRIS 3 share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from teilhabe.council.sample.sites.site import NOTICE, STYLE, e
from teilhabe.council.sample.sites.views import (
    CLERK,
    CLERK_MAIL,
    CLERK_PHONE,
    COUNCIL,
    GROUP,
    MeetingView,
    MembershipView,
    OrganizationView,
    PersonView,
)

PROLOG = '<?xml version="1.0" encoding="iso-8859-1"?>'
DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)


@dataclass(frozen=True)
class Frame:
    """What surrounds every page of one installation."""

    body_name: str
    calendar: str
    """The released calendar program ("si010_e.asp")."""
    responsive: bool = False
    version: str = "3.9.5 (221117m)"

    def page(self, program: str, heading: str, content: str) -> str:
        return f"{self._head(heading)}<body>\n{self._body(program, heading, content)}\n</body>\n</html>\n"

    def _head(self, title: str) -> str:
        # The responsive layout is HTML 5 with a script; the classic one begins with a prolog before the doctype.
        begin = (
            '<!DOCTYPE html>\n<html lang="de">'
            if self.responsive
            else f'{PROLOG}\n{DOCTYPE}\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de" lang="de">'
        )
        script = '<script type="text/javascript" src="opt/scripting/allrisnet.js"></script>' if self.responsive else ""
        return (
            f"{begin}\n<head>\n"
            '<meta http-equiv="content-type" content="text/html; charset=iso-8859-1" />\n'
            f"<title>{e(title)}</title>\n"
            f'<meta name="description" content="ALLRIS net Version {self.version}" />\n'
            '<meta name="keywords" content="Ratsinformationssystem, Beispiel" />\n'
            f'<link rel="shortcut icon" type="image/x-icon" href="images/ALLRIS.ico" />\n{script}\n{STYLE}\n</head>'
        )

    def _body(self, program: str, heading: str, content: str) -> str:
        container = (
            f'<div id="allris" class="{program} normal">'
            if self.responsive
            else f'<div id="allriscontainer" class="{program}">'
        )
        return (
            f'<div>\n{container}\n<div class="borderframe"><div class="mainframe"><div class="header"></div>\n'
            f'<div id="risleft"><div id="rislogo"></div><div id="riswrap"><div id="rismenu">{self._menu()}</div></div>'
            f'</div>\n<div id="risright"><div id="rishead"><p class="topHeadline">{e(self.body_name)}</p>'
            f"<p>{NOTICE}</p></div>\n"
            f'<div id="risname"><h1>{e(heading)}&nbsp;&nbsp;</h1></div>\n<div id="risprop"></div>\n'
            f'<div id="rismain"><div id="posOuterLocator"></div>\n{content}\n</div>\n{self._foot()}\n'
            "</div></div></div></div></div>"
        )

    def _menu(self) -> str:
        entries = (
            ("allris.net.asp", "Übersicht"),
            ("pa021.asp", "Rat"),
            ("au010.asp?T1=Aussch%FCsse&amp;AU=Ausschuss&amp;SORTVON=1&amp;SORTBIS=400", "Ausschüsse"),
            ("fr010.asp?SELECT=1", "Fraktionen"),
            ("kp041.asp?showAll=true", "Personen"),
            (self.calendar, "Kalender"),
            ("si018_a.asp", "Sitzungen suchen"),
            ("vo040.asp", "Vorlagen suchen"),
            ("impressum.asp", "Impressum"),
        )
        links = "".join(f'<li><a href="{href}" title="{e(name)}">{e(name)}</a></li>\n' for href, name in entries)
        return f'<ul id="menu">\n{links}</ul>'

    def _foot(self) -> str:
        return (
            f'<div id="risfoot"><div id="foot_right"><p>{NOTICE}</p></div><div id="foot_center"><p>'
            '<a href="https://www.beispiel.invalid/hauptsatzung.pdf" target="_blank">Hauptsatzung</a> '
            '<a href="https://hersteller.invalid/" target="_blank">Software für Gremien</a></p></div>'
            '<div id="foot_left"><p><a href="mailto:rat@beispiel.invalid">Mail an das Ratsbüro</a></p></div></div>'
        )


def message(frame: Frame, text: str) -> str:
    """A page that says only one sentence, as the programs do when they refuse."""
    return frame.page("meldung", "Hinweis", f'<table class="tk1"><tr><td class="text1">{e(text)}</td></tr></table>')


def start_page(frame: Frame) -> str:
    return frame.page("allris", "Übersicht", f"<p>{e(frame.body_name)}: {NOTICE}.</p>")


def search_page(frame: Frame, title: str) -> str:
    """A page that a form would fill: nothing for a reader."""
    return frame.page("suche", title, '<form method="post"><input name="suchbegriff" /></form>')


def row(place: int) -> str:
    """The class of a row: the two colours take turns."""
    return "zl12" if place % 2 == 0 else "zl11"


# -- lists --------------------------------

PROGRAMS = {COUNCIL: ("pa020.asp", "PALFDNR"), GROUP: ("fr020.asp", "FRLFDNR")}


def organization_link(one: OrganizationView | MembershipView) -> str:
    number = one.number if isinstance(one, OrganizationView) else one.organization
    program, parameter = PROGRAMS.get(one.kind, ("au020.asp", "AULFDNR"))
    return f"{program}?{parameter}={number}"


def committee_link(meeting: MeetingView) -> str:
    """Where the head of an agenda leads: the committee as it stood on that day."""
    program, parameter = PROGRAMS.get(meeting.committee_type, ("au020.asp", "AULFDNR"))
    return f"{program}?history=switch&amp;{parameter}={meeting.committee_number}"


def committees(frame: Frame, program: str, title: str, found: Sequence[OrganizationView]) -> str:
    rows = []
    for place, one in enumerate(found):
        link = organization_link(one)
        target, parameter = link.split("?")[0], link.split("?")[1].split("=")[0]
        rows.append(
            f'<tr class="{row(place)}">\n<td><form action="{target}" method="post" style="margin:0">'
            f'<input type="hidden" name="{parameter}" value="{one.number}" />'
            f'<input type="submit" class="il1_au" value="AU" title="{e(one.classification)}" /></form></td>\n'
            f'<td class="text1"><a href="{link}">{e(one.name)}</a></td>\n'
            '<td class="text5" align="right" nowrap="nowrap">&nbsp;</td>\n<td class="text2" width="1%">&nbsp;</td>\n'
            "</tr>\n"
        )
    head = '<tr class="zk1"><th colspan="2">&nbsp;</th><th>Mitglieder</th><th>Letzte Sitzung</th></tr>'
    return frame.page(program, title, f'<table class="tl1" cellspacing="0">\n{head}\n{"".join(rows)}</table>')


def members(frame: Frame, program: str, organization: OrganizationView, found: Sequence[MembershipView]) -> str:
    rows = "".join(
        f'<tr class="{row(place)}">\n'
        '<td><form action="kp020.asp" method="post" style="margin:0">'
        f'<input type="hidden" name="KPLFDNR" value="{one.person}" />'
        f'<input type="submit" class="il1_kp" value="" title="{e(one.role)}" /></form></td>\n<td>&nbsp;</td>\n'
        f'<td nowrap="nowrap"><a href="kp020.asp?KPLFDNR={one.person}&amp;history=true">{e(one.name)}</a></td>\n'
        f'<td class="text1"><div>{e(one.role)}</div></td>\n'
        f'<td class="text4"><div>{e(one.group)}</div></td>\n</tr>\n'
        for place, one in enumerate(found)
        if one.end is None
    )
    # A clerk of the office stands above the members, with mail and telephone.
    office = (
        '<h3>Anschrift</h3>\n<table class="tk1"><tr><td class="text4" colspan="4">'
        f'Ansprechperson: {CLERK}</td></tr><tr><td class="text4">Telefon: {CLERK_PHONE}</td></tr>'
        f'<tr><td class="text4"><a href="mailto:{CLERK_MAIL}">{CLERK_MAIL}</a></td></tr></table>'
    )
    head = (
        '<tr class="zk1"><th>&nbsp;</th><th>&nbsp;</th><th>Name</th>'
        '<th><span title="aktuell">Art der Mitarbeit</span></th><th>Fraktion</th></tr>'
    )
    table = f'<h3>Mitglieder</h3>\n<table class="tl1" cellspacing="0">\n{head}\n{rows}</table>'
    return frame.page(program, organization.name, f"{office}\n{table}")


def persons(frame: Frame, found: Sequence[PersonView]) -> str:
    rows = "".join(
        f'<tr class="{row(place)}"><td><a href="kp020.asp?KPLFDNR={one.number}">{e(one.name)}</a></td>'
        f'<td class="text4">{e(one.group)}</td></tr>\n'
        for place, one in enumerate(found)
    )
    return frame.page("kp041", "Personen", f'<table class="tl1"><tr class="zk1"><th>Name</th></tr>\n{rows}</table>')


def person(frame: Frame, one: PersonView) -> str:
    rows = "".join(
        f'<tr class="{row(place)}"><td>&nbsp;</td>'
        f'<td><a href="{organization_link(role)}">{e(role.organization_name)}</a></td>'
        f'<td class="text1">{e(role.role)}</td><td class="text2">{_day(role.start)}</td>'
        f'<td class="text2">{_day(role.end)}</td></tr>\n'
        for place, role in enumerate(one.roles)
    )
    private = (
        f'<table class="tk1"><tr><td class="kb1">Telefon:</td><td class="text4">{CLERK_PHONE}</td></tr>'
        f'<tr><td class="kb1">E-Mail:</td><td class="text4">{CLERK_MAIL}</td></tr>'
        f'<tr><td class="kb1">Fraktion:</td><td class="text4">{e(one.group)}</td></tr></table>'
    )
    head = '<tr class="zk1"><th>&nbsp;</th><th>Gremium</th><th>Art der Mitarbeit</th><th>von</th><th>bis</th></tr>'
    table = f'<h3>Mitarbeit</h3>\n<table class="tl1">\n{head}\n{rows}</table>'
    return frame.page("kp020", one.name, f"{private}\n{table}")


def _day(day: object) -> str:
    return f"{day:%d.%m.%Y}" if day else "&nbsp;"
