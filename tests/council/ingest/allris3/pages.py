"""Pages of an invented installation, written from what is known of ALLRIS 3."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

BASE = "https://rat.example/bi/"
PROLOG = (
    '<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
)
MENU = (
    '<ul id="menu"><li><a href="allris.net.asp">Start</a></li><li><a href="pa021.asp">Rat</a></li>'
    '<li><a href="au010.asp?T1=Aussch%FCsse&amp;AU=Ausschuss">Ausschüsse</a></li>'
    '<li><a href="fr010.asp?SELECT=1">Fraktionen</a></li><li><a href="{calendar}.asp">Kalender</a></li></ul>'
)


def page(program: str, heading: str, content: str, *, calendar: str = "si010_e", responsive: bool = False) -> str:
    outer = (
        f'<div id="allris" class="{program} normal">' if responsive else f'<div id="allriscontainer" class="{program}">'
    )
    script = '<script src="opt/scripting/allrisnet.js"></script>' if responsive else ""
    return (
        f"{'<!DOCTYPE html>' if responsive else PROLOG}<html><head><title>{escape(heading)}</title>"
        f'<meta name="description" content="ALLRIS net Version 3.9.4 (200101)" />{script}</head><body><div>{outer}'
        f'<div id="risleft">{MENU.format(calendar=calendar)}</div><div id="risright">'
        f'<div id="risname"><h1>{escape(heading)}&nbsp;&nbsp;</h1></div><div id="rismain">{content}</div>'
        "</div></div></div>"
        "</body></html>"
    )


def message(sentence: str) -> str:
    return page("meldung", "Hinweis", f'<table class="tk1"><tr><td class="text1">{sentence}</td></tr></table>')


# -- agenda --------------------------------


def point(
    number: str, title: str, item: int = 0, *, result: str = "", paper: int = 0, reference: str = "", more: str = ""
) -> str:
    """A row of an agenda; with ``item`` it links to itself, with ``result`` it has a page."""
    label = number.replace(" ", "&nbsp;")
    shown = f'<a href="to010.asp?SILFDNR=7&TOLFDNR={item}&BES=1#beschluss">{label}</a>' if item else label
    form = (
        f'<form action="to020.asp" method="post"><input type="hidden" name="TOLFDNR" value="{item}" />'
        f'<input type="submit" class="il1_naz" value="PA" title="{escape(result)}" /></form>'
    )
    subject = f'<a href="to020.asp?TOLFDNR={item}">{escape(title)}</a>' if result else escape(title)
    link = f'<a href="vo020.asp?VOLFDNR={paper}">{escape(reference)}</a>' if paper else ""
    return (
        f'<tr class="zl12"><td class="text4" nowrap="nowrap">{shown}</td><td>&nbsp;</td>\n'
        f"<td>{form if result else '&nbsp;'}</td><td>{subject}</td>\n<!--{item} -->\n<td>&nbsp;</td>"
        f"<td>{more or '&nbsp;'}</td><td>{link}</td><td>&nbsp;</td></tr>\n"
    )


def part(title: str) -> str:
    return f'<tr class="zk1"><td colspan="8"><b>{escape(title)}</b></td></tr>\n'


def agenda(rows: Sequence[str], *, status: str = "öffentlich/nichtöffentlich", more: str = "", forms: str = "") -> str:
    head = (
        '<table class="tk1"><tr><td class="ko1"><table class="tk1">'
        '<tr><td class="kb1">Bezeichnung:</td><td class="text1" colspan="3">Sitzung des Schulausschusses</td></tr>'
        '<tr><td class="kb1">Gremium:</td><td class="text1" colspan="3">'
        '<a href="au020.asp?history=switch&amp;tsDD=3&amp;AULFDNR=12&amp;altoption=Gremium">Schulausschuss'
        "</a></td></tr>"
        '<tr><td class="kb1">Datum:</td><td class="text2">Di, 22.09.2026</td>'
        f'<td class="kb1">Status:</td><td class="text3">{status}</td></tr>'
        '<tr><td class="kb1">Zeit:</td><td class="text2">17:00 - 18:30</td>'
        '<td class="kb1">Schriftführung:</td><td class="text4">Eva Beispiel</td></tr>'
        '<tr><td class="kb1">Raum:</td><td class="text2" colspan="3">Ratssaal</td></tr></table></td>'
        f'<td class="ko2"></td><td class="me1">{forms}</td></tr></table>'
    )
    names = (
        '<tr class="zk1"><th>TOP</th><th colspan="2">&nbsp;</th><th colspan="2">Betreff</th>'
        '<th colspan="3">Drucksache</th></tr>'
    )
    table = f'<hr /><table class="tl1">{names}<tr><td colspan="8"><hr /></td></tr>\n{"".join(rows)}</table>{more}'
    return page("to010", "Tagesordnung - Sitzung des Schulausschusses", head + table)


def document(number: int, name: str, *, kind: str = "", title: str = "") -> str:
    typ = f'<input type="hidden" name="typ" value="{kind}" />' if kind else ""
    return (
        f'<form action="do027.asp" method="post"><input type="hidden" name="DOLFDNR" value="{number}" />'
        f'<input type="hidden" name="options" value="64" />{typ}'
        f'<input type="submit" class="il2_p" value="{escape(name)}" '
        f'title="{escape(title or name)} (Öffnet PDF-Datei in neuem Fenster)" /></form>'
    )


# -- paper --------------------------------


def text(anchor: str, content: str) -> str:
    """A text as the system embeds it: a whole document of its own after an anchor."""
    return (
        f'<!-- ### {anchor}451000.rtf -->\n<a name="allris{anchor}"></a>\n<?xml version="1.0" encoding="iso-8859-1"?>'
        '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        '<meta name="generator" content="Aspose.Words" />'
        f"<title></title></head><body> <hr /><div>{content}</div></body></html>"
    )


def head_row(committee: str, role: str = "", state: str = "Erledigt") -> str:
    return (
        f'<tr class="zl12"><td bgcolor="#fff" title="{state}"></td><td class="text1" colspan="3">{committee}</td>'
        f'<td class="text1" colspan="3">{role}</td></tr>'
    )


def hearing(day: str, name: str, *, meeting: int = 0, item: int = 0, result: str = "", state: str = "Erledigt") -> str:
    form = (
        f'<form action="to010.asp?topSelected={item}"><input type="hidden" name="SILFDNR" value="{meeting}" />'
        '<input type="submit" value="TO" /></form>'
    )
    own = f'<a href="to010.asp?SILFDNR={meeting}">{name}</a>' if meeting else name
    return (
        f'<tr class="zl12"><td bgcolor="#fff" title="{state}"></td><td class="text2">{day}&nbsp;</td>'
        f'<td>{form if meeting else "&nbsp;"}</td><td>{own}</td><td class="text3">{result or "&nbsp;"}</td>'
        "<td></td><td></td></tr>"
    )


def paper(
    steps: str = "",
    *,
    rows: str = "",
    texts: str = "",
    forms: str = "",
    attachments: str = "",
    status: str = "öffentlich",
    art: str = "Vorlage-Art",
    beside: bool = False,
) -> str:
    table = f'<table cellspacing="0"><tr><td><img src="images/einpix.gif" /></td></tr>{steps}</table>'
    course = (
        f'<tr><td class="kb1">Beratungsfolge:</td><td colspan="3">{table}</td></tr>'
        if beside
        else f'<tr><td class="kb1" colspan="4">Beratungsfolge:</td></tr><tr><td colspan="4">{table}</td></tr>'
    )
    head = (
        '<table class="tk1"><tr><td class="ko1"><table class="tk1"><tr><td class="kb1">Betreff:</td>'
        '<td class="text1" colspan="3">\n<script><!--\nfunction f() {}\n--></script>\nSprachförderung'
        "<br />an Grundschulen</td></tr>"
        f'<tr><td class="kb1">Status:</td><td class="text3">{status}</td><td class="kb1">{art}:</td>'
        '<td class="text4">Beschlussvorlage</td></tr><tr><td class="kb1">Federführend:</td>'
        '<td class="text4">Bildungsbüro</td><td class="kb1">Bearbeiter/-in:</td>'
        '<td class="text4">Eva Beispiel</td></tr>'
        f'{rows}{course if steps else ""}</table></td><td class="me1"><table class="tk1"><tr>'
        f'<td class="me1">{forms}</td></tr>'
        '<tr><td class="me1"><a href="#allrisSV">Sachverhalt</a> <a href="#allrisBV">Beschlussvorschlag</a></td></tr>'
        "</table></td></tr></table><hr />"
    )
    return page("vo020", "Vorlage - VO/26/0815/D2", head + texts + attachments)


def attachments(*names: str) -> str:
    rows = "".join(
        f'<tr><td><img src="images/clip.gif" alt="Anlage" /></td><td class="text3">{place}</td><td class="text3">'
        f'<a href="___tmp/tmp/45-181/secret/{place}.pdf" onmouseover="status=1">{name} (46 KB)</a></td>'
        "<td>&nbsp;</td></tr>"
        for place, name in enumerate(names, 1)
    )
    return (
        '<table class="tk1"><tr><td colspan="6"></td></tr><tr><td class="kb1" colspan="5">Anlagen:</td><td></td></tr>'
        f'<tr><td></td><td class="text1">Nr.</td><td class="text1">Name</td><td></td></tr>{rows}</table>'
    )
