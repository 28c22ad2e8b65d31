from __future__ import annotations

from sluice.canary.ports.metrics.queries import Source, queries
from tests.sluice.canary.descriptors import descriptor
from tests.sluice.canary.releases import plan


def test_a_release_asks_thirteen_queries_with_ids_of_their_own() -> None:
    source = Source.of(descriptor(), plan())

    asked = list(queries("r0", source, ["blue", "green"]))

    assert len(asked) == len({query["Id"] for query in asked}) == 13
    assert all(query["MetricStat"]["Period"] == 60 for query in asked)


def test_each_colour_is_asked_for_by_its_own_target_group() -> None:
    source = Source.of(descriptor(), plan())

    for query in queries("r0", source, ["blue", "green"]):
        dimensions = {
            each["Name"]: each["Value"] for each in query["MetricStat"]["Metric"]["Dimensions"]
        }
        assert dimensions.pop("LoadBalancer") == "app/web-stage/0"
        _, colour, *_ = query["Id"].split("_")
        group = f"targetgroup/web-stage-{colour}/0123456789abcdef"
        assert dimensions == ({} if colour == "balancer" else {"TargetGroup": group})


def test_the_percentile_rank_is_at_the_limit_in_seconds() -> None:
    source = Source.of(descriptor(), plan())

    statistics = {query["MetricStat"]["Stat"] for query in queries("r0", source, ["green"])}

    assert statistics == {"Sum", "SampleCount", "PR(:0.5)", "p95", "Maximum"}
