"""The whole of a release's behaviour, as pure functions of its state and of what was seen."""

from sluice.canary.advance.core import advance, needs, take_over
from sluice.canary.advance.draft import Move

__all__ = ["Move", "advance", "needs", "take_over"]
