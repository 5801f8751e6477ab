"""``teilhabe import-preview``: what a file or feed would give to the catalogue; nothing is written.

Exit codes: 0 good · 1 the feed cannot be read · 2 wrong input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from teilhabe.core.commands.exits import ExitCode, Refused

from .ingest.fetching import asking
from .ingest.formats import FORMATS, guess
from .ingest.items import FeedUnavailable, Format, Gone, Item, Options, Read, Skipped, Unreadable
from .models import Offer

_HEAD = 8192
_EXAMPLES = 3
app = typer.Typer(no_args_is_help=True, help="Was eine Datei oder Quelle dem Katalog gäbe.")


@app.command("import-preview")
def import_preview(
    source: Annotated[str, typer.Argument(help="Datei oder Adresse (https://…).", metavar="DATEI|ADRESSE")],
    format_key: Annotated[str, typer.Option("--format", help=f"Eines von: {', '.join(FORMATS)}; ohne: geraten.")] = "",
    language: Annotated[str, typer.Option(help="Sprache der Texte.")] = "de",
    kind: Annotated[str, typer.Option(help="Art der Einträge, wo die Quelle keine nennt.")] = "offer",
) -> None:
    """Liest eine Datei oder Quelle und berichtet, was übernommen würde; geschrieben wird nichts."""
    if kind not in Offer.Kind.values:
        raise Refused(f"Diese Art gibt es nicht. Möglich sind: {', '.join(Offer.Kind.values)}.", ExitCode.BAD_INPUT)
    report = _Report()
    with ExitStack() as way:
        try:
            chosen, documents = _opened(source, format_key, way)
            for one in chosen.read(documents, Options(kind=kind, language=language)):
                report.count(one)
        except FeedUnavailable as problem:
            raise Refused(str(problem)) from None
    for line in report.lines(chosen):
        typer.echo(line)


def _opened(source: str, format_key: str, way: ExitStack) -> tuple[Format, Iterator[bytes]]:
    if format_key and format_key not in FORMATS:
        raise Refused(f"Dieses Format gibt es nicht. Möglich sind: {', '.join(FORMATS)}.", ExitCode.BAD_INPUT)
    if source.startswith(("http://", "https://", "webcal://", "webcals://")):
        if not format_key:
            raise Refused("Bitte nennen Sie das Format der Adresse mit --format.", ExitCode.BAD_INPUT)
        found = FORMATS[format_key]
        address = f"https://{source.partition('://')[2]}" if source.startswith("webcal") else source
        return found, found.documents(way.enter_context(asking(address)), address)
    try:
        content = Path(source).read_bytes()
    except OSError:
        raise Refused(f"Die Datei {source} lässt sich nicht lesen.", ExitCode.BAD_INPUT) from None
    key = format_key or guess(source, content[:_HEAD])
    if not key:
        raise Refused("Das Format ist nicht zu erkennen. Bitte nennen Sie es mit --format.", ExitCode.BAD_INPUT)
    return FORMATS[key], iter([content])


class _Report:
    """Counts of what a feed gave."""

    def __init__(self) -> None:
        self.read = self.taken = 0
        self.without = Counter[str]()
        self.skipped = Counter[str]()
        self.notes = Counter[tuple[str, str]]()
        self.said: dict[tuple[str, str], Counter[str]] = {}
        self.fields = Counter[str]()

    def count(self, one: Read) -> None:
        self.read += 1
        if isinstance(one, Item):
            self.taken += 1
            self.fields.update(one.values.keys())
            self.without.update(name for name in ("summary", "themes") if not one.values.get(name))
            self.without.update(["organisation"] if not one.organisation else [])
            for note in one.notes:
                self.notes[note.field, note.why] += 1
                self.said.setdefault((note.field, note.why), Counter())[note.said[:60]] += 1
        elif isinstance(one, Gone | Skipped | Unreadable):
            self.skipped[one.why] += 1

    def lines(self, chosen: Format) -> Iterator[str]:
        yield f"{chosen.name}: {self.read} gelesen, {self.taken} zu übernehmen, {self.read - self.taken} übergangen."
        yield from _counted("Übergangen:", self.skipped)
        if self.notes:
            yield "Hinweise:"
            for (field, why), count in self.notes.most_common(30):
                examples = ", ".join(f"„{said}“" for said, _ in self.said[field, why].most_common(_EXAMPLES))
                yield f"  {count:>6}  {field}: {why} Zum Beispiel {examples}"
        yield from _counted("Gefüllte Felder:", Counter({_name(field): count for field, count in self.fields.items()}))
        yield from _counted("Nicht genannt:", Counter({_name(field): count for field, count in self.without.items()}))


def _counted(heading: str, found: Counter[str]) -> Iterator[str]:
    if found:
        yield heading
        yield from (f"  {count:>6}  {what}" for what, count in found.most_common(40))


def _name(field: str) -> str:
    return str(Offer._meta.get_field(field).verbose_name)  # type: ignore[union-attr]  # none of them is a reverse relation
