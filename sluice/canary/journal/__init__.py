"""Releases: what survives the driver.

Items of the table, by `pk` and `sk`:

- `environment#<service>/<env>`, `release#<id>`: a release's newest state, its version and epoch.
- `release#<id>`, `event#<number>`: the audit trail.
- `environment#<service>/<env>`, `request`: what an operator asked for, until the driver takes it.
"""
