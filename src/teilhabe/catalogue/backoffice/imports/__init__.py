"""Entries of others in the back office: feeds, what a run of one would change, what came of it."""
