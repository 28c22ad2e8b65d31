"""The porch: what is typed, and nothing else. `app` is the program."""
