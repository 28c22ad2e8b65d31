"""What the checks look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sluice.aws import reachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.journal.journal import Journal
    from sluice.environment.descriptor import Colour, ColourService, Descriptor


@dataclass
class Context:
    """One environment and one image.

    Attributes:
        descriptor: of the environment.
        image: repository@digest.
        client: gives the boto3 client of a service.
        journal: of the environment.
    """

    descriptor: Descriptor
    image: str
    client: Callable[[str], Any]
    journal: Journal

    @cached_property
    def weights(self) -> dict[Colour, int]:
        """The rule's weights."""
        return rule_weights(self.descriptor, self.client)

    @cached_property
    def live(self) -> ColourService:
        """The colour with the most weight."""
        return self.descriptor.services[_heaviest(self.weights)]

    @cached_property
    def live_service(self) -> dict[str, Any]:
        """The live colour's ECS service, as ECS describes it."""
        found: list[dict[str, Any]] = self.client("ecs").describe_services(
            cluster=self.descriptor.cluster.name, services=[self.live.service_name]
        )["services"]
        return found[0] if found else {}

    @cached_property
    def task_definition(self) -> dict[str, Any]:
        """What the live colour runs, as ECS describes it."""
        arn = self.live_service["taskDefinition"]
        found: dict[str, Any] = self.client("ecs").describe_task_definition(taskDefinition=arn)
        definition: dict[str, Any] = found["taskDefinition"]
        return definition


def rule_weights(descriptor: Descriptor, client: Callable[[str], Any]) -> dict[Colour, int]:
    """Return the rule's weights as they are now."""
    rule_arn = descriptor.load_balancer.rule_arn
    (rule,) = client("elbv2").describe_rules(RuleArns=[rule_arn])["Rules"]
    found = {
        group["TargetGroupArn"]: int(group.get("Weight", 0))
        for action in rule["Actions"]
        for group in action.get("ForwardConfig", {}).get("TargetGroups", [])
    }
    return {
        colour: found.get(service.target_group_arn, 0)
        for colour, service in descriptor.services.items()
    }


def live_colour(descriptor: Descriptor, client: Callable[[str], Any]) -> Colour:
    """Return the colour with the most weight.

    Raises:
        AwsUnreachable: the rule could not be read.
    """
    with reachable("read the load balancer's rule"):
        return _heaviest(rule_weights(descriptor, client))


def _heaviest(weights: dict[Colour, int]) -> Colour:
    return max(sorted(weights), key=lambda colour: weights[colour])
