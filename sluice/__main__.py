"""`python -m sluice` is `sluice`."""

from sluice.cli.app import main

main()
