"""Changes of the council's data: every module is one subject.

refresh     what is derived from other objects, and the index
sections    the text of papers, cut under its headings
files       what was fetched, or why it could not be
"""
