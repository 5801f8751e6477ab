"""``python -m teilhabe`` is the command line."""

from teilhabe.cli import main

main()
