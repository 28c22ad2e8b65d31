"""What `make` runs: set-up, validation, lock files, the demo."""
