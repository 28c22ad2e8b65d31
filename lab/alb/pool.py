"""The targets of one target group, as the data plane sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lab.alb import choice
from lab.alb.health import HEALTHY, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lab.alb.configuration import RegisteredTarget, TargetGroup


@dataclass(eq=False)
class Member:
    """A registered target: where it stands, and how many requests it has not answered yet."""

    target: RegisteredTarget
    standing: Standing = field(default_factory=Standing)
    outstanding: int = 0

    @property
    def name(self) -> str:
        """What a cookie calls it."""
        return f"{self.target.address}:{self.target.port}:{self.target.registration}"


class Pool:
    """Members in the order of registration; those that may get requests are kept ready."""

    def __init__(self, group: TargetGroup) -> None:
        self.group = group
        self.members: dict[RegisteredTarget, Member] = {}
        self.routable: tuple[Member, ...] = ()
        self._turn = 0

    def update(self, group: TargetGroup, remembered: Mapping[RegisteredTarget, Standing]) -> None:
        """Take over a new configuration.

        Args:
            group: whose targets these are; a member that stays keeps its standing.
            remembered: standings from before this process.
        """
        self.group = group
        self.members = {
            target: self.members.get(target) or Member(target, remembered.get(target, Standing()))
            for target in group.targets
        }
        self.sort()

    def sort(self) -> None:
        """Find out anew who may get requests; call it whenever a standing changed.

        Where none is healthy, all get requests: the load balancer fails open.
        """
        members = tuple(self.members.values())
        healthy = tuple(member for member in members if member.standing.state == HEALTHY)
        self.routable = healthy or members

    def order(self, stuck_to: str | None = None) -> Sequence[Member]:
        """Return the members in the order in which a request tries them; empty where none is.

        Args:
            stuck_to: the name of the member that a cookie asks for; it is first if it may be.
        """
        if not self.routable:
            return ()
        self._turn += 1
        if self.group.algorithm == "least_outstanding_requests":
            found = choice.least_busy(self.routable, lambda one: one.outstanding, self._turn)
        else:
            found = choice.in_turn(self.routable, self._turn)
        if stuck_to is not None:
            return sorted(found, key=lambda one: one.name != stuck_to)
        return found
