"""Our side of OAI-PMH 2.0: what was asked, records and answers. ``views.exchange_oai`` asks the database in between.

Formats are ``oai_dc``, which everything has, and ``amb_json``, which materials have: their AMB description as the text
of one XML element. AMB is JSON-LD and has no XML of its own; harvesters of educational resources read JSON-LD, so it
travels unchanged instead of being pressed into LOM, which would lose the vocabularies it is made for.
"""
