"""Questions to the council's data, as sentences: ``Paper.objects.public().decided().in_committee(board)``."""
