"""Questions to the council's data, as sentences: ``Meeting.objects.public().of_committee(board).upcoming(now)``."""
