"""What is looked at before a release: one module per check, and nothing is changed."""

from sluice.canary.verify import scan
from sluice.canary.verify.context import Context, live_colour, rule_weights
from sluice.canary.verify.run import CHECKS, require_skippable, verify

__all__ = [
    "CHECKS",
    "Context",
    "live_colour",
    "require_skippable",
    "rule_weights",
    "scan",
    "verify",
]
