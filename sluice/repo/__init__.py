"""The repository itself: who owns which file, who may merge, who signed and who reviewed."""
