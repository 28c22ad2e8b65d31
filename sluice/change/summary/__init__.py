"""A plan and its judgement as one value without secrets, and as Markdown."""
