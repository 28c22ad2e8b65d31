"""The kill matrix: a release is killed before and after each of its calls."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from simulator.faults import Fault, Faults
from simulator.run import run_release
from sluice.canary.model.reasons import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulator.outcome import Outcome
    from simulator.scenarios import Scenario

KILLS = (Fault.KILL_BEFORE, Fault.KILL_AFTER)
_ELSEWHERE = (Fault.LOST, Fault.THROTTLED, Fault.SERVER_ERROR, Fault.UNREACHABLE)
MOST_REPEATED = 1


@dataclass(frozen=True)
class Case:
    """One release of the matrix: which of its calls go wrong, and how."""

    scenario: Scenario
    faults: Mapping[int, Fault]
    seed: int = 1

    def __str__(self) -> str:
        """Return what can be typed into a test to run it again."""
        faults = ", ".join(f"{number}: Fault.{fault}" for number, fault in self.faults.items())
        return f"{self.scenario.name} {{{faults}}} seed {self.seed}"

    def run(self) -> Outcome:
        """Run it."""
        return run_release(self.scenario, Faults(self.faults), self.seed)


def calls_of(scenario: Scenario) -> int:
    """Return how many calls a release makes where nothing goes wrong."""
    return len(run_release(scenario).calls)


def kills(scenario: Scenario, *, every: int = 1) -> Iterator[Case]:
    """Yield a kill before and after each call, or of each so many."""
    for number in range(0, calls_of(scenario), every):
        for fault in KILLS:
            yield Case(scenario, {number: fault})


def faults_at_changes(scenario: Scenario) -> Iterator[Case]:
    """Yield each way in which each change of infrastructure, or its answer, can get lost."""
    for call in run_release(scenario).calls:
        if call.mutates:
            for fault in _ELSEWHERE:
                yield Case(scenario, {call.number: fault})


def kills_and_faults(scenario: Scenario, seed: int, cases: int) -> Iterator[Case]:
    """Yield kills with one more fault, which does not kill, at another place."""
    random = Random(f"{scenario.name}/{seed}")  # noqa: S311 - a simulation
    calls = calls_of(scenario)
    for _ in range(cases):
        killed, other = random.sample(range(calls + calls // 4), 2)
        yield Case(scenario, {killed: random.choice(KILLS), other: random.choice(_ELSEWHERE)})


def double_kills(scenario: Scenario, seed: int, cases: int) -> Iterator[Case]:
    """Yield two kills; the second one often hits whoever took over."""
    random = Random(f"{scenario.name}/{seed}/double")  # noqa: S311 - a simulation
    calls = calls_of(scenario)
    for _ in range(cases):
        first = random.randrange(calls)
        second = first + 1 + min(int(random.expovariate(1 / 15)), calls)
        yield Case(scenario, {first: random.choice(KILLS), second: random.choice(KILLS)})


def wrong(case: Case, found: Outcome, *, most_repeated: int = MOST_REPEATED) -> str:
    """Return in words what is wrong with an outcome; empty where nothing is.

    Killed once, a release ends as it would have ended undisturbed. With more faults a good
    one may be rolled back: whoever takes over may find a deadline gone by.

    Args:
        case: what was run.
        found: what came of it.
        most_repeated: how many mutations may have been sent once more than needed.
    """
    problems = list(found.orphans)
    if found.phase is None or not found.phase.ended:
        problems.append(f"ended in {found.phase}")
    if case.scenario.ends is Phase.ROLLED_BACK and found.phase is Phase.PROMOTED:
        problems.append("a bad version was promoted")
    if len(case.faults) == 1 and found.phase is not case.scenario.ends:
        problems.append(f"was to end in {case.scenario.ends}: {found.fails_by}")
    if sum(found.repeated.values()) > most_repeated:
        problems.append(f"repeated {dict(found.repeated)}")
    if found.refused:
        problems.append(f"{found.refused} requests hit a group without a healthy target")
    return f"{case}: {'; '.join(problems)}" if problems else ""
