"""What sounds, when, whom it tells, and where it says what to do."""

import re
from typing import Any

import pytest
from cdktf import TerraformOutput

from tests.constructs.harness import Synthesized, synthesize
from tests.constructs.watched import PREFIX, TOPIC_ARN, add_alarms
from webservice.watch.alarms import Alarms

# What AWS takes in the descriptions of every service.
DESCRIPTION = re.compile(r"^[A-Za-z0-9 _\-.,:/()#@\[\]+=&;{}!$*]+$")


@pytest.fixture(scope="module")
def built() -> list[Alarms]:
    return []


@pytest.fixture(scope="module")
def synthesized(built: list[Alarms]) -> Synthesized:
    def build(stack: Any) -> None:
        alarms = add_alarms(stack)
        built.append(alarms)
        TerraformOutput(stack, "last", value=alarms.arns[-1])
        TerraformOutput(stack, "roll_back", value=alarms.rollback_alarm_arn)

    return synthesize(build)


def alarm(synthesized: Synthesized, name: str) -> dict[str, Any]:
    (found,) = synthesized.where("aws_cloudwatch_metric_alarm", alarm_name=f"{PREFIX}-{name}")
    return found


def every_alarm(synthesized: Synthesized) -> list[dict[str, Any]]:
    metric = synthesized.all("aws_cloudwatch_metric_alarm").values()
    return [*metric, synthesized.one("aws_cloudwatch_composite_alarm")]


