"""What is looked at before a release; nothing is changed."""

from sluice.canary.verify.context import Context
from sluice.canary.verify.image import start_scan
from sluice.canary.verify.run import CHECKS, require_skippable, verify

__all__ = [
    "CHECKS",
    "Context",
    "require_skippable",
    "start_scan",
    "verify",
]
