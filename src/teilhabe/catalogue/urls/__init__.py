"""Addresses of the catalogue: for readers, for providers, for other portals."""
