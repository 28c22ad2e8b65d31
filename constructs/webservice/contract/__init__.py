"""What the stacks and the driver agree on: read by both, and made of the standard library only.

The hosted driver's package carries this folder beside `sluice`.
"""
