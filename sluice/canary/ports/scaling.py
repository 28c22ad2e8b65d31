"""Application Auto Scaling: between how many tasks it keeps a colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.model.observation import ScalingBounds
from sluice.canary.ports.colours import service_names

if TYPE_CHECKING:
    from sluice.aws import Clients
    from sluice.environment.descriptor import Colour, Descriptor

_NAMESPACE = "ecs"
_DIMENSION = "ecs:service:DesiredCount"


@dataclass(frozen=True)
class Scaling:
    """The scalable targets of one environment's two services."""

    descriptor: Descriptor
    clients: Clients

    def bounds(self) -> dict[Colour, ScalingBounds]:
        """Return both colours' bounds; one that is not scaled is left out.

        Raises:
            BotoCoreError, ClientError: no answer.
        """
        ids = self._resource_ids()
        answer = self.clients("application-autoscaling").describe_scalable_targets(
            ServiceNamespace=_NAMESPACE,
            ResourceIds=list(ids.values()),
            ScalableDimension=_DIMENSION,
        )
        found = {
            each["ResourceId"]: ScalingBounds(each["MinCapacity"], each["MaxCapacity"])
            for each in answer["ScalableTargets"]
        }
        return {colour: found[id_] for colour, id_ in ids.items() if id_ in found}

    def set_bounds(self, colour: Colour, bounds: ScalingBounds) -> None:
        """Set a colour's bounds; Auto Scaling then moves its count into them by itself.

        Raises:
            BotoCoreError, ClientError: refused, or no answer; it may have been done.
        """
        self.clients("application-autoscaling").register_scalable_target(
            ServiceNamespace=_NAMESPACE,
            ResourceId=self._resource_ids()[colour],
            ScalableDimension=_DIMENSION,
            MinCapacity=bounds.min_count,
            MaxCapacity=bounds.max_count,
        )

    def _resource_ids(self) -> dict[Colour, str]:
        cluster = self.descriptor.cluster.name
        names = service_names(self.descriptor)
        return {colour: f"service/{cluster}/{name}" for colour, name in names.items()}
