"""What visitors enter: home, coverage, feedback, static pages, and the table of all addresses."""
