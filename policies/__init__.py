"""Our rules, one a file, as Checkov loads them: see README.md."""
