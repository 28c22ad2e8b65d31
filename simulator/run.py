"""Runs whole releases: drivers start, are killed, and others go on after them."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.aws.account import Account
from simulator.clock import VirtualClock
from simulator.drivers import Driver
from simulator.faults import Killed
from simulator.outcome import outcome
from simulator.site import Site
from simulator.table import Items
from simulator.wire import Endless, Network
from sluice.errors import SluiceError

if TYPE_CHECKING:
    from simulator.faults import Faults
    from simulator.outcome import Outcome
    from simulator.scenarios import Scenario

RESTART_SECONDS = 5
"""After a lease's expiry, another driver is started."""
SETTLE_SECONDS = 180
"""After the end, what was asked for becomes so: tasks stop, weights are followed."""
_MOST_DRIVERS = 30


@dataclass
class Simulation:
    """One release in one world, driven by one driver after another."""

    scenario: Scenario
    network: Network
    site: Site
    items: Items

    @classmethod
    def of(cls, scenario: Scenario, faults: Faults | None = None, seed: int = 1) -> Simulation:
        """Prepare a release.

        Args:
            scenario: what happens to it.
            faults: what goes wrong with the drivers' calls.
            seed: of the traffic.
        """
        clock = VirtualClock()
        network = Network(clock, faults, until=clock.now() + scenario.limit_seconds)
        site = Site(Account(clock, clock.now()), "stage", scenario.surroundings, seed)
        return cls(scenario, network, site, Items())

    def driver(self) -> Driver:
        """Return a new process's driver."""
        return Driver(self.site, self.items, self.network.process(), self.scenario.plan)

    def look(self) -> Outcome:
        """Let the world settle, and return what came of the release."""
        calls = tuple(self.network.calls)
        self.network.clock.sleep(SETTLE_SECONDS)
        # Whoever looks is no part of the run: no fault hits, no time limit counts.
        reader = Driver(
            self.site, self.items, Network(self.network.clock).process(), self.scenario.plan
        )
        release = reader.newest()
        events = reader.events(release.id) if release else ()
        return outcome(self.site, release, events, calls)


def run_release(scenario: Scenario, faults: Faults | None = None, seed: int = 1) -> Outcome:
    """Run a release to its end, starting another driver whenever one is gone.

    Args:
        scenario: what happens to it.
        faults: what goes wrong with the drivers' calls.
        seed: of the traffic.
    """
    simulation = Simulation.of(scenario, faults, seed)
    with contextlib.suppress(Endless):
        _drive_to_end(simulation)
    return simulation.look()


def _drive_to_end(simulation: Simulation) -> None:
    clock = simulation.network.clock
    for _ in range(_MOST_DRIVERS):
        driver = simulation.driver()
        try:
            driver.run()
        except (Killed, SluiceError):
            clock.sleep(simulation.scenario.plan.lease_seconds + RESTART_SECONDS)
            continue
        return
