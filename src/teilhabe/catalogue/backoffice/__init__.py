"""The catalogue under /verwaltung/: offers, translations, Leichte Sprache, what waits for whom and what is missing."""
