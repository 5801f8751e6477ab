"""What people type, understood: nodes that every engine can answer. Knows no Django.

``nodes`` is the tree, ``parser`` reads it from what was typed, the rest adds synonyms and finds corrections.
"""
