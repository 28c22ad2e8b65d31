"""Which target group, and which of its targets, gets a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from lab.alb.configuration import WeightedGroup

_T = TypeVar("_T")


def weighted(groups: Sequence[WeightedGroup], random: Random) -> str | None:
    """Draw a group's ARN by weight; None where all weights are 0.

    Whether its targets are healthy plays no part: a load balancer does not fail over from
    one group to another.
    """
    if len(groups) == 1:
        # The weight of a single group says nothing but 0 or not.
        return groups[0].arn if groups[0].weight else None
    total = sum(group.weight for group in groups)
    if not total:
        return None
    drawn = random.randrange(total)
    for group in groups:
        drawn -= group.weight
        if drawn < 0:
            return group.arn
    raise AssertionError(drawn)


def in_turn(targets: Sequence[_T], turn: int) -> Sequence[_T]:
    """Return the targets in the order in which they are tried at a turn: round robin."""
    start = turn % len(targets)
    return [*targets[start:], *targets[:start]]


def least_busy(targets: Sequence[_T], busy: Callable[[_T], int], turn: int) -> Sequence[_T]:
    """Return the targets, the one with fewest requests outstanding first; ties in turn."""
    return sorted(in_turn(targets, turn), key=busy)
