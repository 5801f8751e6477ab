"""``teilhabe demo``: fills an empty portal with demonstration data; script/demo calls it."""

from __future__ import annotations

from io import StringIO

import typer
from django.core.management import call_command

from teilhabe.core.commands.exits import ExitCode, Refused

app = typer.Typer()


@app.command()
def demo() -> None:
    """Legt die Demonstration an: Tabellen, Kommunen und Schulen, Startseiten, Zugänge, Angebote.

    Noch einmal ändert nichts.

    Gibt die Zugänge aus. Geht nur mit TEILHABE_DEMO=1, denn die Passwörter sind öffentlich.
    """
    from django.conf import settings

    from teilhabe.accounts.demo import create_cast
    from teilhabe.catalogue.actions.demo import load_demo_offers
    from teilhabe.catalogue.ingest.demo import load_demo_feed
    from teilhabe.core.audit import COMMAND_LINE
    from teilhabe.directory.actions.demo import load_demo

    from .actions.demo import invent_operator

    if not settings.DEMO:
        raise Refused("Die Zugänge der Demonstration sind öffentlich: nur mit TEILHABE_DEMO=1.", ExitCode.BAD_INPUT)
    # What is handed in and returned below would be told by mail, and the console would print it among the log-ins.
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    call_command("migrate", interactive=False, verbosity=0)
    load_demo(by=COMMAND_LINE)
    call_command("startpages", stdout=StringIO())
    invent_operator(by=COMMAND_LINE)
    cast = create_cast(by=COMMAND_LINE)
    load_demo_offers(by=COMMAND_LINE)
    load_demo_feed(by=COMMAND_LINE)
    for member in cast:
        typer.echo(f"  {member.email:<32} {member.password:<22} {member.role} ({member.name})")
