"""Faults of real council systems, to be switched on one by one (``Faults.of("next_is_itself")``)."""

from teilhabe.council.sample.faults import (  # noqa: F401 - fill the table
    access,
    answers,
    identity,
    pages,
    paging,
    shapes,
    times,
)
from teilhabe.council.sample.faults.table import FAULTS, Fault, Faults, UnknownFault

__all__ = ["FAULTS", "Fault", "Faults", "UnknownFault"]
