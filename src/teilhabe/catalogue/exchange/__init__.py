"""The catalogue in the words of other portals. Pure functions: what is public in, plain data or text out."""

from .interfaces import links_of

__all__ = ["links_of"]
