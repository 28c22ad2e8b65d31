"""The kinds of faults, each with its parameters and their units.

A parameter that is left empty means all: every service, every metric, every target.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Percent = Annotated[float, Field(ge=0, le=100)]
Seconds = Annotated[float, Field(ge=0)]


class _Kind(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(default=0, description="chance is drawn from it: same seed, same faults")
    for_seconds: Seconds = Field(default=0, description="ends by itself; 0: until it is removed")


class _OfCalls(_Kind):
    service: str = Field(
        default="", description="as signed, such as elasticloadbalancing, or of boto3's client"
    )
    operation: str = Field(default="", description="API operation, such as ModifyRule")
    percent: Percent = Field(default=100, description="of the calls that match")
    count: int = Field(default=0, ge=0, description="so many calls, then no more; 0: no limit")


class ApiThrottle(_OfCalls):
    """Calls are refused as AWS refuses who asks too often; nothing takes effect."""

    kind: Literal["api-throttle"] = "api-throttle"


class ApiError(_OfCalls):
    """Calls are answered with a 5xx; nothing takes effect."""

    kind: Literal["api-error"] = "api-error"
    status: int = Field(default=503, ge=500, le=599)


class ApiLostResponse(_OfCalls):
    """Calls take effect, and the connection ends before their answer."""

    kind: Literal["api-lost-response"] = "api-lost-response"


class ApiLatency(_OfCalls):
    """Calls are answered late."""

    kind: Literal["api-latency"] = "api-latency"
    latency_ms: Annotated[float, Field(gt=0)] = 1000


class _OfMetrics(_Kind):
    namespace: str = Field(default="", description="such as AWS/ApplicationELB")
    metric: str = Field(default="", description="such as RequestCount")
    dimension: str = Field(default="", description="part of a dimension's value: -green/")


class MetricDelay(_OfMetrics):
    """Metrics can be read only some time after they were measured."""

    kind: Literal["metric-delay"] = "metric-delay"
    delay_seconds: Annotated[float, Field(gt=0)] = 120


class MetricLoss(_OfMetrics):
    """Metrics are lost; with a percentage, some of their values: partial data."""

    kind: Literal["metric-loss"] = "metric-loss"
    percent: Percent = 100


class TargetFlap(_Kind):
    """Targets fail their health checks for a while, pass for as long, and so on."""

    kind: Literal["target-flap"] = "target-flap"
    target_group: str = Field(default="", description="part of the target group's ARN")
    period_seconds: Annotated[float, Field(gt=0)] = 30


class DatabaseCrash(_Kind):
    """The database's processes are killed, and started again after a while."""

    kind: Literal["database-crash"] = "database-crash"
    instance: str = Field(description="DB instance identifier")
    down_seconds: Seconds = 5


class ClockSkew(_Kind):
    """The driver's clock is ahead of AWS's by so much; negative: behind."""

    kind: Literal["clock-skew"] = "clock-skew"
    skew_seconds: float


class Release(_Kind):
    """The application of an image digest misbehaves."""

    kind: Literal["release"] = "release"
    image_digest: str = Field(description="sha256:...; its beginning is enough")
    error_percent: Percent = Field(default=0, description="of requests answered 500")
    latency_ms: Annotated[float, Field(ge=0)] = Field(default=0, description="median, added")
    latency_sigma: Annotated[float, Field(ge=0)] = Field(
        default=0, description="of the lognormal distribution of what is added; 0: constant"
    )
    crash_after_seconds: Seconds = Field(default=0, description="0: never")
    leak_mib_per_second: Annotated[float, Field(ge=0)] = 0
    slow_start_seconds: Seconds = 0
    failing_migration: bool = False


class ReceiverDown(_Kind):
    """A receiver does not answer: connections are reset, and mail servers stay silent."""

    kind: Literal["receiver-down"] = "receiver-down"
    receiver: str = Field(default="", description="slack, pagerduty or email")


class ReceiverSlow(_Kind):
    """A receiver answers late."""

    kind: Literal["receiver-slow"] = "receiver-slow"
    receiver: str = Field(default="", description="slack, pagerduty or email")
    latency_ms: Annotated[float, Field(gt=0)] = 5000


class ReceiverBusy(_Kind):
    """A receiver answers 429 with Retry-After, and a mail server that it is busy."""

    kind: Literal["receiver-busy"] = "receiver-busy"
    receiver: str = Field(default="", description="slack, pagerduty or email")
    retry_after_seconds: Seconds = 1
    count: int = Field(default=0, ge=0, description="so many answers, then no more; 0: no limit")


Kind = (
    ApiThrottle
    | ApiError
    | ApiLostResponse
    | ApiLatency
    | MetricDelay
    | MetricLoss
    | TargetFlap
    | DatabaseCrash
    | ClockSkew
    | Release
    | ReceiverDown
    | ReceiverSlow
    | ReceiverBusy
)
KINDS: dict[str, type[_Kind]] = {kind.model_fields["kind"].default: kind for kind in get_args(Kind)}
_ADAPTER: TypeAdapter[Kind] = TypeAdapter(Annotated[Kind, Field(discriminator="kind")])


def parse(document: object) -> Kind:
    """Return the fault in a document such as `{"kind": "api-latency", "latency_ms": 50}`.

    Raises:
        pydantic.ValidationError: unknown kind or parameter, or a value out of its range.
    """
    return _ADAPTER.validate_python(document)
