"""Faults of real council systems, to be switched on one by one (``Faults.of("next_is_itself")``)."""

from teilhabe.council.sample.faults import access, answers, identity, paging, shapes, times  # noqa: F401 - fill the table
from teilhabe.council.sample.faults.table import FAULTS, Fault, Faults, UnknownFault

__all__ = ["FAULTS", "Fault", "Faults", "UnknownFault"]
