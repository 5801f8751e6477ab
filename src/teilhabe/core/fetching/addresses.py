"""Where a request may go: the host must be the source's, the address behind it a public one."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

import idna
from django.conf import settings

from .errors import AddressIsPrivate, HostNotAllowed, HostUnknown, SchemeNotAllowed

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# What somebody can do about a refusal.
ALLOW = "Das Portal ruft interne Adressen nur ab, wenn TEILHABE_ALLOW_PRIVATE_SOURCES=true gesetzt ist."
NEVER = "Solche Adressen werden nie abgerufen."


def allowed_host(url: str, hosts: frozenset[str]) -> str:
    """The host of ``url`` in lower case. Raises SchemeNotAllowed or HostNotAllowed."""
    try:
        parts = urlsplit(url)
        host, _ = ascii_host((parts.hostname or "").rstrip(".")), parts.port
    except ValueError:
        raise SchemeNotAllowed(url) from None
    if parts.scheme not in ("http", "https") or not host:
        raise SchemeNotAllowed(url)
    if host not in hosts:
        raise HostNotAllowed(url, host=host)
    return host


def ascii_host(host: str) -> str:
    """A host name in lower case as it travels: "rat.köln.example" as "rat.xn--kln-sna.example". Raises ValueError."""
    return host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")


def checked_addresses(url: str, host: str, port: int) -> list[str]:
    """The addresses of ``host``, each of them fit to be asked; the connection goes to one of these and to no other.

    One private address among several is enough to refuse the name. Raises HostUnknown or AddressIsPrivate.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise HostUnknown(url, host=host) from None
    addresses = list(dict.fromkeys(str(entry[4][0]).split("%")[0] for entry in found))
    if not addresses:
        raise HostUnknown(url, host=host)
    for address in addresses:
        real = ipaddress.ip_address(address)
        if not is_fit(real, private=settings.ALLOW_PRIVATE_SOURCES):
            advice = ALLOW if is_fit(real, private=True) else NEVER
            raise AddressIsPrivate(url, host=host, address=address, advice=advice)
    return addresses


def is_fit(address: IPAddress, *, private: bool) -> bool:
    """Whether a source may live there. Link-local is never fit: cloud machines keep their secrets there."""
    real = _behind(address)
    if real.is_link_local or real.is_multicast or real.is_unspecified:
        return False
    return private or (real.is_global and not real.is_reserved)


def _behind(address: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 address stands for, if it does (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
