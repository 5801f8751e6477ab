"""Real OParl objects served on loopback: lists by body and kind, single objects, tombstones where asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Obj = dict[str, Any]
TYPE = "https://schema.oparl.org/1.1/"
PAGE = 100


@dataclass
class Mirror:
    """What is served. ``lists`` by name ("paper"); addresses inside objects begin with ``origin`` and are rewritten."""

    name: str
    origin: str
    body: Obj
    lists: dict[str, list[Obj]] = field(default_factory=dict)

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve on an ephemeral port; gives the address of the system."""
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_GET(self) -> None:
                base = f"http://127.0.0.1:{self.server.server_address[1]}"  # type: ignore[index]  # it is an IPv4 pair
                found = mirror.answer(self.path, base)
                content = json.dumps(found or {"error": 404}).replace(mirror.origin, base).encode()
                self.send_response(200 if found is not None else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                """Silent."""

        httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_address[1]}/oparl/system"
        finally:
            httpd.shutdown()
            httpd.server_close()
            thread.join()

    def answer(self, target: str, base: str) -> Any:
        """The JSON for a path and query; None for 404."""
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/oparl/system":
            return {
                "id": f"{base}/oparl/system",
                "type": f"{TYPE}System",
                "oparlVersion": TYPE,
                "name": self.name,
                "body": f"{base}/oparl/bodies",
            }
        if parts.path == "/oparl/bodies":
            return {"data": [self._body(base)], "links": {}, "pagination": {"totalElements": 1}}
        if parts.path.startswith("/oparl/list/"):
            return self._page(base, parts.path, query)
        return next(
            (obj for objs in self.lists.values() for obj in objs if obj["id"] == f"{self.origin}{target}"), None
        )

    def _body(self, base: str) -> Obj:
        return {**self.body, **{name: f"{base}/oparl/list/{name}" for name in self.lists}}

    def _page(self, base: str, path: str, query: dict[str, str]) -> Obj:
        since = query.get("modified_since")
        objs = [
            obj
            for obj in self.lists.get(path.rsplit("/", 1)[-1], [])
            if since is None or str(obj.get("modified", "9999")) >= since
        ]
        page = int(query.get("page", "1"))
        kept = f"&modified_since={since.replace('+', '%2B')}" if since else ""
        links = {"next": f"{base}{path}?page={page + 1}{kept}"} if page * PAGE < len(objs) else {}
        data = objs[(page - 1) * PAGE : page * PAGE]
        return {"data": data, "links": links, "pagination": {"totalElements": len(objs)}}
