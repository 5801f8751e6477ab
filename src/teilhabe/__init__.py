"""Teilhabe: the open portal of a region for integration and education."""
