"""ALLRIS 4: pages made by Wicket, whose lists come by a second request in the same session."""

from .family import Allris4
from .recognition import recognise

__all__ = ["Allris4", "recognise"]
