"""Engines that keep tokens and answer questions with keys. The text stays in the database; an index is disposable.

``backend`` is the interface, one module or package for each engine; all pass the same conformance suite.
"""
