# ruff: noqa: E501 -- rows of mark-up and sentences as a page prints them, one to a line
"""Pages of an invented SessionNet, written from what is known of its layouts: small builders, no page of anyone."""

from __future__ import annotations

from html import escape

from teilhabe.council.ingest.html.family import Installation
from teilhabe.council.ingest.sessionnet import SessionNet

BASE = "https://rat.musterau.example/bi/"
SITE = SessionNet(Installation(base=BASE, version="5.5.5", layout="6", suffix=".php", calendar="si0040"))
OLD = SessionNet(Installation(base=BASE, version="4.3.5", layout="4", suffix=".asp", calendar="si0040"))
CHANGED = "Letzte Änderung:&nbsp;20.07.2026 10:36:44"


def frame(main: str, *, program: str, title: str = "", tabs: str = "", layout: int = 6, foot: str = CHANGED) -> str:
    """A whole page of layout 6, or 5, with menu, tabs and foot."""
    register = f'<ul class="nav nav-tabs smcnoprint" id="smcregister">{tabs}</ul>' if tabs else ""
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<meta name="author" content="Somacos, SessionNet Version 5.5.5  V7 bi (Layout {layout})">
<meta name="sessionnet" content="V:050505"/><title>SessionNet | {title}</title><script>var secret = 1;</script></head>
<body id="smc_body" class="smc-body"><div id="wrapper" class="smclayout smc_page_{program}_layout">
<div id="sidebar-wrapper"><a href="si0040.php">Kalender</a> <a href="gr0040.php">Gremien</a></div>
<h1 class="smc_h1">{title}</h1><div id="page-content" role="main">{register}{main}</div>
<footer><div id="smcmenubottom"><ul><li>{foot}</li></ul></div>
<div id="smcsomacosinfo"><a href="getfile.php?id=1&type=do">Handbuch</a></div></footer></div></body></html>"""


def old_frame(main: str, *, program: str, title: str = "") -> str:
    """A whole page of layout 4."""
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" ""><html><head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<meta name="Generator" content="SessionNet Version 4.3.5 bi (Layout 4)"></head><body class="smc_page_{program}_layout">
<ul id="smcmenu"><li class="smcmenucontext_fct_gremium"><a href="kp0040.asp?__kgrnr=12">Zusammensetzung</a></li></ul>
<h1>{title}</h1><div id="smccontent">{main}</div>
<div id="smcfooter"><a href="getfile.asp?id=2&type=do">Impressum</a> Letzte Änderung: 01.02.2013 08:15:00</div></body></html>"""


def cells(**fields: tuple[str, str]) -> str:
    """The head of a page in layout 6: ``vobetr=("Betreff", "…")``."""
    return "".join(
        f'<div class="smc-table-row"><div class="smc-table-cell smc-cell-head {code}_title">{label}</div>'
        f'<div class="smc-table-cell {code}">{value}</div></div>'
        for code, (label, value) in fields.items()
    )


def pairs(*fields: tuple[str, str]) -> str:
    """The head of a page in layouts 3 and 4."""
    rows = "".join(
        f'<tr><td class="smctablehead">{label}</td><td class="smctablecontent">{value}</td></tr>'
        for label, value in fields
    )
    return f'<table id="smctablevorgang"><tbody>{rows}</tbody></table>'


def document(number: int, name: str, symbol: str = "", suffix: str = "php") -> str:
    """A file as layout 6 shows it: icon and name both link it."""
    mark = (
        f'<i class="smc smc-doc-dakurz smc-doc-symbol">{symbol}</i>' if symbol else '<i class="smc smc-document"></i>'
    )
    url = f"getfile.{suffix}?id={number}&type=do"
    return (
        f'<div id="smcy0{number}" class="smc-dg-ds-1 col-lg-6 smc-d-el"><div class="smc-doc-icon">{mark}</div>'
        f'<div class="smc-doc-content"><a href="{url}" title="Dokument Download Dateityp: pdf" class="btn"><i></i></a>'
        f'<div class="smc-el-h"><a href="{url}" title="Dokument Download Dateityp: pdf">{escape(name)}</a></div></div></div>'
    )


def meeting_head() -> str:
    return cells(
        siname=("Sitzung", "BSS/004/2026"),
        sigrname=("Gremium", "Ausschuss für Bildung und Sport"),
        siort=("Raum", "Altes Schulhaus, Großer Saal"),
        sidat=("Datum", "22.09.2026"),
        yytime=("Zeit", "17:30-19:45&nbsp;Uhr"),
    )


def group(text: str) -> str:
    return f'<tr class="smc-t-r-l"><td class="totrenn" colspan="4"><h2>{text}</h2></td></tr>'


