"""Two drivers of one release, interleaved at random: one of them drives, the other one knows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from simulator.two_drivers import run_two

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simulator.scheduler import Habits
    from simulator.two_drivers import Schedule

QUICK = 300
MANY = 10_000
PARTS = 5
"""Of the slow run, for several processes."""


def check(seeds: Iterable[int], habits: Habits | None = None) -> Counter[str]:
    """Run schedules, and return what was seen in how many of them."""
    seen: Counter[str] = Counter()
    for seed in seeds:
        found = run_two(seed, habits=habits)
        _check_one(seed, found)
        seen["schedules"] += 1
        seen["taken over"] += found.took_over
        seen["late calls"] += len(found.late)
        seen[str(found.outcome.phase)] += 1
    return seen


def _check_one(seed: int, found: Schedule) -> None:
    assert found.conflicts == (), f"seed {seed}: both wrote versions {found.conflicts}"
    # The residual window: a call that was on its way when its driver was deposed.
    assert len(found.late) <= 1, f"seed {seed}: {found.late}"
    assert found.outcome.phase is not None, f"seed {seed}"
    assert found.outcome.phase.ended, f"seed {seed}: {found.outcome.phase}"
    if not found.late:
        assert found.outcome.orphans == (), f"seed {seed}"
        assert found.outcome.refused == 0, f"seed {seed}"


def test_300_schedules_have_no_conflict_and_one_end() -> None:
    seen = check(range(QUICK))
    # The schedules are no formality: the second driver often takes over.
    assert seen["taken over"] > QUICK / 5, seen
    assert seen["PROMOTED"] > 0, seen
    assert seen["ROLLED_BACK"] > 0, seen


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_10_000_schedules_have_no_conflict_and_one_end(part: int) -> None:
    seen = check(range(QUICK + part, QUICK + MANY, PARTS))
    assert seen["taken over"] > MANY / PARTS / 5, seen
    print(dict(seen))


def test_a_schedule_is_the_same_each_time() -> None:
    for seed in range(5):
        assert run_two(seed).outcome.calls == run_two(seed).outcome.calls
