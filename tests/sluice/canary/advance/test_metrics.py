"""Which metric periods are folded, and when a step has been judged."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from sluice.canary.advance import advance
from sluice.canary.judge import Evidence
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.counts import Counts, Period
from sluice.canary.model.observation import MetricReading, Observation, RuleWeights, Targets
from sluice.canary.model.plan import Step
from sluice.canary.model.reasons import Phase
from tests.sluice.canary.fake_world import T0
from tests.sluice.canary.releases import plan, release
from tests.sluice.canary.stage import stage

if TYPE_CHECKING:
    from sluice.canary.model.observation import Unread

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


FIVE, TEN = SetWeights(blue=95, green=5), SetWeights(blue=90, green=10)


def shares(
    weights: RuleWeights | Unread | None, *, minutes: int = 6, **changes: Any
) -> list[float | None]:
    """Return the share that was folded of each minute after T0, at 5 % since T0."""
    one = Counts(requests=100, errors=0, slow=0)
    start = int(T0)
    periods = tuple(
        Period(start=start + 60 * number, canary=one, live=one) for number in range(minutes)
    )
    now = start + 60.0 * (minutes + 1)
    fields = {
        "phase": Phase.BAKING,
        "step": 0,
        "step_since": T0 - 60,
        "weights": FIVE,
        "weights_since": T0 - 60,
        "metrics_until": start,
        "evidence": Evidence.start(plan().criteria, ()),
    }
    before = release(**fields | changes)
    seen = Observation(
        now=now,
        weights=weights,
        targets=Targets(healthy=2, total=2),
        alarms=(),
        metrics=MetricReading(periods, now),
    )
    return [event.period.weight_percent for event in advance(before, seen).events if event.period]


def test_a_share_waits_for_the_weight_and_for_the_cookies() -> None:
    rule = RuleWeights(FIVE, stickiness_seconds=120)
    found = shares(rule, weights_since=T0 + 30)
    assert found == [None, None, None, 5.0, 5.0, 5.0]


@pytest.mark.parametrize("rule", [None, RuleWeights(TEN, stickiness_seconds=0)])
def test_without_a_look_at_the_rule_or_with_other_weights_no_share_is_known(
    rule: RuleWeights | None,
) -> None:
    assert shares(rule, minutes=2) == [None, None]


def test_a_period_in_which_other_weights_were_sent_has_no_share() -> None:
    """The rule still shows the old ones, which does not say that they were never replaced."""
    rule = RuleWeights(FIVE, stickiness_seconds=0)
    sent = {"phase": Phase.SHIFTING, "step": 1, "intent": TEN, "attempts": 2}
    found = shares(rule, minutes=4, intent_at=T0 + 130, **sent)
    assert found == [5.0, 5.0, None, None]


def test_a_share_s_end_is_by_aws_s_clock() -> None:
    rule = RuleWeights(FIVE, stickiness_seconds=0)
    sent = {"phase": Phase.SHIFTING, "step": 1, "intent": TEN, "attempts": 2}
    # At that second a Date header may say the one before.
    assert shares(rule, minutes=2, intent_at=T0 + 120.5, **sent) == [5.0, None]
    assert shares(rule, minutes=2, intent_at=T0 + 121.5, **sent) == [5.0, 5.0]
