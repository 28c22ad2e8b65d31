"""Many releases at once, each of its own environment, driven by one process."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simulator.aws.account import Account
from simulator.clock import VirtualClock
from simulator.drivers import Driver, clients
from simulator.outcome import outcome
from simulator.run import SETTLE_SECONDS
from simulator.site import Site
from simulator.table import Items
from simulator.wire import Network
from sluice.canary import drive as driving
from sluice.canary.fleet import Fleet
from sluice.canary.ports.metrics.reader import FleetMetrics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.outcome import Outcome
    from simulator.scenarios import Scenario
    from sluice.canary.fleet import Tick

LATENCY_SECONDS = 0.0005
"""One process makes its calls one after another: 1,000 releases need short ones."""


@dataclass(frozen=True)
class FleetRun:
    """What came of many releases.

    Attributes:
        outcomes: of each, in order, without its calls.
        ticks: how often the fleet looked at those whose turn it was.
        moved: how many releases it looked at, over all ticks.
        calls: how often each API was called, tables included.
        virtual_seconds: from the first start to the last end.
        cpu_seconds: of this process while it ticked, without the simulated AWS.
        simulated_cpu_seconds: of the simulated AWS meanwhile.
    """

    outcomes: tuple[Outcome, ...]
    ticks: int
    moved: int
    calls: Mapping[str, int]
    virtual_seconds: float
    cpu_seconds: float
    simulated_cpu_seconds: float


def run_fleet(
    scenarios: Sequence[Scenario], seed: int = 1, *, latency_seconds: float = LATENCY_SECONDS
) -> FleetRun:
    """Run one release per scenario, all begun at once, in one process.

    Args:
        scenarios: of each release.
        seed: of the traffic.
        latency_seconds: how long each call takes.
    """
    clock = VirtualClock()
    network = Network(
        clock,
        until=clock.now() + max(each.limit_seconds for each in scenarios),
        latency_seconds=latency_seconds,
        keeps_calls=False,
    )
    account = Account(clock, clock.now())
    process, items = network.process(), Items()
    sites = [
        Site(account, f"e{number:04d}", scenario.surroundings, seed)
        for number, scenario in enumerate(scenarios)
    ]
    drivers = [
        Driver(site, items, process, scenario.plan)
        for site, scenario in zip(sites, scenarios, strict=True)
    ]
    descriptors = {site.name: site.descriptor for site in sites}
    metrics = FleetMetrics(
        clients(account, process), lambda release: descriptors[release.environment]
    )
    fleet = Fleet(process, metrics)
    for each in drivers:
        lease, release = each.begin()
        fleet.add(driving.Driver(each.journal, each.world, process, lease, release, patient=False))
    ticks: list[Tick] = []
    calls_before, began = network.count.copy(), clock.now()
    cpu_before, simulated_before = time.process_time(), network.cpu_seconds
    fleet.run(ticks.append)
    cpu, simulated = time.process_time() - cpu_before, network.cpu_seconds - simulated_before
    ended, calls = clock.now(), network.count - calls_before
    clock.sleep(SETTLE_SECONDS)
    return FleetRun(
        outcomes=tuple(_outcome(each, site) for each, site in zip(drivers, sites, strict=True)),
        ticks=len(ticks),
        moved=sum(tick.moved for tick in ticks),
        calls=calls,
        virtual_seconds=ended - began,
        cpu_seconds=cpu - simulated,
        simulated_cpu_seconds=simulated,
    )


def _outcome(driver: Driver, site: Site) -> Outcome:
    release = driver.newest()
    events = driver.events(release.id) if release else ()
    return replace(outcome(site, release, events, ()), events=())
