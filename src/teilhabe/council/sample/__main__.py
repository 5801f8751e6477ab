"""``python -m teilhabe.council.sample``: serve the sample council until interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import date

from teilhabe.council.sample import FAULTS, Faults, generate, sample_council, serve


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m teilhabe.council.sample",
        description="Serve a sample council with invented content as OParl 1.1.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="faults:\n" + "\n".join(f"  {one.name:34}{one.explained}" for one in FAULTS.values()),
    )
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: any free one)")
    parser.add_argument("--today", type=date.fromisoformat, help="the day around which meetings lie (default: today)")
    parser.add_argument("--fault", action="append", default=[], choices=list(FAULTS), metavar="NAME", help="see below")
    parser.add_argument("--where", default="", help="faults act only on addresses that contain this text")
    parser.add_argument("--generate", type=int, metavar="PAPERS", help="a large council made by rule instead")
    parser.add_argument("--page-size", type=int, default=100, help="objects on a list page (default: 100)")
    given = parser.parse_args(arguments)
    try:
        council = generate(given.generate) if given.generate else sample_council(today=given.today)
        faults = Faults.of(*given.fault, where=given.where)
        server, httpd = serve(council, port=given.port, faults=faults, page_size=given.page_size)
    except (ValueError, OSError) as problem:
        print(f"Cannot serve: {problem}", file=sys.stderr)
        return 2
    # A shell that starts us in the background has us ignore the interrupt; we are to end by it all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print(f"Serving {server.system_url}", flush=True)
    try:
        httpd.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        httpd.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
