"""One line of a table of alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from webservice.contract.alarms import OnRelease, ReleaseRule

if TYPE_CHECKING:
    from webservice.watch.metrics import Formula, Metric

MissingData = Literal["breaching", "ignore", "missing", "notBreaching"]
Comparison = Literal["GreaterThanThreshold", "LessThanThreshold"]

HOLDS = ReleaseRule(
    on_release=OnRelease.HOLD,
    why="While the environment is in trouble, what a release does to it cannot be judged.",
)
PART_OF_ROLL_BACK = ReleaseRule(
    on_release=OnRelease.HOLD,
    why="It may be chance: a release fails on the alarm roll-back, once that has lasted.",
)


@dataclass(frozen=True, kw_only=True)
class AlarmSpec:
    """What is watched, when it sounds, and what it means.

    Attributes:
        slug: the runbook page's name, shared by the alarms of both colours.
        colour: `blue` or `green`, where it watches one of them.
        meaning: one sentence of the characters that AWS allows in every description.
        measure: a metric, or metric math.
        threshold: in the measure's unit.
        comparison: on which side of the threshold it sounds.
        period_seconds: one data point's length.
        periods: how many data points in a row must be over the threshold.
        missing_data: what silence means; the table says why.
        release_rule: what a release does while it sounds, and why.
    """

    slug: str
    meaning: str
    measure: Metric | Formula
    threshold: float
    missing_data: MissingData
    periods: int
    period_seconds: int = 60
    comparison: Comparison = "GreaterThanThreshold"
    colour: str = ""
    release_rule: ReleaseRule = HOLDS

    @property
    def name(self) -> str:
        """The alarm's name behind the environment's prefix."""
        return f"{self.slug}-{self.colour}" if self.colour else self.slug

    @property
    def is_part_of_roll_back(self) -> bool:
        """Whether the composite alarm that means roll back watches it."""
        return self.release_rule is PART_OF_ROLL_BACK
