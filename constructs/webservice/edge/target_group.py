"""One colour's target group."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.lb_target_group import (
    LbTargetGroup,
    LbTargetGroupHealthCheck,
    LbTargetGroupStickiness,
)
from constructs import Construct

from webservice.errors import require, require_one_of

if TYPE_CHECKING:
    from webservice.settings import LoadBalancerSettings, ServiceSettings

COLOURS = ("blue", "green")

# A new task takes traffic after two good checks (20 s) and loses it after three bad ones
# (30 s): fast enough for a canary step, slow enough to outlive one garbage collection.
HEALTH_CHECK_INTERVAL_SECONDS = 10
HEALTH_CHECK_TIMEOUT_SECONDS = 5
HEALTHY_THRESHOLD_COUNT = 2
UNHEALTHY_THRESHOLD_COUNT = 3
HEALTHY_STATUS = "200"

_NAME_LENGTH = 32


class TargetGroup(Construct):
    """The tasks of one colour, by IP address.

    Stickiness is off here: a client stays with its *colour* through the forward action,
    and moves freely between the colour's tasks.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        colour: str,
        vpc_id: str,
        settings: LoadBalancerSettings,
        service: ServiceSettings,
    ) -> None:
        """Create the target group `<prefix>-<colour>`.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of the name.
            colour: `blue` or `green`.
            vpc_id: where the targets are.
            settings: the deregistration delay.
            service: the container's port and health check path.

        Raises:
            InvalidValue: the colour is neither, or the name has over 32 characters.
        """
        super().__init__(scope, id_)
        require_one_of("target group colour", colour, COLOURS)
        self.name = f"{prefix}-{colour}"
        require(
            len(self.name) <= _NAME_LENGTH,
            "target group name",
            self.name,
            f"must have at most {_NAME_LENGTH} characters",
        )
        self._group = LbTargetGroup(
            self,
            "group",
            name=self.name,
            target_type="ip",
            vpc_id=vpc_id,
            protocol="HTTP",
            protocol_version="HTTP1",
            port=service.container_port,
            deregistration_delay=str(settings.deregistration_delay_seconds),
            health_check=LbTargetGroupHealthCheck(
                enabled=True,
                protocol="HTTP",
                port="traffic-port",
                path=service.health_check_path,
                matcher=HEALTHY_STATUS,
                interval=HEALTH_CHECK_INTERVAL_SECONDS,
                timeout=HEALTH_CHECK_TIMEOUT_SECONDS,
                healthy_threshold=HEALTHY_THRESHOLD_COUNT,
                unhealthy_threshold=UNHEALTHY_THRESHOLD_COUNT,
            ),
            stickiness=LbTargetGroupStickiness(type="lb_cookie", enabled=False),
            # The port is but a default: ECS registers each task with its own. Changing it
            # would replace a group that the rule still forwards to, which AWS refuses.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["port"]),
        )

    @cached_property
    def arn(self) -> str:
        """The target group's ARN."""
        return self._group.arn

    @cached_property
    def arn_suffix(self) -> str:
        """The end of the ARN that CloudWatch uses as dimension `TargetGroup`."""
        return self._group.arn_suffix
