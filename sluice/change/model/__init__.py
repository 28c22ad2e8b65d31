"""Plain values that the gates share: synthesized stacks, plans, findings."""
