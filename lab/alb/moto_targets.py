"""Targets are registered by address *and port*, and drain after they were deregistered.

Moto knows targets by their id alone: two tasks on one address would replace each other, and
a target that is deregistered is gone at once. AWS keeps it as `draining` until the
deregistration delay is over, whether or not it still has requests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moto.elbv2.exceptions import TargetNotRunning
from moto.elbv2.models import FakeTargetGroup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lab.clock import Clock

_DRAINING = "_lab_draining"
_REGISTRATIONS = "_lab_registrations"
_DELAY = "deregistration_delay.timeout_seconds"


@dataclass(frozen=True)
class Registered:
    """A registered target; each new registration has a higher number."""

    address: str
    port: int
    registration: int


def key(id_: str, port: int) -> str:
    """Return what a target is known by in moto's dictionary of a group's targets."""
    return f"{id_}:{port}"


def registered(group: FakeTargetGroup) -> Iterator[Registered]:
    """Return a group's targets, in the order of their registration."""
    numbers = vars(group).get(_REGISTRATIONS, {})
    for name, target in group.targets.items():
        yield Registered(str(target["Id"]), int(target["Port"]), numbers.get(name, 0))


def draining(group: FakeTargetGroup, now: float) -> list[tuple[str, int]]:
    """Return id and port of the targets whose deregistration delay is not over at `now`."""
    ends = vars(group).get(_DRAINING, {})
    for name in [name for name, (_, _, end) in ends.items() if end <= now]:
        del ends[name]
    return [(id_, port) for id_, port, _ in ends.values()]


def forget_all(group: FakeTargetGroup) -> None:
    """Let a group have no target, and none that drains."""
    group.targets.clear()
    vars(group).pop(_DRAINING, None)
    vars(group).pop(_REGISTRATIONS, None)


def patch(clock: Clock, is_used: Callable[[FakeTargetGroup], bool]) -> None:
    """Patch moto.

    Args:
        clock: the lab's time.
        is_used: whether a load balancer forwards to a group: one that none uses drains nothing.
    """

    def register(self: FakeTargetGroup, targets: Sequence[dict[str, Any]]) -> None:
        for target in targets:
            instance = self.ec2_backend.get_instance_by_id(target["Id"])
            if instance and instance.state != "running":
                raise TargetNotRunning(instance_id=target["Id"])
        numbers = vars(self).setdefault(_REGISTRATIONS, {})
        for target in targets:
            port = int(target.get("Port") or self.port or 0)
            name = key(target["Id"], port)
            if name in self.targets:
                # Registering again changes nothing.
                continue
            self.targets[name] = {"Id": target["Id"], "Port": port}
            numbers[name] = max(numbers.values(), default=0) + 1
            vars(self).get(_DRAINING, {}).pop(name, None)

    def deregister(self: FakeTargetGroup, targets: Sequence[dict[str, Any]]) -> None:
        used = is_used(self)
        for target in targets:
            port = int(target.get("Port") or self.port or 0)
            name = key(target["Id"], port)
            # As the API says: deregistering what is not registered succeeds.
            if self.targets.pop(name, None) is not None and used:
                end = clock.now() + float(self.attributes[_DELAY])
                ends = vars(self).setdefault(_DRAINING, {})
                ends[name] = (target["Id"], port, end)

    def deregister_terminated(self: FakeTargetGroup, instance_ids: Sequence[str]) -> None:
        deregister(self, [one for one in self.targets.values() if one["Id"] in instance_ids])

    FakeTargetGroup.register = register
    FakeTargetGroup.deregister = deregister
    FakeTargetGroup.deregister_terminated_instances = deregister_terminated
