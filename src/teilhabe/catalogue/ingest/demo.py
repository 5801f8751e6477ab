"""A table of others for the demonstration, read and waiting: an editor sees a preview before bringing a file."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from teilhabe.directory.models import Organisation

from ..actions.importing import begin_run, create_feed
from ..models import Feed
from . import archive
from .reading import read_run

if TYPE_CHECKING:
    from teilhabe.core.audit import Actor

_NAME = "Kursliste Rur-Inde (Beispiel)"
_PROVIDER = "volkshochschule-rur-inde"


def load_demo_feed(*, by: Actor) -> bool:
    """Set the feed up with one run whose plan waits for an editor; False if it is there. Some of its rows are wrong."""
    provider = Organisation.objects.filter(slug=_PROVIDER).first()
    if provider is None or Feed.objects.filter(name=_NAME).exists():
        return False
    table = (files("teilhabe.catalogue") / "demo" / "import.csv").read_bytes()
    details = {"name": _NAME, "format": "csv", "organisation": provider, "licence": "CC BY 4.0, Beispiel"}
    run = begin_run(create_feed(details, by=by), by=by, file_name="kurse-2026.csv", size=len(table))
    archive.keep(run, 0, [table])
    read_run(run)
    return True
