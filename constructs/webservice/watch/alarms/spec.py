"""One line of a table of alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from webservice.watch.metrics import Formula, Metric

MissingData = Literal["breaching", "ignore", "missing", "notBreaching"]
Comparison = Literal["GreaterThanThreshold", "LessThanThreshold"]


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
        rolls_back: whether it is a part of the composite alarm that means roll back.
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
    rolls_back: bool = False

    @property
    def name(self) -> str:
        """The alarm's name behind the environment's prefix."""
        return f"{self.slug}-{self.colour}" if self.colour else self.slug
