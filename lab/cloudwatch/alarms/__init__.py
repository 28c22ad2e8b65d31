"""Alarms: what they are (`model`), what state they are in (pure), and how they act on it."""
