"""``teilhabe source …``, ``teilhabe harvest``, ``teilhabe places …``, ``teilhabe bench …``.

Exit codes: 0 good · 1 something failed or is incomplete · 2 wrong input · 4 the source is being harvested already.
"""

from .harvests import app

__all__ = ["app"]
