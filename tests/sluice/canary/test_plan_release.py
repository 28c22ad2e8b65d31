"""From the descriptor to a plan, at both paces."""

from __future__ import annotations

import pytest

from sluice.canary.model.plan import Step
from sluice.canary.plan_release import SPEEDS, explain, plan, rehearsal_speed
from sluice.errors import UsageRefused
from tests.sluice.canary.descriptors import descriptor, document

LAB = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}


def test_at_awss_pace_the_descriptor_is_taken_as_it_is() -> None:
    found = plan(descriptor(), environment={})
    assert found.speed == 1
    assert [step.weight_percent for step in found.steps] == [5, 25, 100]
    assert [step.bake_seconds for step in found.steps] == [300, 300, 300]
    assert (found.period_seconds, found.metric_delay_seconds) == (60, 60)
    assert (found.hold_deadline_seconds, found.drain_seconds) == (1800, 600)
    assert (found.start_deadline_seconds, found.lease_seconds) == (900, 180)
    assert found.criteria.p95_latency_ms == 400
    assert found.criteria.window_periods == 7
    assert found.criteria.error_rate_percent == 0.5


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_rehearsal_divides_every_duration_and_the_metric_period(speed: int) -> None:
    slow = plan(descriptor(), environment={})
    fast = plan(descriptor(), environment={**LAB, "SLUICE_REHEARSAL_SPEED": str(speed)})
    assert fast.speed == speed
    assert fast.period_seconds * speed == slow.period_seconds
    assert fast.hold_deadline_seconds * speed == slow.hold_deadline_seconds
    assert fast.drain_seconds * speed == slow.drain_seconds
    assert [step.bake_seconds * speed for step in fast.steps] == [300, 300, 300]
    assert fast.metric_delay_seconds == max(2, 60 / speed)
    assert fast.lease_seconds == max(10, 180 / speed)


@pytest.mark.parametrize("speed", ["3", "0", "-1", "fast", "1.5"])
def test_another_speed_is_refused(speed: str) -> None:
    with pytest.raises(UsageRefused, match=r"must be one of 1, 2, 6, 12, 60"):
        rehearsal_speed({**LAB, "SLUICE_REHEARSAL_SPEED": speed})


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"AWS_ENDPOINT_URL": "https://ecs.eu-west-1.amazonaws.com"},
        {"AWS_ENDPOINT_URL": "http://127.0.0.1.example.com:4566"},
        {**LAB, "AWS_ENDPOINT_URL_ECS": "https://ecs.eu-west-1.amazonaws.com"},
        {**LAB, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
        {"AWS_ENDPOINT_URL": "not an address"},
    ],
)
def test_a_rehearsal_is_refused_wherever_a_call_could_reach_aws(where: dict[str, str]) -> None:
    with pytest.raises(UsageRefused, match="is for rehearsals on this machine"):
        rehearsal_speed({**where, "SLUICE_REHEARSAL_SPEED": "12"})


@pytest.mark.parametrize("url", ["http://localhost:1", "http://[::1]:1", "http://127.9.9.9:1"])
def test_any_loopback_address_is_this_machine(url: str) -> None:
    assert rehearsal_speed({"AWS_ENDPOINT_URL": url, "SLUICE_REHEARSAL_SPEED": "60"}) == 60


def test_the_first_weight_is_sized_with_the_time_to_notice() -> None:
    # 6,000 a minute for 1 + 1 + 0.25 minutes is 13,500 requests: 100 of them are 0.74 %.
    found = explain(descriptor(), environment={}, requests_per_minute=6000)
    assert found.plan.steps[0].weight_percent == 0.7
    assert "harms about 95 requests" in found.first_weight


def test_a_rehearsal_notices_sooner_and_starts_higher() -> None:
    found = explain(
        descriptor(),
        environment={**LAB, "SLUICE_REHEARSAL_SPEED": "60"},
        requests_per_minute=6000,
    )
    assert found.plan.steps[0].weight_percent == 5


def test_steps_of_the_command_line_are_taken_as_they_are_at_the_rehearsals_pace() -> None:
    found = explain(
        descriptor(),
        environment={**LAB, "SLUICE_REHEARSAL_SPEED": "12"},
        requests_per_minute=1e6,
        steps_override=[Step(weight_percent=100, bake_seconds=120)],
    )
    assert found.plan.steps == (Step(weight_percent=100, bake_seconds=10),)
    assert found.first_weight == "starts at 100 %, as --steps says"


@pytest.mark.parametrize("command", [[], ["migrate"]])
def test_a_migration_runs_where_the_descriptor_has_its_command(command: list[str]) -> None:
    task = document()["task"] | {"migration_command": command}
    assert plan(descriptor(task=task), environment={}).migrate is bool(command)
