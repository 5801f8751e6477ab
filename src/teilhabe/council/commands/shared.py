"""What the commands of the council share: which sources are meant, how a command ends."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from ..models import Source

# Exit codes besides 0.
FAILED, WRONG, BUSY = 1, 2, 4
Sources = Annotated[
    list[str] | None, typer.Argument(help="Kurzname einer Quelle aus `source list`; ohne: alle.", metavar="QUELLE…")
]


def chosen(slugs: list[str] | None) -> list[Source]:
    """The named sources, or all; ends the command if one does not exist."""
    if not slugs:
        return list(Source.objects.all())
    found = {source.slug: source for source in Source.objects.filter(slug__in=slugs)}
    if unknown := [slug for slug in slugs if slug not in found]:
        fail(f"Diese Quelle gibt es nicht: {', '.join(unknown)}. `teilhabe source list` nennt alle.", WRONG)
    return [found[slug] for slug in dict.fromkeys(slugs)]


def fail(sentence: str, code: int) -> NoReturn:
    """One sentence on standard error, and the end."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
