"""From facts to records; see :mod:`.names`."""

from .meetings import meeting_records
from .names import Names, home_of
from .papers import paper_records
from .people import committee_records, member_records, person_records

__all__ = [
    "Names",
    "committee_records",
    "home_of",
    "meeting_records",
    "member_records",
    "paper_records",
    "person_records",
]
