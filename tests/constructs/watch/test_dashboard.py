"""The dashboard."""

import json
from typing import Any

import pytest

from tests.constructs.harness import REGION, Synthesized, synthesize
from tests.constructs.watched import PREFIX, add_alarms, watched
from webservice.watch.dashboard import Dashboard


def build(stack: Any, *, replica: bool = True) -> Dashboard:
    return Dashboard(
        stack,
        "dashboard",
        prefix=PREFIX,
        region=REGION,
        alarms=add_alarms(stack, replica=replica),
        **watched(replica=replica),
    )


def widgets(synthesized: Synthesized) -> dict[str, dict[str, Any]]:
    body = json.loads(synthesized.one("aws_cloudwatch_dashboard")["dashboard_body"])
    return {widget["properties"]["title"]: widget for widget in body["widgets"]}


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    return synthesize(build)


@pytest.fixture(scope="module")
def found(synthesized: Synthesized) -> dict[str, dict[str, Any]]:
    return widgets(synthesized)


def test_what_is_shown(found: dict[str, dict[str, Any]]) -> None:
    assert list(found) == [
        "Alarms",
        "Requests per minute",
        "Share of requests (percent)",
        "5XX per minute",
        "Latency of blue (seconds)",
        "Latency of green (seconds)",
        "Healthy hosts",
        "ECS CPU (percent)",
        "ECS memory (percent)",
        "Running tasks",
        "Database CPU (percent)",
        "Database connections",
        "Database free storage (bytes)",
        "Replica lag (seconds)",
        "Requests blocked by the firewall per minute",
    ]


def test_there_is_no_lag_without_a_replica() -> None:
    found = widgets(synthesize(lambda stack: build(stack, replica=False)))
    assert "Replica lag (seconds)" not in found
    assert found["Requests blocked by the firewall per minute"]["width"] == 24


def test_every_alarm_shows_its_state(
    synthesized: Synthesized, found: dict[str, dict[str, Any]]
) -> None:
    metric = synthesized.all("aws_cloudwatch_metric_alarm")
    composite = synthesized.all("aws_cloudwatch_composite_alarm")
    assert sorted(found["Alarms"]["properties"]["alarms"]) == sorted(
        [f"${{aws_cloudwatch_metric_alarm.{name}.arn}}" for name in metric]
        + [f"${{aws_cloudwatch_composite_alarm.{name}.arn}}" for name in composite]
    )


def test_widgets_fill_the_grid_without_overlap(found: dict[str, dict[str, Any]]) -> None:
    cells = [
        (x, y)
        for widget in found.values()
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    ]
    assert len(cells) == len(set(cells))
    assert {x for x, _ in cells} == set(range(24))


def test_latency_shows_three_percentiles_and_the_limit(
    found: dict[str, dict[str, Any]],
) -> None:
    properties = found["Latency of green (seconds)"]["properties"]
    assert [line[-1]["stat"] for line in properties["metrics"]] == ["p50", "p95", "p99"]
    assert all("targetgroup/web-test-green/1" in line for line in properties["metrics"])
    assert properties["annotations"]["horizontal"] == [{"label": "roll back", "value": 0.4}]


def test_shares_are_computed_from_requests_by_colour(found: dict[str, dict[str, Any]]) -> None:
    lines = found["Share of requests (percent)"]["properties"]["metrics"]
    blue, green, *shown = lines
    assert (blue[1], blue[-1]["id"], blue[-1]["visible"]) == ("RequestCount", "blue", False)
    assert (green[-1]["id"], green[-1]["visible"]) == ("green", False)
    assert [line[0]["expression"] for line in shown] == [
        "100 * FILL(blue, 0) / (FILL(blue, 0) + FILL(green, 0))",
        "100 * FILL(green, 0) / (FILL(blue, 0) + FILL(green, 0))",
    ]


def test_every_graph_reads_this_region(found: dict[str, dict[str, Any]]) -> None:
    graphs = [widget for widget in found.values() if widget["type"] == "metric"]
    assert {graph["properties"]["region"] for graph in graphs} == {REGION}
