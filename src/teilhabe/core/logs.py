"""Structured logs: one line an event, plain for people or JSON for machines; never personal data."""

import logging
import logging.config
import re
from typing import Any, Literal

import structlog

LogFormat = Literal["plain", "json"]

# What follows in such an address may be the key of a mail: whoever reads the log could set somebody's password.
_ADDRESS_WITH_KEY = re.compile(r"(/konto/)[^\s\"'?]+")


def without_keys(text: str) -> str:
    """``text`` with every address below ``/konto/`` cut to ``/konto/…``."""
    return _ADDRESS_WITH_KEY.sub(r"\1…", text)


class KeepKeysOut(logging.Filter):
    """Cuts addresses with keys in messages of Django and other libraries, which like to name the path of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):  # our own events are dictionaries and name no such path
            message = record.getMessage()
            if (shown := without_keys(message)) != message:
                record.msg, record.args = shown, ()
        return True


def logging_config(*, fmt: str, level: str) -> None:
    """Send structlog's and the standard library's messages through one formatter to standard error.

    ``fmt`` is ``plain`` or ``json``; anything else is taken as ``plain``.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if fmt == "json"
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "structured": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                    "foreign_pre_chain": shared,
                }
            },
            "filters": {"keys": {"()": KeepKeysOut}},
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "structured", "filters": ["keys"]},
            },
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {
                "httpx": {"level": "WARNING"},
                "httpcore": {"level": "WARNING"},
                "django.utils.autoreload": {"level": "WARNING"},
                "fontTools": {"level": "WARNING"},
                # It tells address and IP of whoever is locked out; the request log tells that someone was (429).
                "axes": {"level": "ERROR"},
                # Every retry; what an unreachable source means is told once, by the harvest.
                "stamina": {"level": "ERROR"},
            },
        }
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
