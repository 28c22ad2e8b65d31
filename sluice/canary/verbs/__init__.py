"""What an operator can do with a release: one module per verb, `show/` for what it prints."""
