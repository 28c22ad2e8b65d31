"""What a change costs a month: before, after, the difference, and what has no price."""

from __future__ import annotations

from sluice.change.cost.estimate import estimate
from sluice.change.cost.model import CostDelta, Line, NotPriced
from sluice.change.cost.report import as_json
from sluice.change.cost.sides import created, main_region

__all__ = ["CostDelta", "Line", "NotPriced", "as_json", "created", "estimate", "main_region"]
