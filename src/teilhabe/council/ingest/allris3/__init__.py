"""ALLRIS 3 (classic ``.asp`` pages, the responsive layout ``_r``, XML where it is released): text in, facts out.

cells        text, tables, columns and numbers of records in a page
gates        what a page says instead of what was asked for
header       the labelled values at the head of meetings, items and papers
calendar     meetings of a month
agenda       a meeting with its points
item         one point: result, vote, minutes
paper        a paper; ``steps`` its Beratungsfolge, ``blocks`` its text, ``files`` its documents
people       committees, groups, their members, persons
xml          ``selfaction=ws&template=xyz``; where HTML and XML differ, HTML is right
redaction    what of a page may be kept; ``xml_redaction`` of XML
recognition  whether a start page belongs to ALLRIS 3, and to which kind
family       the class that the harvest works with
"""

from .family import Allris3
from .recognition import recognise

__all__ = ["Allris3", "recognise"]
