"""ALLRIS 3 as XML (``selfaction=ws&template=xyz``). Prints titles that are not public like everything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from teilhabe.council.sample.sites.site import e
from teilhabe.council.sample.sites.views import ItemView, MeetingView, PersonView
from teilhabe.council.sample.sites.word import aspose
from teilhabe.council.sample.text import Paragraph

PROLOG = '<?xml version="1.0" encoding="iso-8859-1"?>\n'


def calendar(meetings: Sequence[MeetingView]) -> str:
    items = "".join(
        _item(
            silfdnr=one.number,
            sisbvcs=_stamp(one.start),
            sisevcs=_stamp(one.end) if one.end else "",
            siname=f"ENTFÄLLT! {one.name}" if one.cancelled else one.name,
            sitext=one.name,
            grname=one.committee,
            raname=one.room,
        )
        for one in meetings
    )
    return f"{PROLOG}<allris><list>\n{items}</list></allris>\n"


def agenda(meeting: MeetingView) -> str:
    special = f"<special>{_field('saname', 'öffentlich/nichtöffentlich')}</special>"
    head = (
        f"<head>{_field('sitext', meeting.name)}{_field('raname', meeting.room)}{_field('raort', meeting.place)}"
        f"{_field('silfdnr', meeting.number)}{_field('sisbvcs', _stamp(meeting.start))}</head>"
    )
    items = "".join(_agenda_item(one) for one in meeting.items)
    return f"{PROLOG}<allris>{special}\n{head}\n<list>\n{items}</list></allris>\n"


def _agenda_item(one: ItemView) -> str:
    volfdnr = one.paper.number if one.paper and one.public else 0
    # A link in the middle of the text, as nobody should write it in XML.
    link = f'<a href="vo020.asp?VOLFDNR={volfdnr}&refresh=false">' if volfdnr else ""
    return (
        "<item>"
        + _field("tofnum", one.count)
        + _field("tofunum", 0)
        + _field("tofuunum", 0)
        + _field("tolfdnr", one.number)
        + _field("toostLang", "öffentlich" if one.public else "nichtöffentlich")
        + _field("volfdnr", volfdnr)
        + f"<totext1>{link}{e(one.title)}{'</a>' if link else ''}</totext1></item>\n"
    )


def item(one: ItemView) -> str:
    paper = one.paper
    minutes = f"<rtfWP>{e(aspose([Paragraph(one.minutes)]))}</rtfWP>" if one.minutes else "<rtfWP></rtfWP>"
    return (
        f"{PROLOG}<allris><list>"
        + _field("toptext", one.title)
        + _field("voname", paper.reference if paper else "")
        + _field("vobetr", paper.title if paper else "")
        + _field("totyp", one.result)
        + f"{minutes}</list></allris>\n"
    )


def persons(found: Sequence[PersonView]) -> str:
    items = "".join(
        _item(
            kplfdnr=one.number,
            link_kp=f"kp020.asp?KPLFDNR={one.number}",
            antext1=one.address,
            advname=" ".join(one.name.split()[:-1]),
            adname=one.name.split()[-1],
            ademail=f"person{one.number}@beispiel.invalid",
            kppartei=one.group,
        )
        for one in found
    )
    return f"{PROLOG}<allris><list>\n{items}</list></allris>\n"


def _item(**fields: object) -> str:
    return "<item>" + "".join(_field(name, value) for name, value in fields.items()) + "</item>\n"


def _field(name: str, value: object) -> str:
    return f"<{name}>{e(value)}</{name}>"


def _stamp(moment: datetime) -> str:
    # Berlin time, and yet it says Z.
    return moment.strftime("%Y%m%dT%H%M%SZ")
