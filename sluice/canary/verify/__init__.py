"""What is looked at before a release: one module per check, and nothing is changed."""

from sluice.canary.verify import scan
from sluice.canary.verify.context import Context, live_colour, rule_weights
from sluice.canary.verify.run import CHECKS, refused, require_skippable, verify
from sluice.checks.finding import Finding, State

__all__ = [
    "CHECKS",
    "Context",
    "Finding",
    "State",
    "live_colour",
    "refused",
    "require_skippable",
    "rule_weights",
    "scan",
    "verify",
]
