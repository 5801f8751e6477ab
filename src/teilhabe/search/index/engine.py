"""The engine that the settings name, and the analysis of the index worker."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.conf import settings

from ..analysis.analyzer import VERSION as ANALYSIS
from ..analysis.analyzer import Analyzer
from ..engines.backend import EngineFailed, SearchBackend
from .documents import LAYOUT

# Where each engine is made: loaded only when it is asked for.
_MADE_BY = {
    "tantivy": ("teilhabe.search.engines.tantivy", "TantivyBackend"),
    "fts5": ("teilhabe.search.engines.fts5", "Fts5Backend"),
}


def backend() -> SearchBackend:
    """Raises EngineFailed when its library is missing."""
    return _backend(settings.SEARCH_ENGINE)


@cache
def _backend(name: str) -> SearchBackend:
    try:
        module, engine = _MADE_BY[name]
        found: SearchBackend = getattr(import_module(module), engine)()
    except ImportError as missing:
        raise EngineFailed(f"Das Paket der Suchmaschine „{name}“ fehlt.") from missing
    return found


def made_by() -> dict[str, str]:
    """What an index must have been made by to be of use now."""
    engine = backend()
    return {"engine": engine.name, "version": engine.version, "analysis": ANALYSIS, "layout": LAYOUT}


@cache
def writing_analyzer() -> Analyzer:
    """With the lexicon of compounds, which takes memory: for the index worker and its helpers only."""
    from ..analysis import lexicon

    return Analyzer(lexicon.load())
