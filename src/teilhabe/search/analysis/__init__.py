"""From text to tokens: one versioned analysis for indexing, questions and highlighting. Knows no Django.

``tokens`` holds what the analysis gives out; ``analyzer`` makes it.
"""
