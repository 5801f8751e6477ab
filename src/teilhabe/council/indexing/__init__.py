"""Entries of the council in the index: what home, lists, feeds and the search read without asking the council.

Everything is built for many objects at once, with one query per kind of thing and none per object.
"""

from .frame import KINDS, EntryKind, address, is_public, ref
from .meetings import event_number, meeting_entries, meeting_state, meetings_with_their_frame
from .papers import PaperText, paper_entries, paper_entry, papers_with_their_frame, texts_by_paper
from .people import (
    committee_entries,
    committees_out_of_step,
    committees_with_their_frame,
    person_entries,
    persons_out_of_step,
    persons_with_their_frame,
)

__all__ = [
    "KINDS",
    "EntryKind",
    "PaperText",
    "address",
    "committee_entries",
    "committees_out_of_step",
    "committees_with_their_frame",
    "event_number",
    "is_public",
    "meeting_entries",
    "meeting_state",
    "meetings_with_their_frame",
    "paper_entries",
    "paper_entry",
    "papers_with_their_frame",
    "person_entries",
    "persons_out_of_step",
    "persons_with_their_frame",
    "ref",
    "texts_by_paper",
]
