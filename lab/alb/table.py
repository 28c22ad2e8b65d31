"""What the data plane works by: the configuration, compiled, and all target groups' pools."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.alb.conditions import Test, compile_rules
from lab.alb.configuration import Configuration, Listener, LoadBalancer, RegisteredTarget, Rule
from lab.alb.health import HEALTHY, INITIAL, Standing
from lab.alb.messages import TargetState
from lab.alb.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class Bound:
    """A listener with its load balancer and its compiled rules."""

    balancer: LoadBalancer
    listener: Listener
    rules: Sequence[tuple[list[Test], Rule]]


class Table:
    """Replaced bit by bit when a new configuration comes; readers never wait."""

    def __init__(self) -> None:
        self.version = 0
        self.configuration = Configuration()
        self.listeners: dict[str, Bound] = {}
        self.pools: dict[str, Pool] = {}

    def take(
        self, version: int, configuration: Configuration, health: Sequence[TargetState] = ()
    ) -> None:
        """Work by another configuration from the next request on.

        Args:
            version: its version.
            configuration: what to do.
            health: what was known of targets before this process started.
        """
        remembered: Mapping[str, dict[RegisteredTarget, Standing]] = _standings(health)
        pools = {}
        for group in configuration.target_groups:
            pool = self.pools.get(group.arn) or Pool(group)
            pool.update(group, remembered.get(group.arn, {}))
            pools[group.arn] = pool
        self.pools = pools
        self.listeners = {
            listener.arn: Bound(balancer, listener, compile_rules(listener.rules))
            for balancer in configuration.load_balancers
            for listener in balancer.listeners
        }
        self.configuration, self.version = configuration, version

    def health(self) -> tuple[TargetState, ...]:
        """Return where every target stands."""
        return tuple(
            TargetState(
                arn,
                member.target.address,
                member.target.port,
                member.target.registration,
                member.standing.state,
                member.standing.reason,
                member.standing.description,
            )
            for arn, pool in self.pools.items()
            for member in pool.members.values()
        )

    def host_counts(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Return counts of healthy and of unhealthy targets by balancer and group.

        A target whose first checks are under way is neither.
        """
        found = {}
        for bound in self.listeners.values():
            for rule in bound.listener.rules:
                if rule.action.kind != "forward":
                    continue
                for group in rule.action.groups:
                    pool = self.pools.get(group.arn)
                    states = [one.standing.state for one in pool.members.values()] if pool else []
                    healthy = states.count(HEALTHY)
                    unhealthy = len(states) - healthy - states.count(INITIAL)
                    found[bound.balancer.arn, group.arn] = (healthy, unhealthy)
        return found


def _standings(
    health: Sequence[TargetState],
) -> dict[str, dict[RegisteredTarget, Standing]]:
    found: dict[str, dict[RegisteredTarget, Standing]] = defaultdict(dict)
    for one in health:
        target = RegisteredTarget(one.address, one.port, one.registration)
        found[one.group_arn][target] = Standing(one.state, one.reason, one.description)
    return found
