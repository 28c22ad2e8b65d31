"""What the data plane reports, and what it is told in return."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import TypeAdapter

# Imported for good: pydantic reads the annotations.
from lab.alb.configuration import Configuration  # noqa: TC001 - pydantic reads it at run time

SYNC_PATH = "/_lab/alb/sync"


@dataclass(frozen=True)
class TargetState:
    """How healthy one registered target is; `state` and `reason` as in the API."""

    group_arn: str
    address: str
    port: int
    registration: int
    state: str
    reason: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Sample:
    """Values of one metric in one second, each with how often it was measured.

    `load_balancer` and `group` are ARNs, None where the metric has no such dimension.
    """

    name: str
    load_balancer: str | None
    group: str | None
    at: int
    values: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Report:
    """What the data plane says.

    `sequence` grows with each report: one that is sent again, since its answer was lost, is
    counted once. `version` is that of the configuration it works by; 0: none yet.
    """

    process: int
    sequence: int
    version: int
    proxy_port: int
    ports: dict[str, int] = field(default_factory=dict)
    health: tuple[TargetState, ...] = ()
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Memory:
    """What a data plane that was started again takes over from the one before."""

    proxy_port: int
    ports: dict[str, int]
    health: tuple[TargetState, ...]


@dataclass(frozen=True)
class Orders:
    """What the data plane is told.

    `configuration` is None where its version is still the newest. `hosts` are (name, port,
    loopback port) of servers that are no load balancers; `flapping` the target groups whose
    health checks a fault lets fail.
    """

    version: int
    configuration: Configuration | None = None
    clock_skew_seconds: float = 0
    flapping: tuple[str, ...] = ()
    hosts: tuple[tuple[str, int, int], ...] = ()
    memory: Memory | None = None


REPORT: TypeAdapter[Report] = TypeAdapter(Report)
ORDERS: TypeAdapter[Orders] = TypeAdapter(Orders)
