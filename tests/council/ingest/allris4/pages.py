"""Pages as ALLRIS 4 prints them, made up from what is known of its elements."""

from __future__ import annotations

from collections.abc import Sequence

BASE = "https://rat.musterstadt.example/public/"
RESOURCE = "./wicket/resource/org.apache.wicket.Application"
CLERK = "Frau Sachbearbeiterin"


def page(title: str, content: str, *, script: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>ALLRIS - {title}</title>'
        '<script src="./wicket/resource/org.apache.wicket.ajax.AbstractDefaultAjaxBehavior/res/wicket-ajax.js">'
        f'</script>{script}</head><body><nav><a href="./si010">Kalender</a><a href="./gr010">Gremien</a></nav>'
        f'<div id="mainContent"><h1 class="title">{title}</h1>{content}</div>'
        '<footer><a href="https://hersteller.example/">ALLRIS</a></footer></body></html>'
    )


def fact(label: str, name: str, value: str) -> str:
    return (
        f'<dl><dt class="colTitle"><span class="label"><a aria-describedby="{name}">{label}:</a></span></dt>'
        f'<dd class="colEntry"><span class="text4" id="{name}"> {value} </span></dd></dl>'
    )


# -- calendar


def month_page(month: int, year: int, number: int = 0, program: str = "si010") -> str:
    """The page without rows: it asks for them once it is shown."""
    query = f"&MM={month}&YY={year}" if program == "si010" else ""
    script = (
        '<script>Wicket.Event.add(window,"domready",function(event){Wicket.Ajax.ajax({"u":"./'
        f'{program}?{number}-1.0-form-calNav-months-0-monthlink{query}","c":"id4","e":"click"}});'
        f'Wicket.Ajax.ajax({{"u":"./{program}?{number}-1.0-{query}","c":"id27"}});}});</script>'
    )
    return page("Sitzungen Kalender", '<div class="calendar"></div>', script=script)


def calendar_row(
    dom: str, clock: str, number: int, name: str, *, hint: str = "", room: str = "Ratssaal", linked: bool = True
) -> str:
    day = f'<td class="nowrapContent"><span class="dow">Do.</span><span class="dom">{dom}</span></td>' if dom else ""
    tip = f' data-simpletooltip-text="{hint}"' if hint else ""
    link = f'<a href="./to010?SILFDNR={number}&amp;refresh=false" id="si_{number}"{tip}>{name}</a>' if linked else name
    return (
        f'<tr class="{"thu" if dom else "sameday thu"} odd">{day}<td class="time"><div>{clock}</div></td>'
        f'<td class="textCol"><div>{link}</div></td><td class="raum"><div>{room}</div></td></tr>'
    )


