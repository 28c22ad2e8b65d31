"""The steps of a release: the engineer's, and smaller ones before them for the error budget.

Pure. A new version that fails every request is noticed once the first metric period with its
failures is over and read. What it harms until then is

    weight x requests per minute x (period + time to notice it)

and may be at most `max_harmed_requests`. So the first weight is that budget divided by the
traffic, in tenths of a percent, which ALB's weights of 0 to 999 can express.

Too small a weight is no use either: the judge passes nothing on fewer than `SMALLEST_SAMPLE`
requests, so a judged step that cannot gather them while it bakes would hold until its deadline
and end in a rollback. Where the traffic is known, the engineer's steps of that kind are left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sluice.canary.judge.limits import SMALLEST_SAMPLE
from sluice.canary.model.plan import Step
from sluice.errors import UsageRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST_PERCENT = 0.1
LARGEST_FACTOR = 5.0
"""How much more traffic an added step's successor may get at most."""

_SHAPE = "steps are weight:bake_seconds, such as 1:60,10:60,100:120"


@dataclass(frozen=True)
class SizedSteps:
    """The steps, and one sentence that explains the first weight and what was left out."""

    steps: tuple[Step, ...]
    sentence: str


def size_steps(
    steps: Sequence[Step],
    *,
    max_harmed_requests: int,
    requests_per_minute: float | None,
    period_minutes: float,
    notice_minutes: float = 0,
) -> SizedSteps:
    """Keep the engineer's steps that traffic suffices for; put smaller ones first if need be.

    Args:
        steps: the engineer's, weights rising.
        max_harmed_requests: how many requests a total failure may harm until it is noticed.
        requests_per_minute: of the whole service; None where it is not known: then nothing is
            left out.
        period_minutes: length of a metric period.
        notice_minutes: from a period's end until its metrics are judged and the weights back.

    Returns:
        Steps whose weights rise; from the first added one to the engineer's first one, each
        at most `LARGEST_FACTOR` times the one before. Each that is judged, but for the last,
        gathers `SMALLEST_SAMPLE` requests of the new version or more while it bakes.
    """
    if requests_per_minute is None:
        return SizedSteps(
            tuple(steps),
            f"starts at {percent(steps[0].weight_percent)}: the traffic is not known, so the "
            f"error budget of {max_harmed_requests} requests could not size the first weight",
        )
    kept = [*(each for each in steps[:-1] if _suffices(each, requests_per_minute)), steps[-1]]
    without = _left_out([each for each in steps if each not in kept], requests_per_minute)
    first = kept[0]
    exposure = period_minutes + notice_minutes
    exposed = requests_per_minute * exposure
    weight = _largest(max_harmed_requests, exposed)
    if weight >= first.weight_percent:
        return SizedSteps(
            tuple(kept),
            f"starts at {percent(first.weight_percent)}: a total failure harms about "
            f"{_harmed(first.weight_percent, exposed)} requests until it is noticed, "
            f"{_of_budget(max_harmed_requests, requests_per_minute)}{without}",
        )
    needed = 60 * _minutes_to_gather(weight, requests_per_minute)
    bake = max(first.bake_seconds, exposure * 60, needed)
    added = tuple(
        Step(weight_percent=each, bake_seconds=bake)
        for each in _growing(weight, first.weight_percent)
    )
    sentence = (
        f"starts at {percent(weight)}, not {percent(first.weight_percent)}: a total failure "
        f"harms about {_harmed(weight, exposed)} requests until it is noticed, "
    )
    if _harmed(weight, exposed) > max_harmed_requests:
        sentence += (
            f"more than the error budget of {max_harmed_requests}, at "
            f"{requests_per_minute:,.0f} a minute: there is no smaller weight"
        )
    else:
        sentence += _of_budget(max_harmed_requests, requests_per_minute)
    return SizedSteps((*added, *kept), f"{sentence}{without}")


