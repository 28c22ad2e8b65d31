"""Releases: what survives the driver.

Items of the table, by `pk` and `sk`:

- `environment#<env>`, `release#<id>`: a release's newest state, its version and epoch.
- `release#<id>`, `event#<number>`: the audit trail.
- `environment#<env>`, `request`: what an operator asked for, until the driver takes it.
"""
