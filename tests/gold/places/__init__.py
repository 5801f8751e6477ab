"""Judged texts for the matcher of places."""
