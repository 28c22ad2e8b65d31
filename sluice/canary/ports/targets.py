"""Target groups: how many targets are healthy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.observation import Targets

if TYPE_CHECKING:
    from sluice.canary.ports.clients import Clients


def targets(clients: Clients, group_arn: str) -> Targets:
    """Return a target group's targets; those that are leaving do not count.

    Raises:
        BotoCoreError, ClientError: no answer.
    """
    answer = clients("elbv2").describe_target_health(TargetGroupArn=group_arn)
    states = [each["TargetHealth"]["State"] for each in answer["TargetHealthDescriptions"]]
    staying = [state for state in states if not state.endswith("draining")]
    return Targets(healthy=staying.count("healthy"), total=len(staying))
