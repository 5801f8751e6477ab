"""``teilhabe``: the command line. Names and short helps stand here, so that help needs no Django; a command's code is
loaded when it runs. Whatever is no command of ours is a management command of Django.
"""

from __future__ import annotations

import difflib
import gettext
import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any

# Typer takes its own few texts through gettext while it is imported and when it speaks.
_TYPER_IN_GERMAN = {
    "Arguments": "Angaben",
    "Options": "Optionen",
    "Commands": "Befehle",
    "Error": "Fehler",
    "[default: {}]": "[sonst: {}]",
    "[env var: {}]": "[Umgebung: {}]",
    "[required]": "[nötig]",
    "(deprecated) ": "(veraltet) ",
    "Missing command.": "Es fehlt der Befehl.",
    "No such command {name!r}.": "Den Befehl {name} gibt es nicht.",
    "Install completion for the current shell.": "Richtet die Vervollständigung in der Shell ein.",
}


def _import_typer_in_german() -> Any:
    english = gettext.gettext
    gettext.gettext = lambda message: _TYPER_IN_GERMAN.get(message, message)
    try:
        import typer.main
        import typer.rich_utils
    finally:
        gettext.gettext = english
    return typer


typer = _import_typer_in_german()
from typer import Context  # noqa: E402 - Typer must be loaded by the function above
from typer.core import TyperGroup  # noqa: E402 - as above
from typer.exceptions import TyperException  # noqa: E402 - as above

# Name: (module whose ``app`` holds the command, app that must be installed, one line of help).
COMMANDS = {
    "run": ("teilhabe.core.commands", "core", "Startet das Portal: Web, Arbeitsprozesse, Zeitplan."),
    "work": ("teilhabe.core.commands", "core", "Arbeitet eine Warteschlange ab."),
    "doctor": ("teilhabe.core.commands", "core", "Prüft die Installation und sagt, was zu tun ist."),
    "source": ("teilhabe.council.commands", "council", "Quellen: hinzufügen, auflisten, prüfen."),
    "harvest": ("teilhabe.council.commands", "council", "Holt Vorlagen, Sitzungen und Gremien aus den Quellen."),
    "index": ("teilhabe.search.commands", "search", "Hält den Suchindex aktuell."),
    "reindex": ("teilhabe.search.commands", "search", "Baut das Verzeichnis der Einträge und den Suchindex neu auf."),
    "places": ("teilhabe.council.commands", "council", "Orte in Vorlagen finden."),
    "bench": ("teilhabe.council.commands", "council", "Misst, wie schnell das Portal arbeitet."),
    "directory": ("teilhabe.directory.commands", "directory", "Kommunen, Schulen und Orte einlesen."),
    "import-preview": ("teilhabe.catalogue.commands", "catalogue", "Was eine Datei oder Quelle dem Katalog gäbe."),
    "demo": ("teilhabe.website.commands", "website", "Legt die Demonstration an."),
}

EPILOG = (
    "Alle Verwaltungsbefehle von Django gehen auch: teilhabe migrate, teilhabe createsuperuser, teilhabe shell …\n\n"
    "Rückgabe: 0 gut · 1 etwas ist nicht in Ordnung · 2 falsche Eingabe · 3 erst einrichten · 4 belegt · 70 Defekt"
)


class _Portal(TyperGroup):
    """The commands of COMMANDS; a stub with the short help until one is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.commands and cmd_name in COMMANDS:
            self.commands[cmd_name] = _stub(cmd_name, COMMANDS[cmd_name][2])
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in COMMANDS:
            self.commands[args[0]] = _load(args[0])
        return super().resolve_command(ctx, args)


def main() -> None:
    """The entry point of the ``teilhabe`` script; ends the process with one of the codes in EPILOG."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teilhabe.settings")
    if not sys.warnoptions and not _debugging():
        warnings.simplefilter("ignore")  # notes of libraries to developers; the tests show them
    try:
        code = call(sys.argv[1:])
    except KeyboardInterrupt:
        _say("Abgebrochen.")
        code = 130
    except BrokenPipeError:
        # The reader of our output went away (`teilhabe … | head`): no error, but nothing may be flushed any more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as problem:  # the last resort: whatever it is, people get one sentence, not a traceback
        code = _explain(problem)
    sys.exit(code)


def call(arguments: Sequence[str]) -> int:
    """Run one command line; returns its exit code or raises what went wrong."""
    name = next((word for word in arguments if not word.startswith("-")), "")
    if name and name not in COMMANDS:
        return _call_django(name, arguments)
    portal = typer.main.get_command(_application())
    result = portal.main(args=list(arguments), prog_name="teilhabe", standalone_mode=False)
    return result if isinstance(result, int) else 0


