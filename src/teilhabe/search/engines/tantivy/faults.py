"""Whatever goes wrong in the library becomes one of our errors, with a sentence that says what it means."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from ..backend import EngineFailed, Locked, NoRoom, NotNow, Unclear

_DISK = ("no space left", "disk quota", "os error 28", "os error 122")
_LOCKED = ("lockbusy", "failed to acquire index lock", "failed to acquire lock", "lock is busy")
_MISSING = ("does not exist", "no such file", "filedoesnotexist", "os error 2)")
_BUSY = ("too many open files", "os error 24", "os error 23")
_FORBIDDEN = ("permission denied", "os error 13", "read-only file system", "os error 30")
_DAMAGED = ("corrupt", "ioerror", "io error", "invalid data", "unexpected eof", "unexpectedeof")
_OTHER_SCHEMA = ("schema does not match", "schemaerror", "incompatible")


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except EngineFailed:
        raise
    except (ValueError, OSError, RuntimeError, KeyError) as error:
        raise _as_ours(error) from error
    except BaseException as error:
        # A panic in the library derives from BaseException and its module cannot be imported; it stands for damaged
        # files or a question beyond the library, and must not end a process that also serves pages.
        if type(error).__name__ != "PanicException":
            raise
        raise Unclear("Der Suchindex ist beschädigt und wird neu aufgebaut.") from error


def _as_ours(error: Exception) -> EngineFailed:
    said = str(error).lower()
    if (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)) or any(s in said for s in _DISK):
        return NoRoom("Der Datenträger ist voll: Der Suchindex kann nicht geschrieben werden.")
    if any(s in said for s in _LOCKED):
        return Locked("Ein anderer Prozess schreibt gerade diesen Suchindex.")
    if any(s in said for s in _BUSY):
        return NotNow("Zu viele Dateien sind offen: Der Suchindex lässt sich gerade nicht öffnen.")
    if any(s in said for s in _FORBIDDEN):
        return NotNow("Auf den Suchindex darf nicht zugegriffen werden: Es fehlen Rechte auf seinem Ordner.")
    if isinstance(error, FileNotFoundError) or any(s in said for s in _MISSING):
        return EngineFailed("Der Suchindex fehlt oder ist unvollständig und wird neu aufgebaut.")
    if any(s in said for s in _OTHER_SCHEMA):
        return EngineFailed("Der Suchindex stammt von einer anderen Fassung des Programms und wird neu aufgebaut.")
    kind = EngineFailed if isinstance(error, OSError) or any(s in said for s in _DAMAGED) else Unclear
    return kind("Der Suchindex lässt sich nicht lesen oder schreiben und wird neu aufgebaut.")
