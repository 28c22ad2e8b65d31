from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sluice.canary.model.counts import Counts, Gap
from sluice.canary.model.observation import MetricReading, Need, RuleWeights, Unread
from sluice.canary.ports.clients import CountingClients
from sluice.canary.ports.metrics.reader import FleetMetrics, MetricsRequest, read_many
from tests.sluice.canary.ports.site import Network, Site
from tests.sluice.canary.releases import plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sluice.canary.model.release import Release

MINUTE = 60


def this_minute() -> int:
    return int(time.time()) // MINUTE * MINUTE


def put(site: Site, colour: str, at: int, metrics: Mapping[str, list[float]]) -> None:
    """Publish what a load balancer would have of one minute."""
    balancer = {"Name": "LoadBalancer", "Value": site.descriptor.load_balancer.arn_suffix}
    services = site.descriptor.services
    suffix = services["blue" if colour == "blue" else "green"].target_group_arn_suffix
    site("cloudwatch").put_metric_data(
        Namespace="AWS/ApplicationELB",
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": "TargetGroup", "Value": suffix}, balancer],
                "Timestamp": at + 1,
                "Values": values,
            }
            for name, values in metrics.items()
        ],
    )


def served(site: Site, colour: str, at: int, requests: int, slow: int = 0) -> None:
    times = [0.1] * (requests - slow) + [0.9] * slow
    # A value list holds 150 at most.
    for first in range(0, requests, 100):
        some = times[first : first + 100]
        put(
            site,
            colour,
            at,
            {"RequestCount": [1.0] * len(some), "TargetResponseTime": some},
        )
    put(site, colour, at, {"HealthyHostCount": [2.0]})


def a_release(site: Site, since: int, **changes: Any) -> Release:
    return site.release(metrics_until=since, plan=plan(metric_delay_seconds=60), **changes)


def look(site: Site, release: Release, now: float | None = None) -> Any:
    needs = {Need.WEIGHTS, Need.METRICS}
    return site.world.observe(release, needs, now or time.time()).metrics


def test_what_was_published_is_counted(site: Site) -> None:
    start = this_minute() - 5 * MINUTE
    for number in range(3):
        served(site, "green", start + number * MINUTE, 40 + number, slow=4)
        served(site, "blue", start + number * MINUTE, 150)
        put(site, "green", start + number * MINUTE, {"HTTPCode_Target_5XX_Count": [1.0] * number})

    reading = look(site, a_release(site, start))

    assert isinstance(reading, MetricReading)
    assert [period.start for period in reading.periods] == [
        start,
        start + MINUTE,
        start + 2 * MINUTE,
    ]
    assert [period.canary for period in reading.periods] == [
        Counts(requests=40 + number, errors=number, slow=4, p95_ms=900) for number in range(3)
    ]
    assert {period.live for period in reading.periods} == {
        Counts(requests=150, errors=0, slow=0, p95_ms=100)
    }
    assert abs(reading.now - time.time()) < 10


def test_the_limit_is_the_criterion_s(site: Site) -> None:
    start = this_minute() - 3 * MINUTE
    served(site, "green", start, 20, slow=5)
    served(site, "blue", start, 20)
    release = a_release(site, start)
    criteria = release.plan.criteria.model_copy(update={"p95_latency_ms": 950})
    easy = release.plan.model_copy(update={"criteria": criteria})

    reading = look(site, release.model_copy(update={"plan": easy}))

    assert reading.periods[0].canary == Counts(requests=20, errors=0, slow=0, p95_ms=900)


def test_a_local_clock_that_is_wrong_changes_nothing(site: Site) -> None:
    start = this_minute() - 5 * MINUTE
    for number in range(5):
        served(site, "green", start + number * MINUTE, 10)
        served(site, "blue", start + number * MINUTE, 10)
    right = look(site, a_release(site, start))
    ahead, behind = time.time() + 4000, time.time() - 4000

    first = look(site, a_release(site, start), ahead)
    # The skew is known from the first look on.
    skew = first.now - ahead
    second = look(site, a_release(site, start, clock_skew_seconds=skew), ahead)

    assert [it.start for it in first.periods] == [it.start for it in right.periods]
    assert [it.start for it in second.periods] == [it.start for it in right.periods]
    unknown = look(site, a_release(site, start), behind)
    assert unknown.overdue is None
    known = look(site, a_release(site, start, clock_skew_seconds=unknown.now - behind), behind)
    assert [it.start for it in known.periods] == [it.start for it in right.periods]


def test_many_releases_are_read_with_one_call_for_38_of_them(
    clients: Callable[[str], Any], network: Network
) -> None:
    sites = [Site(clients, network) for _ in range(3)]
    start = this_minute() - 3 * MINUTE
    for number, site in enumerate(sites):
        served(site, "green", start, 10 + number)
        served(site, "blue", start, 20 + number)
    releases = [
        a_release(sites[number % 3], start - 60 * (number % 2), id=f"r{number:03d}")
        for number in range(77)
    ]
    counting = CountingClients(clients)
    metrics = FleetMetrics(counting, lambda it: sites[int(it.id[1:]) % 3].descriptor)

    found = metrics.read_many(releases, time.time())

    assert counting.calls == {"cloudwatch.get_metric_data": 3}
    for number, release in enumerate(releases):
        reading = found[release.id]
        assert isinstance(reading, MetricReading)
        last = reading.periods[-1]
        assert last.start == start
        assert last.canary == Counts(requests=10 + number % 3, errors=0, slow=0, p95_ms=100)
        if number % 2:
            # One minute earlier nothing was there: a hole, since the next one came.
            assert reading.periods[0].canary is Gap.METRICS_LATE


def test_a_call_that_fails_leaves_just_its_own_releases_unread(
    clients: Callable[[str], Any], network: Network
) -> None:
    site = Site(clients, network)
    start = this_minute() - 3 * MINUTE
    calls = iter([False, True])

    class FirstFails:
        def get_metric_data(self, **asked: Any) -> Any:
            if next(calls):
                return clients("cloudwatch").get_metric_data(**asked)
            raise LookupError

    requests = [
        MetricsRequest(a_release(site, start, id=f"r{number:03d}"), site.descriptor)
        for number in range(40)
    ]

    found = read_many(lambda _: FirstFails(), requests, time.time())

    assert sum(isinstance(reading, Unread) for reading in found.values()) == 38
    assert len(found) == 40


def test_the_history_is_the_live_colour_s_minutes_before_now(site: Site) -> None:
    start = this_minute() - 6 * MINUTE
    for number in (0, 1, 3):
        served(site, "blue", start + number * MINUTE, 50 + number, slow=1)
        served(site, "green", start + number * MINUTE, 5)

    seen = site.world.observe(a_release(site, start), {Need.HISTORY, Need.WEIGHTS}, time.time())

    assert isinstance(seen.weights, RuleWeights)
    assert seen.history == tuple(
        Counts(requests=50 + number, errors=0, slow=1, p95_ms=100) for number in (0, 1, 3)
    )


def test_no_history_is_empty_and_no_failure(site: Site) -> None:
    seen = site.world.observe(a_release(site, this_minute()), {Need.HISTORY}, time.time())

    assert seen.history == ()
