"""How many tasks one colour has: target tracking on CPU, memory and requests per target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.appautoscaling_policy import (
    AppautoscalingPolicy,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration,
)
from cdktf_cdktf_provider_aws.appautoscaling_policy import (
    AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification as Metric,  # noqa: E501 - the bindings' own name
)
from cdktf_cdktf_provider_aws.appautoscaling_target import AppautoscalingTarget
from constructs import Construct

from webservice.compute.service import LIVE_AT_FIRST

if TYPE_CHECKING:
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.edge.target_group import TargetGroup
    from webservice.settings import ServiceSettings

# A release gives the colour that it brings up the bounds of the live one, and the colour
# that it drains a lower bound of 0: Terraform sets the first values only.
_MOVED_BY_RELEASES = TerraformResourceLifecycle(ignore_changes=["min_capacity", "max_capacity"])

# Out fast, in slowly: a task too many costs cents, a task too few costs requests.
_SCALE_OUT_COOLDOWN_SECONDS = 60
_SCALE_IN_COOLDOWN_SECONDS = 300


@dataclass(frozen=True)
class _Tracking:
    """A metric that Application Auto Scaling keeps at a value."""

    purpose: str
    metric: str
    target: int
    resource_label: str | None = None


class Autoscaling(Construct):
    """The scalable target of one colour and its three policies.

    Any of the three scales out; all three must agree before one scales in. The idle
    colour's lower bound is 0, or the first alarm would start tasks that serve nobody.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: ServiceSettings,
        cluster_name: str,
        service_name: str,
        load_balancer: LoadBalancer,
        target_group: TargetGroup,
        colour: str,
    ) -> None:
        """Register the scalable target and put its policies.

        Args:
            scope: the parent.
            id_: the construct's id.
            settings: bounds and targets.
            cluster_name: the ECS cluster.
            service_name: the colour's ECS service.
            load_balancer: the one whose requests are counted.
            target_group: the colour's.
            colour: decides the first lower bound.
        """
        super().__init__(scope, id_)
        self._target = AppautoscalingTarget(
            self,
            "target",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=f"service/{cluster_name}/{service_name}",
            min_capacity=settings.min_count if colour == LIVE_AT_FIRST else 0,
            max_capacity=settings.max_count,
            lifecycle=_MOVED_BY_RELEASES,
        )
        for tracking in (
            _Tracking("cpu", "ECSServiceAverageCPUUtilization", settings.cpu_target_percent),
            _Tracking(
                "memory", "ECSServiceAverageMemoryUtilization", settings.memory_target_percent
            ),
            _Tracking(
                "requests",
                "ALBRequestCountPerTarget",
                settings.requests_per_target_per_minute,
                f"{load_balancer.arn_suffix}/{target_group.arn_suffix}",
            ),
        ):
            self._track(tracking)

    def _track(self, tracking: _Tracking) -> None:
        specification = Metric(
            predefined_metric_type=tracking.metric, resource_label=tracking.resource_label
        )
        AppautoscalingPolicy(
            self,
            tracking.purpose,
            name=f"{tracking.purpose}-target",
            policy_type="TargetTrackingScaling",
            service_namespace=self._target.service_namespace,
            scalable_dimension=self._target.scalable_dimension,
            resource_id=self._target.resource_id,
            target_tracking_scaling_policy_configuration=(
                AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration(
                    target_value=tracking.target,
                    predefined_metric_specification=specification,
                    scale_in_cooldown=_SCALE_IN_COOLDOWN_SECONDS,
                    scale_out_cooldown=_SCALE_OUT_COOLDOWN_SECONDS,
                )
            ),
        )
