"""Systems of other kinds that serve the same content: ALLRIS 3 and 4, SessionNet, and a host with a gate."""

from teilhabe.council.sample.sites.allris3 import (
    Allris3Classic,
    Allris3Responsive,
    Allris3Xml,
    Allris3XmlAgendas,
)
from teilhabe.council.sample.sites.allris4 import Allris4
from teilhabe.council.sample.sites.gate import Gate
from teilhabe.council.sample.sites.oparl import OParl
from teilhabe.council.sample.sites.sessionnet import SessionNet4, SessionNet6
from teilhabe.council.sample.sites.site import Site
from teilhabe.council.sample.sites.views import CLERK, CLERK_MAIL, CLERK_PHONE, SECRET_PHRASE

__all__ = [
    "CLERK",
    "CLERK_MAIL",
    "CLERK_PHONE",
    "SECRET_PHRASE",
    "Allris3Classic",
    "Allris3Responsive",
    "Allris3Xml",
    "Allris3XmlAgendas",
    "Allris4",
    "Gate",
    "OParl",
    "SessionNet4",
    "SessionNet6",
    "Site",
]
