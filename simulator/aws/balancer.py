"""A listener rule whose weights take a while to be in force, and its target groups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulator.clock import VirtualClock
    from simulator.versions import Pace


@dataclass
class TargetGroup:
    """A target group; its targets are tasks, by their ids."""

    arn: str
    healthy: set[str] = field(default_factory=set)
    starting: set[str] = field(default_factory=set)
    draining: set[str] = field(default_factory=set)


class Rule:
    """One weighted rule.

    Attributes:
        requested: weights by target group, as the last ModifyRule set them.
        readable: as DescribeRules tells them.
        in_force: as the load balancer follows them.
    """

    def __init__(
        self,
        arn: str,
        weights: Mapping[str, int],
        clock: VirtualClock,
        pace: Pace,
        changed: Callable[[], None],
    ) -> None:
        """Begin with weights that are in force.

        Args:
            arn: the rule's.
            weights: by target group's ARN.
            clock: says when changes are in force.
            pace: how long that takes.
            changed: told whenever the weights in force changed.
        """
        self.arn = arn
        self.requested = dict(weights)
        self.readable = dict(weights)
        self.in_force = dict(weights)
        self.stickiness_seconds = 0
        self._clock = clock
        self._pace = pace
        self._changed = changed

    def modify(self, weights: Mapping[str, int], stickiness_seconds: int) -> None:
        """Ask for weights."""
        requested = dict(weights)
        self.requested = requested
        self.stickiness_seconds = stickiness_seconds
        now = self._clock.now()
        if self._pace.weights_readable:
            self._clock.at(now + self._pace.weights_readable, lambda: self._show(requested))
        else:
            self.readable = requested
        self._clock.at(now + self._pace.weights_in_force, lambda: self._follow(requested))

    def _show(self, weights: dict[str, int]) -> None:
        self.readable = weights

    def _follow(self, weights: dict[str, int]) -> None:
        self.in_force = weights
        self._changed()
