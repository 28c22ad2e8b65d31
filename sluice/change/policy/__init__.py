"""The policy gate: every rule on every stack and plan, and no silence taken for a pass."""
