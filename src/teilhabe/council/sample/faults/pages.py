"""What pages of HTML systems say instead of what was asked for, and how they arrive broken."""

from __future__ import annotations

from teilhabe.council.sample.exchange import Answer, Exchange, html
from teilhabe.council.sample.faults.table import Faults, fault


def _spared(exchange: Exchange) -> bool:
    return exchange.request.path == "/robots.txt"


@fault("before")
def robots_forbid_all(exchange: Exchange, faults: Faults) -> Answer | None:
    """robots.txt forbids everything."""
    if not _spared(exchange):
        return None
    return Answer(headers={"Content-Type": "text/plain"}, body=b"User-agent: *\nDisallow: /\n", kind="robots")


@fault("before")
def program_refused(exchange: Exchange, faults: Faults) -> Answer | None:
    """Programs answer 200 with "Zugriff verweigert (Programm …)", as ALLRIS does; use ``where``."""
    if _spared(exchange):
        return None
    program = exchange.request.path.rsplit("/", 1)[1]
    return html("Hinweis", f"<p>Zugriff verweigert (Programm {program}).</p>")


@fault("before")
def forbidden(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 403; use ``where``."""
    return None if _spared(exchange) else html("Verboten", "<p>Kein Zutritt.</p>", status=403)


@fault("before")
def too_many_accesses(exchange: Exchange, faults: Faults) -> Answer | None:
    """Every address answers 200 with the ban page of ALLRIS 4 ("Zu viele Zugriffe aus Ihrem Netzwerk")."""
    if _spared(exchange):
        return None
    return html("ALLRIS - Hinweis", '<div class="message_text">Zu viele Zugriffe aus Ihrem Netzwerk</div>')


@fault("before")
def gate_in_between(exchange: Exchange, faults: Faults) -> Answer | None:
    """Every address answers 200 with a page that wants proof of no machine (``altcha-widget``)."""
    if _spared(exchange):
        return None
    return html("Einen Moment bitte", '<altcha-widget challengeurl="/_gate/challenge"></altcha-widget>')


@fault("before")
def logon_instead(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 302 to the log-in of the members' area; use ``where``."""
    if _spared(exchange) or "logon" in exchange.request.path:
        return None
    return Answer(status=302, headers={"Location": "/ri/logon.asp"})


@fault("before")
def server_unavailable_at_first(exchange: Exchange, faults: Faults) -> Answer | None:
    """Every address answers 200 "Server ist nicht verfügbar" the first ``times`` times (default 2), then well."""
    if not _spared(exchange) and faults.still(exchange, "server_unavailable_at_first"):
        return html("Hinweis", "<p>Der Server ist nicht verfügbar.</p>")
    return None


@fault("before")
def no_data(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 200 with SessionNet's "Keine Daten gefunden" and "Fehlercode: 1104"; use ``where``."""
    if _spared(exchange):
        return None
    return html("Fehlermeldung", '<h1>Fehlermeldung</h1><h3 class="smc_h3">Keine Daten gefunden</h3>Fehlercode: 1104')


@fault("before")
def firewall_page(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 200 with the rejection page of a firewall; use ``where``."""
    if _spared(exchange):
        return None
    return html("Request Rejected", "<p>The requested URL was rejected. Your support ID is: 4711.</p>")


@fault("before")
def source_instead_of_page(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 200 with the source of the program, not with its page; use ``where``."""
    if _spared(exchange):
        return None
    body = b"<?php\nrequire_once('smcinit.php');\n$seite = new smcpage('vo0050');\n?>\n"
    return Answer(headers={"Content-Type": "text/html"}, body=body, kind="program")


@fault("after")
def brackets_lost(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """Here and there a "<" is missing, the first ``times`` times (default 2) per address."""
    if answer.kind == "program" and faults.still(exchange, "brackets_lost"):
        first, *rest = answer.body.split(b"<")
        answer.body = first + b"".join((b"" if place % 23 == 0 else b"<") + part for place, part in enumerate(rest, 1))
    return answer


@fault("after")
def page_ends_early(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """Pages end after their first third, with a length that fits, the first ``times`` times (default 2) per address."""
    if answer.kind == "program" and faults.still(exchange, "page_ends_early"):
        answer.body = answer.body[: len(answer.body) // 3]
    return answer


@fault("after")
def wrong_charset(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """The header line says UTF-8 whatever the page is written in."""
    if answer.kind == "program":
        answer.headers["Content-Type"] = "text/html; charset=utf-8"
    return answer


@fault("after")
def attachments_gone(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """Documents answer 200 with a page that says that there is none."""
    if answer.kind == "file":
        return html("Hinweis", "<p>Das Dokument ist nicht vorhanden.</p>", kind="program")
    return answer
