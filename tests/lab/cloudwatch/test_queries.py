"""Queries over each other, what is refused, and all that our own stacks ask."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab.cloudwatch import requests
from lab.cloudwatch.expressions.values import Timeline
from lab.cloudwatch.queries import Query, QueryError, check, run
from lab.cloudwatch.store import MetricKey, MetricStore, Reading, metric_key

ROOT = Path(__file__).resolve().parents[3]
MINUTE = 60_000 * 60
METRIC = {"Namespace": "N", "MetricName": "M"}


def metric(id_: str = "m1", **changes: Any) -> dict[str, Any]:
    stat = {"Metric": METRIC, "Period": 60, "Stat": "Sum", **changes.pop("stat", {})}
    return {"Id": id_, "MetricStat": stat, **changes}


def store_with(*counts: float | None) -> MetricStore:
    store = MetricStore()
    for minute, count in enumerate(counts):
        if count is not None:
            store.put(metric_key("eu-west-1", "N", "M"), MINUTE + minute * 60, {count: 1})
    return store


def ask(store: MetricStore, *members: dict[str, Any], minutes: int = 3) -> list[Any]:
    timeline = Timeline(MINUTE, MINUTE + minutes * 60)
    return run(requests.queries("eu-west-1", members), timeline, store.read)


def test_expressions_may_stand_before_what_they_refer_to() -> None:
    results = ask(
        store_with(1, 2),
        {"Id": "twice", "Expression": "half * 4"},
        {"Id": "half", "Expression": "m1 / 2", "ReturnData": False},
        metric(ReturnData=False),
    )
    assert [(r.id, r.label, list(r.points.values())) for r in results] == [
        ("twice", "twice", [2, 4])
    ]


def test_labels_are_the_metrics_name_or_what_was_asked_for() -> None:
    results = ask(
        store_with(1),
        metric(),
        metric("m2", Label="mine"),
        {"Id": "all", "Expression": "METRICS()"},
    )
    assert [r.label for r in results] == ["M", "mine", "all M", "all mine"]


def test_a_period_that_is_not_whole_begins_before_the_start() -> None:
    store = store_with(1, 2)
    queries = requests.queries("eu-west-1", [metric()])
    (result,) = run(queries, Timeline(MINUTE + 30, MINUTE + 61), store.read)
    assert dict(result.points) == {MINUTE: 1, MINUTE + 60: 2}


def test_what_expressions_make_up_ends_now() -> None:
    store = store_with(1)
    queries = requests.queries(
        "eu-west-1", [metric(ReturnData=False), {"Id": "e", "Expression": "FILL(m1, 0)"}]
    )
    (result,) = run(queries, Timeline(MINUTE, MINUTE + 600, now=MINUTE + 90), store.read)
    assert dict(result.points) == {MINUTE: 1, MINUTE + 60: 0}


def test_an_expressions_period_is_that_of_the_series_it_makes() -> None:
    (result,) = ask(store_with(1), {"Id": "e", "Expression": "TIME_SERIES(7)", "Period": 120})
    assert dict(result.points) == {MINUTE: 7, MINUTE + 120: 7}


def test_what_is_made_of_partial_data_is_partial() -> None:
    def read(key: MetricKey, times: range, *, unit: str | None = None) -> Reading:
        return replace(store_with(1).read(key, times, unit=unit), partial=key.name == "M")

    other = {"Metric": {"Namespace": "N", "MetricName": "Other"}}
    queries = requests.queries(
        "eu-west-1",
        [
            metric(),
            metric("m2", stat=other),
            {"Id": "e1", "Expression": "m1 * 2"},
            {"Id": "e2", "Expression": "e1 + m2"},
            {"Id": "e3", "Expression": "m2 * 2"},
            {"Id": "e4", "Expression": "SUM(METRICS())"},
        ],
    )
    results = run(queries, Timeline(MINUTE, MINUTE + 60), read)
    assert [r.id for r in results if r.partial] == ["m1", "e1", "e2", "e4"]


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ([], "MetricDataQueries is required"),
        ([metric(f"m{n}") for n in range(501)], "must not have a size greater than 500"),
        ([metric("M1")], "must begin with a lower-case letter"),
        ([metric(), metric()], "not unique"),
        ([metric(ReturnData=False)], "must return data"),
        ([{"Id": "m1"}], "member.1.MetricStat is required"),
        ([metric(Expression="m1")], "mutually exclusive"),
        ([metric(stat={"Period": 45})], "The value 45 for parameter"),
        ([metric(stat={"Period": None})], "Period is required"),
        ([metric(stat={"Stat": "p"})], "The value p for parameter .*Stat is not supported"),
        ([metric(stat={"Metric": {"Namespace": "N"}})], "MetricName is required"),
        ([{"Id": "e1", "Expression": "m1 + 1"}], "Error in expression 'e1': no query of the id"),
        ([{"Id": "e1", "Expression": "e1 + 1"}], "in a circle: e1 -> e1"),
        ([metric(), {"Id": "e1", "Expression": "SUM(m1)"}], "Error in expression 'e1': .* number"),
        ([{"Id": "e1", "Expression": "SEARCH('x', 'Sum')"}], "the lab cannot do SEARCH"),
    ],
)
def test_what_cloudwatch_refuses_is_refused(members: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(QueryError, match=says):
        ask(store_with(1), *members)


def alarms_of(stage: str) -> list[Any]:
    (folder,) = (ROOT / "tests" / "snapshots" / "__snapshots__").iterdir()
    synthesized = json.loads((folder / f"test_stack[{stage}].json").read_text())
    return list(synthesized["resource"]["aws_cloudwatch_metric_alarm"].values())


@pytest.mark.parametrize("stage", ["dev", "stage", "prod"])
def test_every_expression_of_our_stacks_is_understood(stage: str) -> None:
    checked = 0
    for alarm in alarms_of(stage):
        queries = [
            Query(q["id"], expression=q["expression"])
            if "expression" in q
            else requests.queries("eu-west-1", [metric(q["id"])])[0]
            for q in alarm.get("metric_query", [])
        ]
        checked += len(check(queries))
    assert checked >= 13