def math(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {query["id"]: query for query in found["metric_query"]}


def test_the_whole_list(synthesized: Synthesized, built: list[Alarms]) -> None:
    expected = [
        "database-connections",
        "database-cpu",
        "database-storage",
        "error-rate",
        "error-rate-blue",
        "error-rate-green",
        "firewall-blocks",
        "load-balancer-5xx",
        "p95-latency-blue",
        "p95-latency-green",
        "replica-lag",
        "roll-back",
        "running-tasks",
        "service-cpu-blue",
        "service-cpu-green",
        "service-memory-blue",
        "service-memory-green",
        "unhealthy-hosts-blue",
        "unhealthy-hosts-green",
    ]
    names = [f"{PREFIX}-{name}" for name in expected]
    assert sorted(found["alarm_name"] for found in every_alarm(synthesized)) == names
    assert sorted(built[0].names) == names
    assert len(built[0].arns) == len(names)


def test_the_alarm_that_means_roll_back_is_the_last(
    synthesized: Synthesized, built: list[Alarms]
) -> None:
    (composite,) = synthesized.all("aws_cloudwatch_composite_alarm")
    values = {name: one["value"] for name, one in synthesized.document["output"].items()}
    arn = f"${{aws_cloudwatch_composite_alarm.{composite}.arn}}"
    assert values == {"last": arn, "roll_back": arn}
    assert built[0].names[-1] == built[0].rollback_alarm_name == f"{PREFIX}-roll-back"


def test_there_is_no_lag_without_a_replica() -> None:
    without = synthesize(lambda stack: add_alarms(stack, replica=False))
    names = [found["alarm_name"] for found in every_alarm(without)]
    assert len(names) == 18
    assert f"{PREFIX}-replica-lag" not in names


def test_every_alarm_tells_the_topic_when_it_sounds_and_when_it_is_over(
    synthesized: Synthesized,
) -> None:
    for found in every_alarm(synthesized):
        assert found["alarm_actions"] == found["ok_actions"] == [TOPIC_ARN], found["alarm_name"]


def test_every_description_is_a_sentence_an_owner_and_a_runbook_page(
    synthesized: Synthesized,
) -> None:
    for found in every_alarm(synthesized):
        description = found["alarm_description"]
        assert DESCRIPTION.match(description), description
        sentence, page = description.split(" Owner: web-platform. Runbook: ")
        assert re.fullmatch(r"[A-Z0-9].*\.", sentence)
        assert re.fullmatch(r"https://runbooks\.example\.com/web/[a-z0-9-]+", page)


@pytest.mark.parametrize("colour", ["blue", "green"])
def test_p95_is_judged_by_the_rollback_criteria(synthesized: Synthesized, colour: str) -> None:
    found = alarm(synthesized, f"p95-latency-{colour}")
    assert found["extended_statistic"] == "p95"
    assert "statistic" not in found
    assert found["threshold"] == 0.4
    assert (found["period"], found["evaluation_periods"]) == (60, 7)
    assert found["dimensions"] == {
        "LoadBalancer": "app/web-test/1",
        "TargetGroup": f"targetgroup/web-test-{colour}/1",
    }
    assert found["evaluate_low_sample_count_percentiles"] == "ignore"


def test_the_error_rate_is_target_and_load_balancer_errors_over_requests(
    synthesized: Synthesized,
) -> None:
    found = alarm(synthesized, "error-rate")
    queries = math(found)
    assert found["threshold"] == 2.5
    assert {
        id_: query["metric"]["metric_name"] for id_, query in queries.items() if "metric" in query
    } == {
        "requests": "RequestCount",
        "targets_5xx": "HTTPCode_Target_5XX_Count",
        "balancer_5xx": "HTTPCode_ELB_5XX_Count",
    }
    assert [id_ for id_, query in queries.items() if query["return_data"]] == ["error_rate_percent"]


# CloudWatch's IF and FILL for one data point, where None is a missing one.
def rate(queries: dict[str, dict[str, Any]], **points: float | None) -> float:
    functions: dict[str, Any] = {
        "FILL": lambda value, other: other if value is None else value,
        "IF": lambda condition, then, otherwise: then() if condition else otherwise(),
    }
    values: dict[str, Any] = dict(points)
    for id_ in ("errors", "served", "total", "error_rate_percent"):
        lazy = re.sub(
            r"IF\(([^,]+), ([^,]+), ([^,)]+)\)",
            r"IF(\1, lambda: \2, lambda: \3)",
            queries[id_]["expression"],
        )
        values[id_] = eval(lazy, {**functions, **values})
    return float(values["error_rate_percent"])


@pytest.mark.parametrize(
    ("requests", "targets_5xx", "balancer_5xx", "percent"),
    [
        (200, 3, 1, 2.0),
        (200, None, None, 0.0),
        (None, None, None, 0.0),
        (None, None, 40, 100.0),
        (10, None, 40, 100.0),
        (10, 10, None, 100.0),
    ],
)
def test_the_error_rate_in_percent(
    synthesized: Synthesized,
    requests: float | None,
    targets_5xx: float | None,
    balancer_5xx: float | None,
    percent: float,
) -> None:
    queries = math(alarm(synthesized, "error-rate"))
    points = {"requests": requests, "targets_5xx": targets_5xx, "balancer_5xx": balancer_5xx}
    assert rate(queries, **points) == percent


def test_a_colours_error_rate_counts_only_what_is_that_colours(synthesized: Synthesized) -> None:
    queries = math(alarm(synthesized, "error-rate-green"))
    metrics = [query["metric"] for query in queries.values() if "metric" in query]
    assert {metric["dimensions"]["TargetGroup"] for metric in metrics} == {
        "targetgroup/web-test-green/1"
    }
    assert "HTTPCode_ELB_5XX_Count" not in {metric["metric_name"] for metric in metrics}


def test_the_idle_colour_without_tasks_does_not_alarm(synthesized: Synthesized) -> None:
    found = alarm(synthesized, "running-tasks")
    assert math(found)["running"]["expression"] == "FILL(blue, 0) + FILL(green, 0)"
    assert (found["comparison_operator"], found["threshold"]) == ("LessThanThreshold", 3)
    for colour in ("blue", "green"):
        for kind in ("service-cpu", "service-memory", "unhealthy-hosts", "p95-latency"):
            assert alarm(synthesized, f"{kind}-{colour}")["treat_missing_data"] == "notBreaching"


def test_silence_breaches_where_something_always_speaks(synthesized: Synthesized) -> None:
    silent = {
        found["alarm_name"].removeprefix(f"{PREFIX}-"): found["treat_missing_data"]
        for found in synthesized.all("aws_cloudwatch_metric_alarm").values()
        if found["treat_missing_data"] != "notBreaching"
    }
    assert silent == {
        "database-connections": "missing",
        "database-cpu": "missing",
        "database-storage": "breaching",
        "replica-lag": "breaching",
        "running-tasks": "breaching",
    }


def test_ecs_alarms_lie_above_autoscalings_targets(synthesized: Synthesized) -> None:
    assert alarm(synthesized, "service-cpu-blue")["threshold"] == 80
    assert alarm(synthesized, "service-memory-blue")["threshold"] == 85


def test_the_database_is_judged_by_its_settings(synthesized: Synthesized) -> None:
    assert alarm(synthesized, "database-storage")["threshold"] == 5 * 1024**3
    assert alarm(synthesized, "database-connections")["threshold"] == 120
    assert alarm(synthesized, "replica-lag")["dimensions"] == {
        "DBInstanceIdentifier": "web-test-replica"
    }


def test_blocked_requests_are_those_of_every_rule(synthesized: Synthesized) -> None:
    assert alarm(synthesized, "firewall-blocks")["dimensions"] == {
        "Region": "eu-west-1",
        "Rule": "ALL",
        "WebACL": "web-test",
    }


def test_roll_back_is_latency_or_errors_or_unhealthy_hosts(synthesized: Synthesized) -> None:
    composite = synthesized.one("aws_cloudwatch_composite_alarm")
    parts = composite["alarm_rule"].split(" OR ")
    assert sorted(parts) == [
        f'ALARM("{PREFIX}-{name}")'
        for name in (
            "error-rate",
            "error-rate-blue",
            "error-rate-green",
            "p95-latency-blue",
            "p95-latency-green",
            "unhealthy-hosts-blue",
            "unhealthy-hosts-green",
        )
    ]
    assert len(composite["depends_on"]) == len(parts)
