"""The steps of `make setup`: standard library only, since nothing is installed yet."""