def _application() -> Any:
    application = typer.Typer(
        cls=_Portal,
        add_completion=False,
        rich_markup_mode="rich",
        epilog=EPILOG,
        options_metavar="[OPTIONEN]",
        subcommand_metavar="BEFEHL [ANGABEN]…",
    )

    @application.callback(invoke_without_command=True, help="Das Portal der Region für Integration und Bildung.")
    def teilhabe(ctx: Context, version: bool = typer.Option(False, "--version", help="Zeigt die Version.")) -> None:
        if version:
            typer.echo(f"Teilhabe {_version()}")
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            typer.echo(ctx.get_help())

    return application


def _version() -> str:
    from importlib import metadata

    return metadata.version("teilhabe")


def _stub(name: str, short_help: str) -> Any:
    stub = typer.Typer()
    stub.command(name, help=short_help)(lambda: None)
    return typer.main.get_command(stub)


def _load(name: str) -> Any:
    module, app, _ = COMMANDS[name]
    _set_up_django()
    from django.apps import apps

    if not apps.is_installed(f"teilhabe.{app}"):
        raise TyperException(f"„{name}“ gehört zu „{app}“, und das ist mit TEILHABE_LEAVE_OUT weggelassen.")
    application = importlib.import_module(module).app
    application._add_completion = False  # Typer reads it only here; the options it adds clutter every help
    found = typer.main.get_command(application)
    # A module's ``app`` holds several commands by name, or is itself the group that is asked for.
    return found.commands.get(name, found) if isinstance(found, TyperGroup) else found


def _set_up_django() -> None:
    import django

    django.setup()


def _call_django(name: str, arguments: Sequence[str]) -> int:
    from django.core.management import ManagementUtility, get_commands

    _set_up_django()
    known = get_commands()
    if name not in known:
        similar = difflib.get_close_matches(name, [*COMMANDS, *known], n=1)
        hint = f" Ist „{similar[0]}“ gemeint?" if similar else " `teilhabe --help` nennt alle."
        _say(f"Den Befehl „{name}“ gibt es nicht.{hint}")
        return 2
    ManagementUtility(["teilhabe", *arguments]).execute()
    return 0


def _explain(problem: Exception) -> int:
    """Say in one sentence what went wrong; returns the exit code."""
    if _debugging():
        raise problem
    if isinstance(problem, TyperException):
        context = getattr(problem, "ctx", None)
        hint = f" Hilfe: {context.command_path} --help" if context and problem.exit_code == 2 else ""
        # Without a message Typer has shown the help already.
        if sentence := _in_german(problem):
            _say(sentence.rstrip(".") + "." + hint)
        return problem.exit_code

    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, OperationalError
    from environs import EnvError

    if isinstance(problem, EnvError | ImproperlyConfigured):
        _say(f"Eine Einstellung stimmt nicht: {_first_line(problem)}")
        return 3
    if isinstance(problem, DatabaseError) and any(
        words in str(problem) for words in ("no such table", "no such column", "does not exist")
    ):
        _say("Die Datenbank ist noch nicht eingerichtet oder älter als das Programm: bitte `teilhabe migrate`.")
        return 3
    if isinstance(problem, OperationalError):
        _say(f"Die Datenbank antwortet nicht: {_first_line(problem)}")
        return 3
    _say(
        f"Unerwarteter Fehler ({type(problem).__name__}: {_first_line(problem)}). "
        "Mit TEILHABE_DEBUG=1 zeigt der Befehl, wo."
    )
    return 70


def _debugging() -> bool:
    return os.environ.get("TEILHABE_DEBUG", "").lower() in {"1", "true", "yes", "on"}


def _in_german(problem: TyperException) -> str:
    """Typer's own messages about options and values, which it does not take through gettext."""
    text = problem.format_message().strip()
    for english, german in (
        ("Invalid value for ", "Falscher Wert für "),
        ("Invalid value: ", "Falscher Wert: "),
        ("No such option: ", "Diese Option gibt es nicht: "),
        ("Got unexpected extra argument", "Zu viele Angaben"),
        ("Did you mean", "Gemeint ist vielleicht"),
        ("Possible options: ", "Vielleicht gemeint: "),
        ("requires an argument.", "braucht einen Wert."),
        ("does not take a value.", "nimmt keinen Wert."),
        ("Missing argument", "Es fehlt die Angabe"),
        ("Missing option", "Es fehlt die Option"),
        ("env var:", "Umgebung:"),
        ("Input should be a valid integer", "nötig ist eine ganze Zahl"),
        ("Input should be a valid number", "nötig ist eine Zahl"),
        ("Input should be less than or equal to", "höchstens"),
        ("Input should be greater than or equal to", "mindestens"),
        (", unable to parse string as an integer", ""),
        (", unable to parse string as a number", ""),
    ):
        text = text.replace(english, german)
    return text


def _first_line(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0] or type(problem).__name__


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    main()
