"""Faults of this kind follow."""
