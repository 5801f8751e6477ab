"""Changes of the council's data: every module is one subject.

refresh     what is derived from other objects, and the index
sections    the text of papers, cut under its headings
places      the places in papers, found in their texts
place_corrections  what people say of them, and what editors decide
files       what was fetched, or why it could not be
"""
