"""What the website keeps itself.

pages      StartPage, StandardPage: texts that editors write
operator   OperatorDetails: who runs this portal, for Impressum, Datenschutz and Barrierefreiheit
feedback   Feedback: what visitors tell the operator, deleted after a while
unmet      UnmetTerm: what was searched for in vain
"""

from .feedback import Feedback
from .operator import OperatorDetails
from .pages import StandardPage, StartPage
from .unmet import UnmetTerm

__all__ = ["Feedback", "OperatorDetails", "StandardPage", "StartPage", "UnmetTerm"]
