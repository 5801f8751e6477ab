"""Records into the database: one transaction per page, statements per kind instead of per object.

page        the way of a page: one transaction, objects that are refused alone
writing     what becomes of a page: compare, write, link, mark
columns     record → columns of its model
resolving   references to objects that are known already
binding     references to objects that came later
links       files, committees, offices and related papers of an object
slugs       addresses that never change once given
removal     deleted, withdrawn, unreachable, and what vanished from its parent
staleness   which papers and meetings must be derived and indexed again
versions    what changed, for the history of a page
problems    what could not be used
"""
