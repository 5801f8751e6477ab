"""What visitors fill in: the filters of the lists, and what they say of a paper's places."""

from .lists import COMMITTEE_KINDS, ORDERS, CommitteeFilter, Day, ListFilter, MeetingFilter, PaperFilter

__all__ = [
    "COMMITTEE_KINDS",
    "ORDERS",
    "CommitteeFilter",
    "Day",
    "ListFilter",
    "MeetingFilter",
    "PaperFilter",
]
