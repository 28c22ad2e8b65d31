"""What the release verbs print: sentences, lines, tables and the live view."""
