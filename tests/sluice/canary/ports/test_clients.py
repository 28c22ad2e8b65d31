from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.model.actions import Alert, SetWeights
from sluice.canary.model.observation import Need
from sluice.canary.ports.aws_world import AwsWorld
from sluice.canary.ports.clients import CountingClients

if TYPE_CHECKING:
    from tests.sluice.canary.ports.site import Site


def test_calls_are_counted_apart_by_what_they_do(site: Site) -> None:
    counting = CountingClients(site)
    world = AwsWorld(site.descriptor, counting, smoke=tuple)

    world.observe(site.release(), {Need.WEIGHTS, Need.ALARMS}, 0)
    world.perform(site.release(), SetWeights(blue=95, green=5))
    world.perform(site.release(), Alert(key="k", subject="s", text="t"))

    assert counting.calls == {
        "elbv2.describe_rules": 2,
        "cloudwatch.describe_alarms": 1,
        "elbv2.modify_rule": 1,
        "sns.publish": 1,
    }
    assert (counting.reads, counting.mutations) == (3, 1)


def test_a_tick_while_baking_is_four_reads(site: Site) -> None:
    counting = CountingClients(site)
    world = AwsWorld(site.descriptor, counting, smoke=tuple)

    world.observe(
        site.release(), {Need.WEIGHTS, Need.TARGETS, Need.METRICS, Need.ALARMS}, 1_800_000_000.0
    )

    assert (counting.reads, counting.mutations) == (4, 0)
