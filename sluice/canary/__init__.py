"""Canary releases: shifts traffic in steps, judges, and promotes or rolls back.

`model/` holds the plain values; `judge/`, `steps` and `advance/` decide and know no AWS;
`journal/` and `ports/` are the edge; `driver` is the loop that ties them together.
"""
