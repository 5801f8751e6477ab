"""``python -m tests.sources.big_pages``: what each reader and redact of the HTML families costs on pages of 5 MB.

A page is one of the small pages of the tests with five million characters of one shape where its rows or its text
stand. Each measurement is a process of its own: seconds of CPU, growth of its peak memory beyond what it held before
(the page itself included), and what came out: facts or the named error. ``--worst`` prints the dearest shape of each
reader only, as a table for docs/operate/performance.md, ``--shape=rows`` tries one shape; words name the families or
readers to try.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

SIZE = 5_000_000
HERE = "@@HERE@@"
Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """A reader with a page of its kind: ``row`` is what the page repeats, with 4242 where a number counts."""

    name: str
    read: Read
    page: str
    row: str


@dataclass(frozen=True, slots=True)
class Cost:
    seconds: float
    megabytes: float
    outcome: str


def filled(unit: str, size: int = SIZE) -> str:
    """``unit`` again and again, numbered where it says 4242."""
    if "4242" not in unit:
        return unit * (size // len(unit) + 1)
    before, *after = unit.split("4242")
    return "".join(f"{before}{''.join(f'{n}{one}' for one in after)}" for n in range(1, size // len(unit) + 2))


_WORD = (
    "<p class=MsoNormal style='margin-bottom:0cm;text-align:justify'><span style='font-family:\"Arial\",sans-serif'>"
    "Der Rat nimmt den Bericht zur Kenntnis und bittet um Fortschreibung bis zum Herbst.</span></p>\n"
)
# Each is repeated; "rows" and its like are those of the page itself.
SHAPES: dict[str, str] = {
    "Word": _WORD,
    "tiny <p>": "<p>x</p>",
    "<p> with bold": "<p><b>Punkt 4242</b> und Text</p>",
    "list": "<ul><li>eins<li>zwei</ul>",
    "table": "<table><tr><td>a<td>b<tr><td>1<td>2</table>",
    "one table": "<tr><td>a<td>b",
    "tables in tables": "<table><tr><td>",
    "stray <td>": "<td>",
    "stray </i>": "x</i>",
    "<font> unclosed": "<font color=4242>",
    "<b><p> unclosed": "<b><p>x",
    "<div> unclosed": "<div>",
    "one tag's attributes": " a4242=1",
    "quoted attributes": ' a4242="<b>"',
    "forty attributes each": f"<i {' '.join(f'a{n}=1' for n in range(40))}>x</i>",
    "data: URI": "iVBORw0KGgoAAAANSUhEUg",
    "links": '<a href="vo020?VOLFDNR=4242&__kvonr=4242">x</a>',
    "documents": '<a href="getfile.php?id=4242&type=do">Plan 4242</a>',
    "labels": "<dt>Art</dt><dd>x</dd>",
    "forms": '<form action="vo020.asp"><input name=VOLFDNR value=4242></form>',
    "words": "Der Rat nimmt Kenntnis. ",
    "one word": "x",
    "one item": "x",
    "0800 //// -": "0800 /",
    "blanks": " ",
    "&amp;": "&amp;",
    "<": "<",
    "comments": "<!-- x -->",
    "comment unclosed": "<!--",
    "scripts": "<script>var a = '<p>';</script>",
    "spans with ids": '<span id="a4242">x</span>',
    "cards": '<div class="card" id="smcpanel4242"><button>x</button>',
    "text boxes": '<div class="smcdocmsword docPart">x</div>',
    "anchors of texts": '<a name="allrisSV"></a>x',
    "rows of numbers": '<tr><td class="tofnum tonr">4242<td class="tobetr tobetreff">x',
    "line breaks": "x<br>",
    "surrogates": "\ud800x",
}
_BEGINS = {
    "one item": ("<ul><li>", "</ul>"),
    "0800 //// -": ("<ul><li>", "</ul>"),
    "one tag's attributes": ("<div", ">x</div>"),
    "quoted attributes": ("<div", ">x</div>"),
    "data: URI": ('<img src="data:image/png;base64,', '">'),
    "one table": ("<table>", "</table>"),
}


def pages_of(subject: Subject, size: int = SIZE) -> Iterator[tuple[str, str]]:
    """Name and text of each page for a reader. "rows, most read" is one with nearly as many tags as are read."""
    just = size * 24_000 // max(1, filled(subject.row, size).count("<"))
    yield "rows, most read", subject.page.replace(HERE, filled(subject.row, min(just, size)))
    yield "rows", subject.page.replace(HERE, filled(subject.row, size))
    yield "long rows", subject.page.replace(HERE, filled(subject.row.replace("Bericht", "Bericht " * 300), size))
    for name, unit in SHAPES.items():
        before, after = _BEGINS.get(name, ("", ""))
        yield name, subject.page.replace(HERE, before + filled(unit, size) + after)


def subjects() -> Iterator[Subject]:
    """Every reader and redact of the three families, and the sections of a text."""
    from tests.sources.big_pages_of import allris3_pages, allris4_pages, sections_page, sessionnet_pages

    yield sections_page()
    for make in (allris3_pages, allris4_pages, sessionnet_pages):
        yield from make()


def cost(read: Read, page: str) -> Cost:
    """What reading a page costs, measured in a process of its own."""
    from teilhabe.council.ingest.html.errors import PageError

    mine, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        try:
            read(page)
            outcome = "read"
        except PageError as error:
            outcome = type(error).__name__
        except BaseException as error:  # whatever it is, it is the finding
            outcome = f"EXCEPTION {type(error).__name__}"
        spent = time.process_time() - started
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
        os.write(theirs, f"{spent}\t{grown}\t{outcome}".encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(mine, "rb") as answer:
        told = answer.read().decode()
    os.waitpid(child, 0)
    if not told:
        return Cost(0, 0, "DIED")
    seconds, megabytes, outcome = told.split("\t")
    return Cost(float(seconds), float(megabytes), outcome)


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teilhabe.settings")
    import django

    django.setup()
    worst_only = "--worst" in arguments
    only = {one.removeprefix("--shape=") for one in arguments if one.startswith("--shape=")}
    wanted = [one for one in arguments if not one.startswith("--")]
    if worst_only:
        print("| Reader | Slowest, s | … on | Most memory, MB | … on | Read | Refused |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
    wrong = 0
    for subject in subjects():
        if wanted and not any(word in subject.name for word in wanted):
            continue
        found: dict[str, Cost] = {}
        for shape, page in pages_of(subject):
            if only and shape not in only:
                continue
            found[shape] = told = cost(subject.read, page)
            wrong += told.seconds > 1 or told.megabytes > 200 or not (told.outcome.isalpha())
            if not worst_only:
                print(f"{subject.name:32} {shape:24} {told.seconds:6.2f} s {told.megabytes:5.0f} MB  {told.outcome}")
                sys.stdout.flush()
        if worst_only:
            slow = max(found, key=lambda shape: found[shape].seconds)
            fat = max(found, key=lambda shape: found[shape].megabytes)
            read = sum(one.outcome == "read" for one in found.values())
            print(
                f"| {subject.name} | {found[slow].seconds:.2f} | {slow} | {found[fat].megabytes:.0f} | {fat} "
                f"| {read} | {len(found) - read} |",
                flush=True,
            )
    print(f"\nBeyond a second, 200 MB or a named error: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
