"""The judge beside its peers' rules, on the same seeded traces."""