def parse_steps(text: str) -> tuple[Step, ...]:
    """Return the steps in a text such as `1:60,10:60,100:120`.

    Weights are percents, in tenths at the finest; durations are seconds.

    Raises:
        UsageRefused: says which step is wrong, and how it should be.
    """
    steps = tuple(_parse(part.strip()) for part in text.split(","))
    for before, after in pairwise(steps):
        if after.weight_percent <= before.weight_percent:
            raise UsageRefused(
                f"--steps {text}: {percent(after.weight_percent)} comes after "
                f"{percent(before.weight_percent)}: weights must rise from step to step"
            )
    if steps[-1].weight_percent != 100:
        raise UsageRefused(
            f"--steps {text}: ends at {percent(steps[-1].weight_percent)}: the last step must "
            "be 100, such as 100:120"
        )
    return steps


def percent(weight: float) -> str:
    """Return a weight as people write it: `5 %`, `0.1 %`."""
    return f"{weight:g} %"


def _parse(part: str) -> Step:
    weight, colon, bake = part.partition(":")
    try:
        step = Step(weight_percent=float(weight), bake_seconds=float(bake))
    except ValueError:
        colon = ""
    if not colon:
        raise UsageRefused(f"--steps: {part!r} is no step: {_SHAPE}")
    tenths = step.weight_percent * 10
    if not 0 < step.weight_percent <= 100 or abs(tenths - round(tenths)) > 1e-9:
        raise UsageRefused(
            f"--steps: the weight of {part!r} must be from 0.1 to 100 percent, in tenths"
        )
    if not 0 < step.bake_seconds <= 86_400:
        raise UsageRefused(f"--steps: {part!r} must bake for 1 to 86400 seconds")
    return step


def _largest(max_harmed_requests: int, exposed: float) -> float:
    """Return the largest weight within the budget, rounded down to a tenth."""
    if exposed <= max_harmed_requests:
        return 100.0
    tenths = math.floor(1000 * max_harmed_requests / exposed)
    return max(SMALLEST_PERCENT, min(1000, tenths) / 10)


def _growing(smallest: float, first: float) -> list[float]:
    """Return weights in even factors of 5 at most: from the smallest on, all below `first`."""
    # Where rounding to tenths makes a factor too large, one weight more makes room.
    count = max(1, math.ceil(math.log(first / smallest) / math.log(LARGEST_FACTOR) - 1e-9))
    while True:
        ratio = (first / smallest) ** (1 / count)
        weights = [round(smallest * ratio**power, 1) for power in range(count)]
        factors = [after / before for before, after in pairwise([*weights, first])]
        if max(factors) <= LARGEST_FACTOR + 1e-9:
            return weights
        count += 1


def _minutes_to_gather(weight: float, requests_per_minute: float) -> float:
    """Return after how many minutes the judge has enough requests; infinite without traffic."""
    arriving = weight / 100 * requests_per_minute
    return SMALLEST_SAMPLE / arriving if arriving > 0 else math.inf


def _suffices(step: Step, requests_per_minute: float) -> bool:
    """Whether a step can pass: nobody judges it, or it gathers enough requests as it bakes."""
    needed = 60 * _minutes_to_gather(step.weight_percent, requests_per_minute)
    return not step.analyse or step.bake_seconds >= needed


def _left_out(steps: Sequence[Step], requests_per_minute: float) -> str:
    """Tell which steps were left out and why, to go on after a sentence; nothing without any."""
    if not steps:
        return ""
    *others, last = [percent(each.weight_percent) for each in steps]
    weights = f"{', '.join(others)} and {last}" if others else last
    verb = "are" if others else "is"
    return (
        f"; {weights} {verb} left out: at {requests_per_minute:,.0f} a minute fewer than the "
        f"{SMALLEST_SAMPLE} requests that a verdict needs would reach the new version meanwhile"
    )


def _harmed(weight: float, exposed: float) -> int:
    return math.ceil(weight / 100 * exposed - 1e-6)


def _of_budget(budget: int, requests_per_minute: float) -> str:
    return f"of the {budget} that the error budget allows, at {requests_per_minute:,.0f} a minute"
