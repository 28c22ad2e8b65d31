"""What all load balancers of an account are told to do: plain values, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field


@dataclass(frozen=True)
class HealthCheck:
    """A target group's health check.

    `port` is None where each target is asked on its traffic port; `matcher` is as in the API:
    `200`, `200,202` or `200-299`. A threshold counts results in a row.
    """

    protocol: str = "HTTP"
    port: int | None = None
    path: str = "/"
    matcher: str = "200"
    interval_seconds: float = 30
    timeout_seconds: float = 5
    healthy_threshold: int = 5
    unhealthy_threshold: int = 2


@dataclass(frozen=True, order=True)
class RegisteredTarget:
    """One registration: the same address and port registered again has another number."""

    address: str
    port: int
    registration: int


@dataclass(frozen=True)
class TargetGroup:
    """A target group that some listener can forward to.

    `stickiness_seconds` is that of the load balancer's own cookie for one target; 0: none.
    """

    arn: str
    protocol: str
    health_check: HealthCheck
    targets: tuple[RegisteredTarget, ...] = ()
    algorithm: str = "round_robin"
    stickiness_seconds: int = 0


@dataclass(frozen=True)
class WeightedGroup:
    """A target group in a forward action, with its weight from 0 to 999."""

    arn: str
    weight: int


@dataclass(frozen=True)
class Forward:
    """Send the request to a target; `stickiness_seconds` 0: each one is drawn anew."""

    groups: tuple[WeightedGroup, ...]
    stickiness_seconds: int = 0
    kind: Literal["forward"] = "forward"


@dataclass(frozen=True)
class Redirect:
    """Answer with another place; the fields may hold #{protocol}, #{host} and so on."""

    status: int
    protocol: str = "#{protocol}"
    host: str = "#{host}"
    port: str = "#{port}"
    path: str = "/#{path}"
    query: str = "#{query}"
    kind: Literal["redirect"] = "redirect"


@dataclass(frozen=True)
class FixedResponse:
    """Answer so, without a target."""

    status: int
    content_type: str = "text/plain"
    body: str = ""
    kind: Literal["fixed-response"] = "fixed-response"


Action = Annotated[Forward | Redirect | FixedResponse, Field(discriminator="kind")]


@dataclass(frozen=True)
class Condition:
    """One condition of a rule: it holds where any of its values matches.

    `field` is as in the API. `values` of a query-string are (key, value), the key empty where
    any will do; of all others (value,). `header` is the name for http-header.
    """

    field: str
    values: tuple[tuple[str, ...], ...]
    header: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule whose conditions must all hold; the default rule has none."""

    arn: str
    priority: str
    conditions: tuple[Condition, ...]
    action: Action


@dataclass(frozen=True)
class Listener:
    """A listener with its rules in the order of evaluation, the default rule last.

    `certificate` is the file with key and chain of an HTTPS listener.
    """

    arn: str
    port: int
    protocol: str
    rules: tuple[Rule, ...]
    certificate: str | None = None


@dataclass(frozen=True)
class LoadBalancer:
    """A load balancer with the attributes that change what it does."""

    arn: str
    dns_name: str
    listeners: tuple[Listener, ...] = ()
    idle_timeout_seconds: float = 60
    preserve_host_header: bool = False
    drop_invalid_header_fields: bool = False
    forwarded_for: str = "append"
    forwarded_for_port: bool = False


@dataclass(frozen=True)
class Configuration:
    """All load balancers of all regions, and the target groups that they use.

    `hosts` says which load balancer a host name leads to.
    """

    load_balancers: tuple[LoadBalancer, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    hosts: dict[str, str] = field(default_factory=dict)


def suffix(arn: str) -> str:
    """Return the end of an ARN that is a CloudWatch dimension: `app/web/1` of a balancer's."""
    resource = arn.split(":", 5)[-1]
    return resource.removeprefix("loadbalancer/")


def region(arn: str) -> str:
    """Return the region in an ARN."""
    return arn.split(":")[3]
