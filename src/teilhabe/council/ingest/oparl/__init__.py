"""OParl 1.0 and 1.1: pure parsers from text to records.

reading   bytes → JSON: encodings, stray control characters, error pages
scrub     takes out what must not be kept, before anything else sees it
identity  address → key
values    one property → one value, whatever its shape
objects   one object → records
pages     a list page → objects and the next address
"""
