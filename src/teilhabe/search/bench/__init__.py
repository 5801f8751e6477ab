"""``teilhabe bench search``: how fast the search is on a large generated council, how well it ranks a judged set."""
