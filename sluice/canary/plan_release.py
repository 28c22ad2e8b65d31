"""From the descriptor to the plan of one release, at AWS's pace or at a rehearsal's."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sluice.canary.model.plan import METRIC_PERIOD_SECONDS, Criteria, Plan, Step
from sluice.canary.step_sizing import percent, size_steps
from sluice.errors import UsageRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sluice.environment.descriptor import Descriptor

SPEED_VARIABLE = "SLUICE_REHEARSAL_SPEED"
SPEEDS = (1, 2, 6, 12, 60)
"""Divisors of a minute that leave whole seconds, which CloudWatch's periods are."""

METRIC_DELAY_SECONDS = 60
"""ALB's metrics of a minute have arrived a minute later (measured; AWS promises nothing)."""
ACT_SECONDS = 15
"""From the verdict to weights that are read back, at most."""
START_DEADLINE_SECONDS = 900
LEASE_SECONDS = 180

# What a rehearsal cannot speed up: processes start, health checks come at their own pace.
_SHORTEST_START_SECONDS = 60
_SHORTEST_LEASE_SECONDS = 10
_SHORTEST_METRIC_DELAY_SECONDS = 2


@dataclass(frozen=True)
class Planned:
    """A plan, and one sentence that explains its first weight."""

    plan: Plan
    first_weight: str


def plan(
    descriptor: Descriptor,
    *,
    environment: Mapping[str, str],
    requests_per_minute: float | None = None,
    steps_override: Sequence[Step] | None = None,
) -> Plan:
    """Return the plan of `explain`, without its sentence."""
    return explain(
        descriptor,
        environment=environment,
        requests_per_minute=requests_per_minute,
        steps_override=steps_override,
    ).plan


def explain(
    descriptor: Descriptor,
    *,
    environment: Mapping[str, str],
    requests_per_minute: float | None = None,
    steps_override: Sequence[Step] | None = None,
) -> Planned:
    """Plan a release.

    Args:
        descriptor: of the environment.
        environment: the process environment; `SLUICE_REHEARSAL_SPEED` in it divides every
            duration and the metric period.
        requests_per_minute: the service's traffic, as it arrives; None where unknown.
        steps_override: instead of the descriptor's steps, as they are, whatever the error
            budget says; durations in seconds on AWS.

    Raises:
        UsageRefused: the speed is none, or this would not be a rehearsal.
    """
    speed = rehearsal_speed(environment)
    period = METRIC_PERIOD_SECONDS // speed
    delay = max(_SHORTEST_METRIC_DELAY_SECONDS, METRIC_DELAY_SECONDS / speed)
    if steps_override is None:
        sized = size_steps(
            [
                _faster(Step.model_validate(step.model_dump()), speed)
                for step in descriptor.canary.steps
            ],
            max_harmed_requests=descriptor.canary.max_harmed_requests,
            requests_per_minute=requests_per_minute,
            period_minutes=period / 60,
            notice_minutes=(delay + ACT_SECONDS / speed) / 60,
        )
        steps, sentence = sized.steps, sized.sentence
    else:
        steps = tuple(_faster(step, speed) for step in steps_override)
        sentence = f"starts at {percent(steps[0].weight_percent)}, as --steps says"
    return Planned(
        Plan(
            steps=steps,
            criteria=Criteria(
                error_rate_percent=descriptor.rollback.error_rate_percent,
                p95_latency_ms=descriptor.rollback.p95_latency_ms,
                window_periods=descriptor.rollback.p95_minutes,
            ),
            period_seconds=period,
            metric_delay_seconds=delay,
            start_deadline_seconds=max(_SHORTEST_START_SECONDS, START_DEADLINE_SECONDS / speed),
            hold_deadline_seconds=descriptor.canary.hold_deadline_seconds / speed,
            drain_seconds=descriptor.canary.drain_seconds / speed,
            lease_seconds=max(_SHORTEST_LEASE_SECONDS, LEASE_SECONDS / speed),
            migrate=bool(descriptor.task.migration_command),
            speed=speed,
        ),
        sentence,
    )


def rehearsal_speed(environment: Mapping[str, str]) -> int:
    """Return how much faster than AWS's pace a release is driven: 1 on AWS.

    Raises:
        UsageRefused: no such speed, or an endpoint that is not this machine: real metrics
            come once a minute, so that a faster release would be judged by nothing.
    """
    text = environment.get(SPEED_VARIABLE, "")
    if not text:
        return 1
    try:
        speed = int(text)
    except ValueError:
        speed = 0
    if speed not in SPEEDS:
        choices = ", ".join(map(str, SPEEDS))
        raise UsageRefused(f"{SPEED_VARIABLE}={text}: must be one of {choices}")
    if speed > 1:
        _require_this_machine(environment, speed)
    return speed


def _require_this_machine(environment: Mapping[str, str], speed: int) -> None:
    # A service's own endpoint wins over the general one.
    names = ["AWS_ENDPOINT_URL"]
    names += sorted(name for name in environment if name.startswith("AWS_ENDPOINT_URL_"))
    ignored = environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true"
    for name in names:
        url = environment.get(name, "")
        if ignored or not _is_loopback(url):
            what = f"{name} is {url}" if url and not ignored else "this is AWS"
            raise UsageRefused(
                f"{SPEED_VARIABLE}={speed} is for rehearsals on this machine, and {what}: "
                f"unset {SPEED_VARIABLE}, or point this shell at a lab"
            )


def _is_loopback(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _faster(step: Step, speed: int) -> Step:
    return step.model_copy(update={"bake_seconds": step.bake_seconds / speed})
