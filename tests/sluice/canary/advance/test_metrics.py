"""Which metric periods are folded, and when a step has been judged."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sluice.canary.model.plan import Step
from sluice.canary.model.reasons import Phase
from tests.sluice.canary.fake_world import T0
from tests.sluice.canary.releases import plan
from tests.sluice.canary.stage import stage

if TYPE_CHECKING:
    from sluice.canary.model.observation import MetricReading

pytestmark = pytest.mark.usefixtures("one_rule")


def test_however_short_a_bake_is_a_whole_period_of_the_step_is_judged_first() -> None:
    steps = tuple(
        Step(weight_percent=percent, bake_seconds=1, analyse=analyse)
        for percent, analyse in ((5, True), (50, False), (100, True))
    )
    it = stage(release={"plan": plan(steps=steps)})
    it.drive()
    shifts = [since for since, _ in it.world.weight_log[1:]]
    judged = [(event.at, event.period.start) for event in it.trail() if event.period]
    for since, until in itertools.pairwise(shifts):
        assert any(at <= until and start >= since for at, start in judged)
        assert until - since < 200


def test_a_period_that_is_read_twice_counts_once() -> None:
    it = stage()
    read = it.world.read_metrics

    def repeats(release: object) -> MetricReading:
        reading = read(release)
        older = tuple(
            period.model_copy(update={"start": period.start - 60}) for period in reading.periods
        )
        return replace(reading, periods=older[:1] + reading.periods)

    it.world.read_metrics = repeats
    assert it.drive().phase is Phase.PROMOTED
    starts = [event.period.start for event in it.trail() if event.period]
    assert starts == sorted(set(starts))


def test_a_look_comes_a_second_after_a_period_is_due_since_the_header_knows_no_less() -> None:
    it = stage()
    it.drive()
    first_shift = it.world.weight_log[1][0]
    looks = sorted({at for at, _ in it.world.reads if at > first_shift + 1})
    due = (first_shift - T0) // 60 * 60 + T0 + 120
    assert looks[0] == due + 1
