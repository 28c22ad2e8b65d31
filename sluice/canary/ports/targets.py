"""Target groups: how many targets are healthy."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sluice.canary.model.observation import Targets

if TYPE_CHECKING:
    from sluice.aws import Clients


def targets(clients: Clients, group_arn: str) -> Targets:
    """Return a target group's targets; those that are leaving do not count.

    Raises:
        BotoCoreError, ClientError: no answer.
    """
    found = states(clients, group_arn)
    staying = [count for state, count in found.items() if not state.endswith("draining")]
    return Targets(healthy=found["healthy"], total=sum(staying))


def states(clients: Clients, group_arn: str) -> Counter[str]:
    """Return how many of a target group's targets are in each of AWS's states.

    Raises:
        BotoCoreError, ClientError: no answer.
    """
    answer = clients("elbv2").describe_target_health(TargetGroupArn=group_arn)
    return Counter(each["TargetHealth"]["State"] for each in answer["TargetHealthDescriptions"])