def point(number: str, title: str, *, paper: str = "", extra: str = "", docs: str = "") -> str:
    """A row of si0057; ``paper`` is "kvonr reference"."""
    number = number.replace(" ", "&nbsp;")
    key, _, reference = paper.partition(" ")
    link = (
        f'<td data-label="Vorlage" class="smc-t-cl991 tovo"><a href="vo0050.php?__kvonr={key}" '
        f'title="Vorlage anzeigen: {title}" class="smce-a-u smc_field_voname smc_datatype_vo">{reference}</a></td>'
        if paper
        else '<td class="toxx">&nbsp;</td>'
    )
    return (
        f'<tr class="smc-t-r-l"><td class="tofnum"><span class="badge">{number}</span></td><td class="tolink">'
        f'<div class="margin-bottom smc-card-header-title-simple">{title}</div>{extra}</td>{link}'
        f'<td class="smc-t-cl991 sidocs">{docs}</td></tr>'
    )


def agenda_page(*rows: str, head: str = "", docs: str = "") -> str:
    main = (
        f'<div class="card card-light"><div class="card-header"><h2><button>Informationen</button></h2></div>'
        f"<div>{head or meeting_head()}</div></div>{docs}"
        f'<table id="smc_page_si0057_contenttable2" class="smc-table smctablesitzung"><tbody>{"".join(rows)}</tbody></table>'
    )
    return frame(main, program="si0057", title="Ausschuss für Bildung und Sport - 22.09.2026 - 17:30-19:45&nbsp;Uhr")


def card(number: str, title: str, extra: str = "") -> str:
    """A card of si0056."""
    return (
        f"""<div class="card card-light"><div class="card-header" onclick="smcAjaxDV('to0058.asp?smctonr=88')">"""
        f'<h3 class="card-header-title"><button><span class="badge">{number}</span> '
        f'<span class="smc-badges"><span class="badge smc-badge-count">VO</span></span>'
        f'<div class="smc-card-text-title">{title}</div></button></h3></div>'
        f'<div class="collapse"><div class="card-body">{extra}</div></div></div>'
    )


def card_group(text: str) -> str:
    return (
        f'<div class="card card-light smcbox"><div class="card-header"><h2 class="card-header-title">'
        f"<button>{text}</button></h2></div></div>"
    )


def cards_page(*cards: str) -> str:
    main = f'{meeting_head()}<div class="accordion" id="smcaccordion">{"".join(cards)}</div>'
    return frame(main, program="si0056", title="Ausschuss für Bildung und Sport - 22.09.2026 - 17:30&nbsp;Uhr")


def old_group(text: str) -> str:
    return f'<tr class="smcrowh smc-table-group"><td colspan="7" class="smcrowh smc-table-group">{text}</td></tr>'


def old_point(key: int, number: str, title: str, *, link: str = "", lines: str = "", docs: str = "") -> str:
    return (
        f'<tr class="smcrow1 smc_toph" id="smc_contol_to_1_{key}"><td class="smcrow1 smc_tophn">{number}</td>'
        f'<td colspan="3" class="smcrow1 smc_topht">{title}</td><td>{link}</td><td>{docs}</td></tr>{lines}'
    )


def old_line(label: str, value: str) -> str:
    return f'<tr class="smc_tophz"><td></td><td class="smc_topr">{label}</td><td>{value}</td></tr>'


def old_agenda_page(*rows: str) -> str:
    head = pairs(
        ("Sitzung:", "SCH/2/2013"),
        ("Bezeichnung:", "2. Sitzung des Schulausschusses"),
        ("Gremium:", "Schulausschuss"),
        ("Datum:", "Do, 14.03.2013"),
        ("Zeit:", "18:00-20:10 Uhr"),
        ("Raum:", "Rathaus, Zimmer 12"),
    )
    main = (
        f'{head}<table class="smcdocbox smcdocboxright"><tr><td><a href="getfile.asp?id=70&type=do"><img src="p.gif"></a></td>'
        f'<td class="smcdocname"><a href="getfile.asp?id=70&type=do" title="Einladung">Einladung '
        f'<span class="smcdosize">(123 KB)</span></a></td></tr></table>'
        f'<table id="smc_page_to0040_contenttable1" class="smccontenttable smc_page_to0040_contenttable"><tbody>'
        f"{''.join(rows)}</tbody></table>"
    )
    return old_frame(main, program="to0040", title="Schulausschuss - 14.03.2013 - 18:00 Uhr")


TABS = (
    '<li class="active"><a href="vo0050.php?__kvonr=77">Informationen</a></li>'
    '<li><a href="vo0053.php?__kvonr=77" title="Beratungen">Beratungen</a></li>'
)


def blocks(*texts: str) -> str:
    return "<hr />".join(
        f'<!--smcdocmsword--><div class="smcdocmsword" id="smcdocid{number}"><div class=WordSection1>{text}</div></div>'
        for number, text in enumerate(texts)
    )


