"""Answers that mean something else than they say."""

from __future__ import annotations

from teilhabe.council.sample.exchange import Answer, Exchange, html
from teilhabe.council.sample.faults.table import Faults, fault


def _is_list(exchange: Exchange) -> bool:
    path = exchange.request.path
    return "/oparl/" in path and path.rsplit("/", 1)[-1].replace("-", "").isalpha() and "system" not in path


@fault("after")
def not_found_means_empty(answer: Answer, exchange: Exchange, faults: Faults) -> Answer:
    """An empty list answers 404 with ``{"code":802}``."""
    if answer.kind == "page" and b'"data":[]' in answer.body:
        body = b'{"code":802,"message":"Die angeforderte Liste ist leer."}'
        return Answer(status=404, body=body, headers={"Content-Type": "application/json"}, kind="error")
    return answer


@fault("before")
def server_error_at_first(exchange: Exchange, faults: Faults) -> Answer | None:
    """Every address answers 500 the first ``times`` times (default 2), then well."""
    if faults.still(exchange, "server_error_at_first"):
        return html("Fehler", "<h1>Internal Server Error</h1>", status=500)
    return None


@fault("before")
def server_error_always(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 500 every time; use ``where``, for example one object or one page."""
    return html("Fehler", "<h1>Internal Server Error</h1>", status=500)


@fault("before")
def object_gone(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 404 although nothing was deleted; use ``where``."""
    return html("Nicht gefunden", "<h1>404</h1>", status=404)


@fault("before")
def html_instead_of_json(exchange: Exchange, faults: Faults) -> Answer | None:
    """Lists answer 200 with an HTML page ("Der Server ist derzeit nicht verfügbar")."""
    if _is_list(exchange):
        return html("Hinweis", "<h1>Hinweis</h1><p>Der Server ist derzeit nicht verfügbar.</p>")
    return None


@fault("before")
def access_denied_with_200(exchange: Exchange, faults: Faults) -> Answer | None:
    """Lists answer 200 with "Zugriff verweigert", as systems do whose module is switched off."""
    if _is_list(exchange):
        return html("Meldung", "<p>Zugriff verweigert (Programm oparl).</p>")
    return None


@fault("before")
def html_instead_of_pdf(exchange: Exchange, faults: Faults) -> Answer | None:
    """File downloads answer 200 with an HTML page that says application/pdf."""
    if exchange.request.path.startswith("/file/"):
        page = html("Fehler", "<h1>Das Dokument konnte nicht geladen werden.</h1>")
        return Answer(body=page.body, headers={"Content-Type": "application/pdf"}, kind="file")
    return None


@fault("before")
def too_many_requests(exchange: Exchange, faults: Faults) -> Answer | None:
    """Every address answers 429 with Retry-After the first ``times`` times (default 2)."""
    if exchange.request.path != "/robots.txt" and faults.still(exchange, "too_many_requests"):
        page = html("Zu viele Zugriffe", "<p>Zu viele Zugriffe aus Ihrem Netzwerk.</p>", status=429)
        page.headers["Retry-After"] = faults.retry_after
        return page
    return None


@fault("before")
def redirect_elsewhere(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 302 to the same path on another host (``elsewhere``)."""
    if exchange.request.path == "/robots.txt":
        return None
    return Answer(status=302, headers={"Location": faults.elsewhere + exchange.request.target})


@fault("before")
def redirect_to_itself(exchange: Exchange, faults: Faults) -> Answer | None:
    """Addresses answer 302 to themselves, for ever; use ``where``."""
    return Answer(status=302, headers={"Location": exchange.base_url + exchange.request.target})
