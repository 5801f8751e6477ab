"""Commands of the portal as a whole: run it, work off a queue, look after its health."""

import typer

from .doctor import doctor
from .run import run, work

app = typer.Typer()
app.command()(run)
app.command()(work)
app.command()(doctor)
