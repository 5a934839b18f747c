"""`python -m digest`: the command line, where its script is not on the path."""

from digest.cli import main

main()
