"""Alarms, and somebody else's hand on the weights."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.clock import START
from simulator.run import Simulation, run_release
from simulator.scenarios import PROMOTE, Scenario
from simulator.versions import AlarmPeriod, ForeignWrite
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, HoldReason, Phase

BAKING_SINCE = 57
"""Seconds from the start until the first step bakes, in the undisturbed release."""


def disturbed(
    *, alarms: tuple[AlarmPeriod, ...] = (), writes: tuple[ForeignWrite, ...] = ()
) -> Scenario:
    surroundings = replace(PROMOTE.surroundings, alarms=alarms, foreign_writes=writes)
    return replace(PROMOTE, surroundings=surroundings)


def alarm(suffix: str, begins: float, ends: float = float("inf")) -> Scenario:
    return disturbed(alarms=(AlarmPeriod(f"web-stage-{suffix}", begins, ends),))


@pytest.mark.parametrize(
    ("suffix", "reason"),
    [
        ("firewall-blocks", FailReason.SECURITY_ANOMALY),
        ("replica-lag", FailReason.DR_CHECK_FAILED),
        ("roll-back", FailReason.HOLD_DEADLINE),
        ("5xx", FailReason.HOLD_DEADLINE),
    ],
)
def test_an_alarm_that_lasts_rolls_back(suffix: str, reason: FailReason) -> None:
    found = run_release(alarm(suffix, begins=150))
    assert found.phase is Phase.ROLLED_BACK
    # A hold's deadline of 10 minutes is as long as the window of the composite alarm.
    assert found.fails_by in {reason, FailReason.ALARM}
    assert found.converged, found.orphans
    assert found.refused == 0


@pytest.mark.parametrize("suffix", ["roll-back", "5xx"])
def test_an_alarm_that_goes_away_only_holds(suffix: str) -> None:
    found = run_release(alarm(suffix, begins=150, ends=400))
    assert found.phase is Phase.PROMOTED
    held = [event for event in found.events if event.kind is EventKind.HELD]
    assert any(HoldReason.ALARM in event.sentence for event in held)
    # No step was taken while it sounded.
    assert not any(
        event.kind is EventKind.PHASE and 215 < event.at - START < 400 for event in found.events
    )


def test_a_foreign_write_is_seen_within_a_poll_is_not_overwritten_and_goes_back() -> None:
    at = BAKING_SINCE + 100
    found = run_release(disturbed(writes=(ForeignWrite(at=at, blue=20, green=80),)))
    (held, *_) = [event for event in found.events if event.kind is EventKind.HELD]
    assert HoldReason.FOREIGN_WRITE in held.sentence
    assert at <= held.at - START <= at + 65
    changes = [call for call in found.calls if call.api == "elbv2.ModifyRule"]
    assert [call.at - START > at for call in changes] == [False, True]
    assert (found.phase, found.fails_by) == (Phase.ROLLED_BACK, FailReason.HOLD_DEADLINE)
    assert found.converged, found.orphans


def test_people_are_told_of_a_rollback_once() -> None:
    simulation = Simulation.of(alarm("firewall-blocks", begins=150))
    simulation.driver().run()
    assert sum("rolled back" in subject for subject, _ in simulation.site.account.alerts) == 1
