"""What the HTML systems have in common: reading a page, its facts, what of it is public, what it is called elsewhere.

Each family of systems has a folder of its own beside this one (``allris3``, ``allris4``, ``sessionnet``) with pure
functions: the text of a page in, frozen facts of :mod:`.facts` out, or an error of :mod:`.errors`.
"""