def rows_answer(rows: Sequence[str]) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ajax-response><component id="id2a" ><![CDATA[<div id="id2a">'
        '<table id="id2d" class="calenderView hoverRow"><caption>Kalender</caption><thead><tr class="headers">'
        '<th class="dateCol" scope="col"><span>Datum</span></th></tr></thead><tbody>'
        '<tr class="tue odd emptyRow"><td><span class="dow">Di.</span><span class="dom">01</span></td>'
        f'<td colspan="3"></td></tr>{"".join(rows)}</tbody></table></div>]]></component>'
        "<evaluate><![CDATA[(function(){document.title='x';})();]]></evaluate></ajax-response>"
    )


# -- agenda


def part(label: str) -> str:
    return (
        '<tr class="even beratung"><td class="expandCloseCol"> </td><td class="tonr"> </td>'
        f'<td class="tobetreff"><div><p>{label}</p></div></td><td class="tovonr"> </td><td class="tobanr"> </td></tr>'
    )


def point(
    number: int,
    label: str,
    title: str,
    *,
    paper: int = 0,
    reference: str = "",
    role: str = "",
    result: str = "",
    linked: bool = False,
    hidden: str = "",
) -> str:
    """A row of the agenda; `hidden` is put wherever a page can hide something."""
    link = f' href="./to020?TOLFDNR={number}&amp;SILFDNR=1"' if linked else ""
    paper_link = f"./vo020?VOLFDNR={paper}&amp;refresh=false&amp;TOLFDNR={number}"
    named = f'<div><a href="{paper_link}" id="vo_{number}">{reference}</a></div>' if paper else " "
    secret = (
        f'<input type="hidden" name="t" value="{hidden}"><!-- {hidden} --><script>var t="{hidden}";</script>'
        f'<span style="display:none">{hidden}</span>'
        if hidden
        else ""
    )
    tip = f' title="{hidden}" data-simpletooltip-text="{hidden}"' if hidden else ""
    top = f'<div><a href="#" id="link_{number}">{label}</a></div>' if label else " "
    return (
        f'<tr id="id{number}" class="odd numodd"{tip}><td class="expandCloseCol"> </td><td class="tonr">{top}</td>'
        f'<td class="tobetreff"><div><a{link} id="betreff_{number}">{title}<span class="zusatzinfo">neu</span> </a>'
        f'<div id="idx{number}" hidden="" data-wicket-placeholder="">{hidden}</div>{secret}</div></td>'
        f'<td class="attach"> </td><td class="tovonr">{named}</td><td class="tozunr"><div>{role}</div></td>'
        f'<td class="tobanr"><div>{result}</div></td></tr>'
    )


def agenda(rows: Sequence[str], *, status: str = "(öffentlich)", documents: str = "", more: str = "") -> str:
    heads = "".join(f'<th class="{css}" scope="col"><span>{name}</span></th>' for css, name in _HEADS)
    content = (
        '<div id="head">'
        + fact("Betreff", "siname", "Sitzung des Rates")
        + fact("Gremium", "sigremium", '<a href="./gr020?GRLFDNR=28">Rat der Stadt</a>')
        + fact("Datum", "sidatum", '<a href="./si010?DD=17">Do., 17.09.2026</a>')
        + fact("Uhrzeit", "sizeit", "16:00 - 19:25")
        + fact("Raum", "siraum", "Ratssaal")
        + fact("Ort", "siort", "Markt 1, Musterstadt")
        + fact("Status", "sistat", status)
        + f"</div>{documents}{more}"
        + '<table id="toTreeTable" class="dataTable stickyHeader toTable"><caption>Tagesordnung</caption>'
        + f'<thead><tr class="headers"><th>+/-</th>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )
    return page("Rat der Stadt - 17.09.2026", content)


_HEADS = (
    ("tonr", "TOP"),
    ("tobetreff", "Betreff"),
    ("attach", " "),
    ("tovonr", "Vorlage"),
    ("tozunr", "Zuständigkeit"),
    ("tobanr", "Beschluss"),
)


def document(number: int, name: str, *, shown: str = "", css: str = "doclink pdf") -> str:
    return (
        f'<li><a href="{RESOURCE}/doc{number}.pdf" target="_blank" class="js-simple-tooltip {css}" '
        f'data-simpletooltip-text="Öffnet PDF-Datei &#039;{name}&#039; in neuem Fenster">{shown or name}</a></li>'
    )


def panels(documents: Sequence[str], attachments: Sequence[str] = ()) -> str:
    bound = "".join(
        f'<li><a href="./vo020?0--anlagenHeaderPanel-attachmentsList-{place}-attachment-link&amp;VOLFDNR=9" '
        f'class="attlink pdf">{name}</a></li>'
        for place, name in enumerate(attachments)
    )
    return (
        f'<aside id="dokumenteHeaderPanel" class="documents"><ul>{"".join(documents)}</ul></aside>'
        f'<aside id="anlagenHeaderPanel" class="attachments"><ul>{bound}</ul></aside>'
    )


# -- points, papers


def text_part(heading: str, html: str) -> str:
    return (
        f'<div class="compFull roundedBorder"><a data-simpletooltip-text="Reduzieren" href="#">Reduzieren</a>'
        f'<h2 class="expandedTitle">{heading}</h2><div class="docPart readOnly">{html}</div></div>'
    )


def item(*, number: str = "Ö 2", status: str = "Öffentlich", parts: str = "") -> str:
    return page(
        f"17.09.2026 - {number} Haushaltssatzung",
        fact("Sitzung", "siname", '<a href="./to010?SILFDNR=5&amp;refresh=false">Sitzung des Rates</a>')
        + fact("TOP", "toname", number)
        + fact("Betreff", "vobetreff", "<p>Haushaltssatzung 2027</p>")
        + fact("Status", "tostatus", status)
        + fact("Vorlage", "tovonr", '<a href="./vo020?VOLFDNR=902">2026/0465</a>')
        + fact("Beschlussart", "toBeschlussart", "einstimmig beschlossen")
        + parts,
    )


def hearing(committee: str, role: str, *meetings: tuple[str, int, int, str]) -> str:
    """Rows of one committee; a meeting is day, record, point and result, without record it is not public."""
    rows = (
        f'<tr class="even"><td class="colorCol"><div>● Erledigt</div></td><td> </td><td><div>{committee}</div></td>'
        f'<td><div>{role}</div></td><td class="toLink"> </td></tr>'
    )
    for day, meeting, top, result in meetings:
        name = f'<a href="./to010?SILFDNR={meeting}&amp;TOLFDNR={top}">Sitzung</a>' if meeting else "Sitzung"
        told = f'<a href="./to020?TOLFDNR={top}">{result}</a>' if meeting and result else result
        rows += (
            f'<tr class="odd"><td class="colorCol"> </td><td class="date"><div>{day}</div></td>'
            f'<td><div>{name}</div></td><td><div>{told}</div></td><td class="toLink"><div></div></td></tr>'
        )
    return rows


def steps(*rows: str) -> str:
    heads = "".join(f"<th>{name}</th>" for name in ("Status", "Datum", "Gremium", "Beschluss", "NA"))
    return (
        f'<div id="bfTable"><table class="dataTable bfTable"><caption>Beratungsfolge</caption><thead><tr>{heads}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def paper(
    *, title: str = "Haushaltssatzung 2027", status: str = "Öffentlich", head: str = "", content: str = ""
) -> str:
    return page(
        "Beschlussvorlage - 2026/0465-E1",
        '<div id="head">'
        + fact("Betreff", "vobetreff", f"<p>{title}</p>")
        + f'<dl><dt><span class="label">Status:</span></dt><dd><span id="vostatus">{status}</span> '
        '<span id="vostat"><a> (Vorlage freigegeben)</a></span></dd></dl>'
        + fact("Vorlageart", "voart", "Beschlussvorlage")
        + fact("Federführend", "vofamt", "A 20 - Kämmerei")
        + fact("Beteiligt", "vobamt", "A 40 - Schulamt; A 51 - Jugendamt")
        + fact("Verfasser", "voverfasser1", CLERK)
        + fact("Bearbeiter", "vobearbeiter", f'{CLERK}, <a href="mailto:a@b.example">a@b.example</a>')
        + head
        + f"</div>{content}",
    )


def refusal(text: str = "Zu viele Zugriffe aus Ihrem Netzwerk, Zugriff temporär gesperrt.") -> str:
    return (
        '<html><head><title>ALLRIS</title></head><body><div id="mainContent"><div class="compFull">'
        f'<div class="message_header">Es ist ein Fehler aufgetreten</div><div class="message_text">{text}</div></div>'
        "</div></body></html>"
    )


GATE = (
    "<html><head><title>Zugriff prüfen</title><script src='/_gate/altcha.js'></script></head><body>"
    "<altcha-widget challengeurl='/_gate/challenge'></altcha-widget></body></html>"
)
