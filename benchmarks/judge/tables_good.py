"""The tables of good releases, in Markdown."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.judge import ours
from benchmarks.judge import scenarios as kinds
from benchmarks.judge.results import pick, share, summed_up, table
from benchmarks.judge.traces import ERROR_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.judge.results import Result


def good_tables(results: Sequence[Result], rules: Sequence[str]) -> list[str]:
    """Return them."""
    return [_false(results, rules), _whole(results, rules), _worst(results)]


def _false(results: Sequence[Result], rules: Sequence[str]) -> str:
    rows = []
    for rule in rules:
        cells = []
        for family in kinds.GOOD_FAMILIES:
            found = pick(results, rule, family)
            cells.append(share(*summed_up(found)))
        times = [each.promote for each in pick(results, rule, kinds.HEALTHY) if each.promote]
        cells.append(f"{median(times):.0f}" if times else "never")
        rows.append([rule, *cells])
    runs = [sum(each.runs for each in pick(results, ours.NAME, f)) for f in kinds.GOOD_FAMILIES]
    heads = [f"{f}, {n:,} runs" for f, n in zip(kinds.GOOD_FAMILIES, runs, strict=True)]
    return table(
        "False rollbacks of good releases, in percent (95 % interval), and minutes to promote",
        ["rule", *heads, "minutes to promote"],
        rows,
    )


def _whole(results: Sequence[Result], rules: Sequence[str]) -> str:
    """Show what the runs that meet the criterion in truth change."""
    columns: dict[str, Callable[[Result], bool]] = {
        "healthy, all": lambda each: each.drawn_as == kinds.HEALTHY,
        "overdispersed, all": lambda each: each.drawn_as == kinds.NOISY,
        "AR(1) at 0.95 %, all": _wanders_at_the_limit,
        "AR(1) at 0.95 %, criterion not met in truth": lambda each: (
            _wanders_at_the_limit(each) and each.family != kinds.MET
        ),
        kinds.MET: lambda each: each.family == kinds.MET,
    }
    sums = {
        rule: [
            summed_up([each for each in results if each.rule == rule and belongs(each)])
            for belongs in columns.values()
        ]
        for rule in rules
    }
    heads = [f"{n}, {runs:,} runs" for n, (_, runs) in zip(columns, sums[ours.NAME], strict=True)]
    return table(
        "The same without setting runs apart: rolled back, in percent; and the runs in which the "
        "new version's true rate is above 1 % for 10 minutes in a row",
        ["rule", *heads],
        [[rule, *(share(*each) for each in sums[rule])] for rule in rules],
    )


def _wanders_at_the_limit(result: Result) -> bool:
    return result.scenario.startswith("AR(1)") and result.baseline > 0.9 * ERROR_LIMIT


def _worst(results: Sequence[Result]) -> str:
    found = pick(results, ours.NAME, *kinds.GOOD_FAMILIES)
    worst = sorted(found, key=lambda each: -each.rolled_back / each.runs)[:12]
    return table(
        f"{ours.NAME}: the good scenarios with most false rollbacks, in percent",
        ["scenario", "family", "false rollbacks"],
        [[each.scenario, each.family, share(each.rolled_back, each.runs)] for each in worst],
    )
