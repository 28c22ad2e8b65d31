from __future__ import annotations

from functools import partial

import pytest

from simulator.clock import VirtualClock
from simulator.faults import Fault, Faults
from simulator.scheduler import Drivers, Habits
from simulator.wire import Network, Process


def _error(fault: Fault, api: str) -> Exception:
    return ValueError(f"{api} {fault}")


def trace(seed: int, habits: Habits, faults: dict[int, Fault] | None = None) -> list[int]:
    """Return which of two drivers made each call, of five each."""
    network = Network(VirtualClock(0), Faults(faults))
    one, other = network.process(), network.process()

    def main(process: Process) -> None:
        for _ in range(5):
            process.call("table.get", lambda: None, _error)
            process.sleep(1)

    Drivers(network, seed, habits).run({0: (0, partial(main, one)), 1: (0, partial(main, other))})
    return [call.process for call in network.calls]


def test_the_same_seed_gives_the_same_schedule_and_others_others() -> None:
    traces = {seed: trace(seed, Habits()) for seed in range(20)}
    assert all(trace(seed, Habits()) == found for seed, found in traces.items())
    assert len({tuple(found) for found in traces.values()}) > 5


def test_every_driver_makes_all_of_its_calls() -> None:
    for seed in range(20):
        assert sorted(trace(seed, Habits())) == [0] * 5 + [1] * 5


def test_a_stalled_driver_is_overtaken() -> None:
    often = Habits(switch=0, stall=0.5, longest_stall_seconds=100)
    overtaken = [
        found for seed in range(20) if (found := trace(seed, often))[-3:] in ([0] * 3, [1] * 3)
    ]
    assert overtaken


def test_one_that_is_killed_leaves_the_other_to_itself() -> None:
    found = trace(3, Habits(), {2: Fault.KILL_BEFORE})
    assert sorted(found.count(process) for process in (0, 1))[1] == 5


def test_what_a_driver_raises_comes_out() -> None:
    network = Network(VirtualClock(0))
    process = network.process()

    def fails() -> None:
        process.sleep(1)
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        Drivers(network, 1, Habits()).run({0: (0, fails)})
