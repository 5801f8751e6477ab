"""What the exit codes of ``teilhabe`` mean; docs/operate/commands.md lists them for operators."""

from enum import IntEnum

from typer.exceptions import TyperException


class ExitCode(IntEnum):
    OK = 0
    FAILED = 1  # the command ran and what it did or looked at is not in order
    BAD_INPUT = 2
    NOT_READY = 3  # settings, database or static files must be put right first
    IN_USE = 4  # the port or the data folder belongs to another process
    INTERNAL = 70  # a defect of the program
    INTERRUPTED = 130


class Refused(TyperException):
    """A command cannot do what was asked. The message is one German sentence; the user sees nothing else."""

    def __init__(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.exit_code = code
