"""Two drivers of one release at once: who may write, and what the one that lost still does.

A lease cannot fence `ModifyRule` itself: a call that left the driver before it was deposed may
arrive after. That window is one call; here it is counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from simulator.run import RESTART_SECONDS, Simulation
from simulator.scenarios import REHEARSAL
from simulator.scheduler import Drivers, Habits
from sluice.canary.model.requests import Request, RequestKind
from sluice.errors import SluiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simulator.drivers import Driver
    from simulator.faults import Call
    from simulator.outcome import Outcome
    from simulator.scenarios import Scenario
    from simulator.table import Items

_ABORTS = 0.3
"""How often the second driver comes to abort, by force, and not to take over what was left."""


@dataclass(frozen=True)
class Schedule:
    """What came of a release with two drivers.

    Attributes:
        outcome: of the release.
        conflicts: versions that more than one process believes to have written.
        took_over: whether the second driver wrote anything.
        late: mutating calls that a process sent after another one had taken over from it.
    """

    outcome: Outcome
    conflicts: tuple[int, ...]
    took_over: bool
    late: tuple[Call, ...]


def run_two(seed: int, scenario: Scenario = REHEARSAL, habits: Habits | None = None) -> Schedule:
    """Run a release with two drivers, interleaved as the seed says.

    The first one begins it. The second one comes at some time, and takes the lease once it
    has expired, or by force; stalls of the first one let it expire.
    """
    random = Random(f"rivals/{seed}")  # noqa: S311 - a simulation
    simulation = Simulation.of(scenario, seed=seed)
    clock = simulation.network.clock
    began = clock.now()
    first, second = simulation.driver(), simulation.driver()
    believed: defaultdict[int, set[int]] = defaultdict(set)
    for each in (first, second):
        each.on_move = partial(_note, believed, each.process.number)
    comes = began + random.uniform(0, scenario.typical_seconds)
    Drivers(simulation.network, seed, habits or Habits()).run(
        {
            first.process.number: (began, partial(_first, first)),
            second.process.number: (comes, partial(_second, second, random)),
        }
    )
    simulation.network.baton = None
    clock.sleep(scenario.plan.lease_seconds + RESTART_SECONDS)
    # Where both gave up, somebody resumes.
    simulation.driver().run()
    found = simulation.look()
    wrote_first = _first_writes(simulation.items)
    return Schedule(
        outcome=found,
        conflicts=tuple(version for version, by in believed.items() if len(by) > 1),
        took_over=len(wrote_first) > 1,
        late=tuple(call for call in found.calls if _is_late(call, wrote_first)),
    )


def _note(believed: defaultdict[int, set[int]], process: int, version: int) -> None:
    believed[version].add(process)


def _first_writes(items: Items) -> dict[int, float]:
    """Return when each process first wrote the release's state: then it drives."""
    found: dict[int, float] = {}
    for at, process, keys in items.written:
        if any(key.startswith("release#") for key in keys):
            found.setdefault(process, at)
    return found


def _is_late(call: Call, wrote_first: Mapping[int, float]) -> bool:
    own = wrote_first.get(call.process)
    if own is None or not call.mutates:
        return False
    return any(own < other < call.at for other in wrote_first.values())


def _first(driver: Driver) -> None:
    try:
        driver.run()
    except SluiceError:
        return


def _second(driver: Driver, random: Random) -> None:
    aborts = random.random() < _ABORTS
    request = Request(kind=RequestKind.ABORT, by="somebody") if aborts else None
    while True:
        try:
            newest = driver.newest()
            if newest is not None:
                if not newest.phase.ended:
                    driver.resume(by_force=aborts, request=request)
                return
        except SluiceError:
            pass
        driver.process.sleep(random.uniform(0.5, 10))
