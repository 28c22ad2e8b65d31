"""DescribeTargetHealth says what health checks found.

Moto calls every registered target healthy, whether or not anything listens there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.elbv2.exceptions import TargetGroupNotFoundError
from moto.elbv2.models import ELBv2Backend, FakeHealthStatus, FakeTargetGroup

from lab.alb.health import DRAINING, UNUSED, Standing
from lab.alb.moto_targets import draining, key
from lab.target_health import Health, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lab.control import Control

NOT_REGISTERED = Health(
    UNUSED, "Target.NotRegistered", "Target is not registered to the target group"
)
NOT_IN_USE = Health(
    UNUSED,
    "Target.NotInUse",
    "Target group is not configured to receive traffic from the load balancer",
)
IN_DRAIN = Health(
    DRAINING, "Target.DeregistrationInProgress", "Target deregistration is in progress"
)
_NEW = Standing()
JUST_REGISTERED = Health(_NEW.state, _NEW.reason, _NEW.description)


def patch(control: Control, is_used: Callable[[FakeTargetGroup], bool]) -> None:
    """Patch moto; `is_used` tells whether a load balancer forwards to a group."""

    def describe(
        self: ELBv2Backend, target_group_arn: str, targets: Sequence[dict[str, Any]]
    ) -> list[FakeHealthStatus]:
        group = self.target_groups.get(target_group_arn)
        if group is None:
            raise TargetGroupNotFoundError
        leaving = draining(group, control.clock.now())
        if targets:
            asked = [(one["Id"], int(one.get("Port") or group.port or 0)) for one in targets]
        else:
            present = [(one["Id"], int(one["Port"])) for one in group.targets.values()]
            asked = [*present, *leaving]
        used = is_used(group)
        return [_status(group, one, _health(group, one, leaving, used=used)) for one in asked]

    def _health(
        group: FakeTargetGroup,
        target: tuple[str, int],
        leaving: Sequence[tuple[str, int]],
        *,
        used: bool,
    ) -> Health:
        if key(*target) in group.targets:
            if not used:
                return NOT_IN_USE
            found = control.target_health.of(Target(group.arn, *target))
            # Between the registration and the first round that sees it.
            return found if found and found.state not in {UNUSED, DRAINING} else JUST_REGISTERED
        return IN_DRAIN if target in leaving else NOT_REGISTERED

    ELBv2Backend.describe_target_health = describe


def _status(group: FakeTargetGroup, target: tuple[str, int], health: Health) -> FakeHealthStatus:
    address, port = target
    check_port = str(group.health_check_port or "traffic-port")
    return FakeHealthStatus(
        instance_id=address,
        port=str(port),
        health_port=str(port) if check_port == "traffic-port" else check_port,
        status=health.state,
        reason=health.reason,
        description=health.description,
    )
