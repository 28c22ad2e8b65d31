"""Deployed accounts as files: loaded in a second instead of deployed in minutes."""
