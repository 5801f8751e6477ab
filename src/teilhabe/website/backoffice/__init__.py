"""What editors and administrators see under /verwaltung/: feedback, users, groups, branding."""
