"""The fault that lets targets flap."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lab.alb.flapping import Flaps
from lab.faults.active import ActiveFaults
from lab.faults.kinds import TargetFlap

if TYPE_CHECKING:
    import pytest

BLUE, GREEN = "arn:targetgroup/web-blue/1", "arn:targetgroup/web-green/2"


def test_checks_fail_and_pass_by_turns_and_each_turn_is_a_hit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    faults = ActiveFaults()
    fault = faults.add(TargetFlap(target_group="-green/", period_seconds=10))
    flaps = Flaps(faults)
    seen = []
    for second in range(0, 40, 5):
        monkeypatch.setattr(time, "monotonic", lambda second=second: now + second)
        seen.append(flaps.failing([BLUE, GREEN]))
    assert seen == [(GREEN,)] * 2 + [()] * 2 + [(GREEN,)] * 2 + [()] * 2
    assert fault.hits == 2
    faults.clear()
    assert flaps.failing([BLUE, GREEN]) == ()


def test_a_fault_without_a_group_is_about_all() -> None:
    faults = ActiveFaults()
    faults.add(TargetFlap())
    assert Flaps(faults).failing([BLUE, GREEN]) == (BLUE, GREEN)
