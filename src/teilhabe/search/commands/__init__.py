"""``teilhabe reindex``, ``teilhabe index``.

Exit codes: 0 good · 1 the index could not be written · 2 wrong input · 4 another process does it already.
"""

import typer

from .indexing import index_command, reindex_command

app = typer.Typer(no_args_is_help=True, help="Verzeichnis der Einträge und Suchindex.")
app.command("reindex")(reindex_command)
app.command("index")(index_command)

__all__ = ["app"]
