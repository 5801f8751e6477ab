"""The workspace of organisations that publish offers, and what editors do for them. Nothing here is cached."""
