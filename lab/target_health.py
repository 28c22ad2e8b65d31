"""How healthy each target is: said by the load balancers, heard by whoever runs the targets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One registration: an address and port in a target group."""

    group_arn: str
    address: str
    port: int


@dataclass(frozen=True)
class Health:
    """What DescribeTargetHealth says of a target.

    `state` is initial, healthy, unhealthy, draining, unused or unavailable; `reason` is one
    of AWS's codes, such as Target.ResponseCodeMismatch, and None where there is none.
    """

    state: str
    reason: str | None = None
    description: str | None = None


class TargetHealth:
    """The last word on every target; kept in the event loop's thread."""

    def __init__(self) -> None:
        self._health: dict[Target, Health] = {}

    def replace(self, health: dict[Target, Health]) -> None:
        """Take over what the load balancers say of all targets now."""
        self._health = dict(health)

    def of(self, target: Target) -> Health | None:
        """Return a target's health; None where no load balancer knows it (any more)."""
        return self._health.get(target)
