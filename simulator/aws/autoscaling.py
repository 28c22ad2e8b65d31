"""Application Auto Scaling: the bounds of services' task counts, which it enforces itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from simulator.aws.account import Bounds
from simulator.aws.client import Client, refused


class AutoScaling(Client):
    """boto3's `application-autoscaling`."""

    service = "application-autoscaling"

    def describe_scalable_targets(self, **request: Any) -> dict[str, Any]:
        """Describe scalable targets by their resource ids."""

        def answer() -> dict[str, Any]:
            known = self._account.scaling
            ids = request.get("ResourceIds", list(known))
            return {
                "ScalableTargets": [
                    {
                        "ServiceNamespace": "ecs",
                        "ResourceId": id_,
                        "ScalableDimension": "ecs:service:DesiredCount",
                        "MinCapacity": known[id_].min_count,
                        "MaxCapacity": known[id_].max_count,
                        "RoleARN": "arn:aws:iam::123456789012:role/scaling",
                        "CreationTime": datetime.fromtimestamp(self._account.started_at, UTC),
                    }
                    for id_ in ids
                    if id_ in known
                ]
            }

        return self._read("DescribeScalableTargets", answer)

    def register_scalable_target(self, **request: Any) -> dict[str, Any]:
        """Set a service's bounds; a count outside of them is moved into them soon after."""

        def change() -> dict[str, Any]:
            id_ = request["ResourceId"]
            if id_ not in self._account.scaling:
                raise refused(
                    "ValidationException", f"ECS service doesn't exist: {id_}", "Register"
                )
            bounds = Bounds(request["MinCapacity"], request["MaxCapacity"])
            if bounds.min_count > bounds.max_count:
                raise refused("ValidationException", "minimum above maximum", "Register")
            self._account.scaling[id_] = bounds
            clock = self._account.clock
            _, cluster, name = id_.split("/")
            pace = self._account.services[cluster, name].pace
            clock.at(clock.now() + pace.scaling, lambda: self._enforce(id_, bounds))
            return {}

        return self._change("RegisterScalableTarget", request, change)

    def _enforce(self, id_: str, bounds: Bounds) -> None:
        if self._account.scaling[id_] is not bounds:
            return
        _, cluster, name = id_.split("/")
        service = self._account.services[cluster, name]
        within = min(max(service.desired, bounds.min_count), bounds.max_count)
        if within != service.desired:
            service.update(within, None)
