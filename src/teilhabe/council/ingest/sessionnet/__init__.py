"""SessionNet (layouts 3 to 6): calendar, meetings, papers, committees and persons from its public pages."""

from .family import SessionNet
from .recognition import recognise

__all__ = ["SessionNet", "recognise"]
