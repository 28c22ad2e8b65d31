"""What is kept of a scenario under a rule, and how it is summed up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.judge.engine import PROMOTED, ROLLED_BACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.judge.engine import Outcomes
    from benchmarks.judge.traces import Flags, Scenario


@dataclass(frozen=True)
class Result:
    """One rule's runs of one scenario.

    Attributes:
        family: under which it is summed up.
        drawn_as: the scenario's own family, of which some runs are set apart.
        rolled_back, promoted: how many runs ended so; the others had not ended.
        detect: minutes from the fault's onset until the weights were back, median and 95th
            percentile of those rolled back; None where none was.
        harmed: requests, on average.
        promote: minutes until promoted, median; None where none was.
    """

    rule: str
    scenario: str
    family: str
    drawn_as: str
    total: float
    baseline: float
    errors: float
    latency: float
    runs: int
    rolled_back: int
    promoted: int
    detect: tuple[float, float] | None
    harmed: float
    promote: float | None

    def as_json(self) -> dict[str, Any]:
        """Return it as it goes into the JSON file."""
        return asdict(self)


def summed(
    rule: str, scenario: Scenario, outcomes: Outcomes, onset: int, *, runs: Flags, family: str
) -> Result:
    """Return the result of those runs of a scenario, summed up under that family."""
    back = (outcomes.state == ROLLED_BACK) & runs
    good = (outcomes.state == PROMOTED) & runs
    minutes = outcomes.ended[back] - onset
    return Result(
        rule=rule,
        scenario=scenario.name,
        family=family,
        drawn_as=scenario.family,
        total=scenario.total,
        baseline=scenario.baseline,
        errors=scenario.errors,
        latency=scenario.latency,
        runs=int(runs.sum()),
        rolled_back=int(back.sum()),
        promoted=int(good.sum()),
        detect=(float(np.median(minutes)), float(np.quantile(minutes, 0.95)))
        if back.any()
        else None,
        harmed=float(outcomes.harmed[runs].mean()) if scenario.bad else 0.0,
        promote=float(np.median(outcomes.ended[good])) if good.any() else None,
    )


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion, 0 to 1 (Wilson 1927)."""
    if not whole:
        return 0.0, 1.0
    z = 1.96
    rate = part / whole
    middle = rate + z * z / (2 * whole)
    spread = z * sqrt(rate * (1 - rate) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def share(part: int, whole: int) -> str:
    """Return a proportion in percent with its interval; a dash without any runs."""
    if not whole:
        return "-"
    low, high = wilson(part, whole)
    return f"{100 * part / whole:.2f} ({100 * low:.2f}-{100 * high:.2f})"


def pick(results: Sequence[Result], rule: str, *families: str) -> list[Result]:
    """Return one rule's results of these families."""
    return [each for each in results if each.rule == rule and each.family in families]


def summed_up(results: Sequence[Result]) -> tuple[int, int]:
    """Return how many runs were rolled back, and how many there are."""
    return sum(each.rolled_back for each in results), sum(each.runs for each in results)


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table under its title."""
    lines = [
        f"## {title}",
        "",
        "| " + " | ".join(heads) + " |",
        "|" + "---|" * len(heads),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    return "\n".join(lines)