def paper_page(*texts: str, docs: str = "", tabs: str = TABS, **fields: tuple[str, str]) -> str:
    head = {
        "vobetr": ("Betreff", "Neubau der Grundschule an der Wehr"),
        "voname": ("Vorlage", "112/26"),
        "vovaname": ("Art", "02_Beschlussvorlage"),
        "vodat": ("Datum", "03.08.2026"),
        "voamt": ("Federführend", "Amt für Schule und Sport"),
        "vobearb": ("Sachbearbeiter/in", "Frau Geheim"),
        **fields,
    }
    main = f'{cells(**head)}<div class="smc-documents">{docs}</div>{blocks(*texts)}'
    return frame(main, program="vo0050", title="Neubau der Grundschule an der Wehr", tabs=tabs)


def step_card(number: int, head: str, inside: str = "") -> str:
    return (
        f'<div id="smcpanel{number}" class="card card-light"><div class="card-header"><h2><button '
        f'data-target="#smcacchead{number}">{head}<span class="smc-badges">2 Dok.</span></button></h2></div>'
        f'<div id="smcacchead{number}"><div class="card-body">{inside}</div></div></div>'
    )


def steps_page(*cards: str) -> str:
    return frame("".join(cards), program="vo0053", title="Neubau der Grundschule an der Wehr", tabs=TABS)


def day_row(day: int, cell: str, docs: str = "") -> str:
    return (
        f'<tr><td data-label="&nbsp;" class="smc-table-cell-heading smc_fct_day_991"><span class="weekday">{day}</span> '
        f'<a class="weekday">Di</a></td><td data-label="&nbsp;" class="smc-t-cn991 smc_fct_day"><span class="weekday">{day}'
        f'</span></td><td class="smc_fct_daytext"><a title="Dienstag">Di</a></td>'
        f'<td data-label="Sitzung" class="smc-t-cl991 silink">{cell}</td>'
        f'<td data-label="Mandant" class="smc-t-cl991 pagel pagel3"></td><td data-label="Dokumente">{docs}</td></tr>'
    )


def meeting_cell(key: int, name: str, on: str, *details: str) -> str:
    said = f"Details anzeigen: {name} {on}"
    items = "".join(f'<li class="list-inline-item">{one}</li>' for one in details)
    return (
        f'<div class="smc-el-h "><a href="si0057.php?__ksinr={key}" title="{said}" aria-label="{said}" '
        f'class="smce-a-u smc-link-normal smc_doc smc_datatype_si">{name}</a></div>'
        f'<ul class="list-inline smc-detail-list">{items}</ul>'
    )


def calendar_page(*rows: str) -> str:
    table = f'<table id="smc_page_si0040_contenttable1" class="smc-table smctablesitzungen"><tbody>{"".join(rows)}</tbody></table>'
    return frame(table, program="si0040", title="Kalender 2026 September")


def committees_page(*rows: str) -> str:
    head = '<thead><tr><th class="grname">Name</th><th class="silast">Letzte Sitzung</th></tr></thead>'
    return frame(
        f'<table class="smctablegremien">{head}<tbody>{"".join(rows)}</tbody></table>',
        program="gr0040",
        title="Gremien",
    )


def committee_row(key: int, name: str) -> str:
    return (
        f'<tr><td data-label="" class="smc-t-cl991 grname"><a href="kp0040.php?__kgrnr={key}&" '
        f'title="Details anzeigen: {name}">{name}</a></td><td class="silast">'
        f'<a href="si0057.php?__ksinr=9" title="Details anzeigen: {name} 01.07.2026">01.07.2026</a></td></tr>'
    )


def member_section(text: str) -> str:
    return f'<tr><td data-label="Personenüberschrift" class="smc-table-cell-th-z smcfield_puname" colspan="4">{text}</td></tr>'


def member_row(name: str, key: int | None, party: str, role: str, vote: str = "") -> str:
    who = f'<a href="pe0051.php?__kpenr={key}" title="Details anzeigen: {name}">{name}</a>' if key else name
    return (
        f'<tr><td data-label="Name" class="pename">{who}</td>'
        f'<td data-label="Mitgliedschaft" class="smc-t-cn991 pepartei">{party}</td>'
        f'<td data-label="Mitgliedschaft" class="smc-table-cell-block-991 pepartei">{party} {role}</td>'
        f'<td data-label="Mitarbeit" class="smc-t-cn991 amname">{role}</td>'
        f'<td data-label="Funktion" class="smc-t-cn991 mgfunk">{vote}</td>'
        f'<td data-label="Funktion" class="smc-table-cell-block-991 mgfunk">{vote}</td></tr>'
    )


def members_page(*rows: str) -> str:
    head = '<tr><th class="pename">Name</th><th class="pepartei">Mitgliedschaft</th><th class="amname">Art der Mitarbeit</th></tr>'
    main = f'<table id="smc_page_kp0040_contenttable1"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'
    return frame(main, program="kp0040", title="Ausschuss für Bildung und Sport")


def error_page(heading: str, text: str = "", program: str = "error") -> str:
    return frame(f"<p>{text}</p>", program=program, title=heading)
