"""``python -m teilhabe.council.sample``: serve the sample council, or the whole region, until interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from datetime import date
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from teilhabe.council.sample import FAULTS, Faults, generate, sample_council, sample_region, serve
from teilhabe.council.sample.changes import CHANGES, details_of
from teilhabe.council.sample.control import CONTROL, HEADER
from teilhabe.council.sample.region import PLAN, UnknownSite


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["change"]:
        return change(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="python -m teilhabe.council.sample",
        description="Serve a sample council with invented content as OParl 1.1, or a region of councils (--region).",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="While it runs: python -m teilhabe.council.sample change --help\n\nfaults:\n"
        + "\n".join(f"  {one.name:34}{one.explained}" for one in FAULTS.values()),
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--today", type=date.fromisoformat, help="the day around which meetings lie (default: today)")
    parser.add_argument("--fault", action="append", default=[], choices=list(FAULTS), metavar="NAME", help="see below")
    parser.add_argument("--where", default="", help="faults act only on addresses that contain this text")
    parser.add_argument("--generate", type=int, metavar="PAPERS", help="a large council made by rule instead")
    parser.add_argument("--page-size", type=int, default=100, help="objects on a list page (default: 100)")
    parser.add_argument("--region", action="store_true", help=f"serve a region of systems instead: {', '.join(PLAN)}")
    parser.add_argument("--only", default="", metavar="NAME,…", help="of the region only these sites")
    parser.add_argument("--port-base", type=int, default=0, metavar="PORT", help="the sites' ports count up from here")
    parser.add_argument("--ports", default="", metavar="PORT,…", help="the sites' ports, in the order of the names")
    given = parser.parse_args(arguments)
    try:
        return serve_region(given) if given.region else serve_council(given)
    except (ValueError, OSError, UnknownSite) as problem:
        print(f"Cannot serve: {problem}", file=sys.stderr)
        return 2


def serve_council(given: argparse.Namespace) -> int:
    council = generate(given.generate) if given.generate else sample_council(today=given.today)
    faults = Faults.of(*given.fault, where=given.where)
    server, httpd = serve(council, port=given.port, faults=faults, page_size=given.page_size)
    _end_by_interrupt()
    print(f"Serving {server.system_url}", flush=True)
    try:
        httpd.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        httpd.server_close()
    return 0


def serve_region(given: argparse.Namespace) -> int:
    """One line ``Serving <name> <url>`` per site, the same names in the same order every time."""
    only = tuple(name for name in given.only.split(",") if name)
    region = sample_region(given.today, only=only)
    ports = _ports(given, list(region.sites))
    begun = []
    try:
        for name, site in region.sites.items():
            faults = Faults.of(*given.fault, where=given.where)
            server, httpd = serve(site.council, port=ports[name], faults=faults, respond=site.answer, start=site.start)
            begun.append((name, server, httpd))
        _end_by_interrupt()
        for name, server, httpd in begun:
            threading.Thread(target=httpd.serve_forever, daemon=True).start()
            print(f"Serving {name} {server.start_url}", flush=True)
        threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for _, _, httpd in begun:
            httpd.server_close()
    return 0


def _ports(given: argparse.Namespace, names: list[str]) -> dict[str, int]:
    """Port by name. Counted from --port-base, a site keeps its port whether or not the others are served."""
    if given.ports:
        listed = [int(port) for port in given.ports.split(",")]
        if len(listed) != len(names):
            raise ValueError(f"{len(listed)} ports for {len(names)} sites: {', '.join(names)}")
        return dict(zip(names, listed, strict=True))
    base = given.port_base
    return {name: base + place if base else 0 for place, name in enumerate(PLAN) if name in names}


def _end_by_interrupt() -> None:
    # A shell that starts us in the background has us ignore the interrupt; we are to end by it all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def change(arguments: list[str]) -> int:
    """``change URL NAME key=value…``: change the content of a running sample."""
    changes = "\n".join(
        f"  {name:12}{' '.join(details_of(name)):36}{' '.join((one.__doc__ or '').split())}"
        for name, one in CHANGES.items()
    )
    parser = argparse.ArgumentParser(
        prog="python -m teilhabe.council.sample change",
        description="Change the content of a sample that is being served on this machine.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"changes:\n{changes}",
    )
    parser.add_argument("url", help="an address of the site, as printed when it began to serve")
    parser.add_argument("change", choices=list(CHANGES), metavar="CHANGE", help="see below")
    parser.add_argument("details", nargs="*", metavar="NAME=VALUE")
    given = parser.parse_args(arguments)
    if unclear := [one for one in given.details if "=" not in one]:
        print(f"Not changed: {unclear[0]!r} is not NAME=VALUE", file=sys.stderr)
        return 2
    form = {"change": given.change} | dict(one.split("=", 1) for one in given.details)
    try:
        connection = HTTPConnection(urlsplit(given.url).netloc, timeout=10)
        connection.request(
            "POST", CONTROL, urlencode(form), {"Content-Type": "application/x-www-form-urlencoded", HEADER: "ja"}
        )
        answer = connection.getresponse()
        said = answer.read().decode(errors="replace")
    except (OSError, HTTPException) as problem:
        print(f"Not changed: {given.url} does not answer ({problem})", file=sys.stderr)
        return 1
    if answer.status != 204:
        print(f"Not changed: {said}", file=sys.stderr)
        return 1
    print("Changed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
