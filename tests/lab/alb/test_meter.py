"""From counts to CloudWatch's series."""

from __future__ import annotations

from typing import Any

from lab.alb.messages import Sample
from lab.alb.meter import Meter
from lab.alb.publishing import Rates, publish
from lab.cloudwatch.store import metric_key

LB = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/1"
GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/blue/2"


class Recorder:
    """Takes the place of the metric store."""

    def __init__(self) -> None:
        self.puts: list[tuple[Any, float, dict[float, float]]] = []

    def put(self, key: Any, at: float, values: dict[float, float]) -> None:
        self.puts.append((key, at, values))


def test_names_and_dimensions_are_awss() -> None:
    store = Recorder()
    samples = (
        Sample("RequestCount", LB, GROUP, 10, ((1, 3),)),
        Sample("RequestCount", LB, None, 10, ((1, 3),)),
        Sample("RequestCountPerTarget", None, GROUP, 10, ((1.5, 1),)),
    )
    publish(samples, store)  # type: ignore[arg-type]  # a stand-in, which is less than the real one
    name = "AWS/ApplicationELB"
    balancer, group = {"LoadBalancer": "app/web/1"}, {"TargetGroup": "targetgroup/blue/2"}
    assert store.puts == [
        (metric_key("eu-west-1", name, "RequestCount", balancer | group), 10, {1: 3}),
        (metric_key("eu-west-1", name, "RequestCount", balancer), 10, {1: 3}),
        (metric_key("eu-west-1", name, "RequestCountPerTarget", group), 10, {1.5: 1}),
    ]


def test_equal_latencies_of_one_second_are_counted_together() -> None:
    meter = Meter()
    meter.second = lambda: 5  # type: ignore[method-assign]  # a stand-in, which is less than the real one
    for seconds in (0.00501, 0.00499, 0.25):
        meter.answered(LB, GROUP, code=200, seconds=seconds, targets=2)
    samples = {(one.name, one.group): one for one in meter.drain()}
    assert samples["TargetResponseTime", GROUP].values == ((0.005, 2), (0.25, 1))
    assert samples["RequestCountPerTarget", GROUP].values == ((1.5, 1),)
    assert meter.drain() == ()


def test_rates_are_of_the_whole_seconds_before_now() -> None:
    rates = Rates(window_seconds=10)
    rates.add(Sample("RequestCount", LB, GROUP, at, ((1, 20),)) for at in range(100, 112))
    rates.add([Sample("RequestCount", LB, None, 105, ((1, 999),))])
    assert rates.per_second(110.9) == {GROUP: 20.0}
    assert rates.per_second(115.0) == {GROUP: 14.0}
    assert rates.per_second(200.0) == {}
