"""The tables, in Markdown."""

from __future__ import annotations

from statistics import mean
from typing import TYPE_CHECKING

from benchmarks.judge import ours
from benchmarks.judge import scenarios as kinds
from benchmarks.judge.results import pick, share, summed_up, table
from benchmarks.judge.tables_good import good_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.judge.results import Result

_TARGET = 0.005
"""A peer is compared in harmed requests where its false rollbacks are no more than this."""


def tables(results: Sequence[Result]) -> str:
    """Return all tables."""
    rules = list(dict.fromkeys(each.rule for each in results))
    return "\n\n".join(
        [
            *good_tables(results, rules),
            _missed(results, rules),
            _detect(results, rules),
            _harmed(results, rules),
            _details(results),
        ]
    )


def _missed(results: Sequence[Result], rules: Sequence[str]) -> str:
    families = (
        kinds.HOUR,
        kinds.ERRORS,
        kinds.NOISY_ERRORS,
        kinds.MISSING_ERRORS,
        kinds.SLOWLY,
        kinds.MILD,
        kinds.LATENCY,
    )
    rows = []
    for rule in rules:
        cells = []
        for family in families:
            back, runs = summed_up(pick(results, rule, family))
            cells.append(share(runs - back, runs))
        silent = pick(results, rule, kinds.SILENT)
        cells.append(f"{100 * sum(e.promoted for e in silent) / sum(e.runs for e in silent):.0f}")
        rows.append([rule, *cells])
    return table(
        "Bad releases that were not rolled back, in percent (95 % interval)",
        ["rule", *families, "promoted without any request"],
        rows,
    )


def _detect(results: Sequence[Result], rules: Sequence[str]) -> str:
    totals = kinds.TOTALS
    rows = []
    for errors in kinds.RELEASED:
        for rule in rules:
            cells = []
            for total in totals:
                found = [
                    each
                    for each in pick(results, rule, kinds.ERRORS)
                    if each.total == total and each.errors == errors
                ]
                times = [each.detect for each in found if each.detect]
                back, runs = summed_up(found)
                if not times:
                    cells.append("never")
                    continue
                text = f"{mean(t[0] for t in times):.0f} / {mean(t[1] for t in times):.0f}"
                missed = 100 * (runs - back) / runs
                cells.append(f"{text} ({missed:.0f} % missed)" if missed >= 0.5 else text)
            rows.append([f"{100 * errors:g} %", rule, *cells])
    return table(
        "Minutes until the weights are back: median / 95th, averaged over the baselines",
        ["errors", "rule", *[f"{total:,} a minute" for total in totals]],
        rows,
    )


def _harmed(results: Sequence[Result], rules: Sequence[str]) -> str:
    peers = [rule for rule in rules if rule != ours.NAME]
    rows = []
    for total in kinds.TOTALS:
        quiet = [
            peer for peer in peers if _false_rate(results, peer, total, kinds.BASELINES) <= _TARGET
        ]
        for errors in kinds.RELEASED:
            mine = _harm(results, ours.NAME, total, errors, kinds.BASELINES)
            best = min(
                ((_harm(results, p, total, errors, kinds.BASELINES), p) for p in quiet),
                default=None,
            )
            known = [_ratio(results, peers, total, errors, each) for each in kinds.BASELINES]
            rows.append(
                [
                    f"{total:,}",
                    f"{100 * errors:g} %",
                    f"{mine:,.1f}",
                    "-" if best is None else f"{best[0]:,.1f} ({best[1]})",
                    "-" if best is None else f"{mine / best[0]:.2f}",
                    *("-" if each is None else f"{each:.2f}" for each in known),
                ]
            )
    return table(
        "Harmed requests, on average over the baselines, beside the peer that harms least of "
        "those with at most 0.5 % false rollbacks at that traffic; then the ratio to the best "
        "peer of each baseline, if that baseline were known (-: none is as quiet)",
        [
            "requests a minute",
            "errors",
            ours.NAME,
            "best quiet peer",
            "ratio",
            *(f"ratio, live {100 * each:g} %" for each in kinds.BASELINES),
        ],
        rows,
    )


def _ratio(
    results: Sequence[Result], peers: Sequence[str], total: float, errors: float, baseline: float
) -> float | None:
    """Return our harm beside the best peer's that is quiet at this very baseline, if one is."""
    harms = [
        _harm(results, peer, total, errors, (baseline,))
        for peer in peers
        if _false_rate(results, peer, total, (baseline,)) <= _TARGET
    ]
    return _harm(results, ours.NAME, total, errors, (baseline,)) / min(harms) if harms else None


def _details(results: Sequence[Result]) -> str:
    rows = [
        [
            each.scenario,
            share(each.runs - each.rolled_back, each.runs),
            "never" if each.detect is None else f"{each.detect[0]:.0f} / {each.detect[1]:.0f}",
            f"{each.harmed:,.1f}",
        ]
        for each in results
        if each.rule == ours.NAME and each.family not in (*kinds.GOOD_FAMILIES, kinds.MET)
    ]
    return table(
        f"{ours.NAME}: every bad scenario",
        ["scenario", "not rolled back, percent", "minutes, median / 95th", "harmed requests"],
        rows,
    )


def _harm(
    results: Sequence[Result], rule: str, total: float, errors: float, baselines: Sequence[float]
) -> float:
    """Return the requests that a rule lets be harmed, on average over the baselines."""
    found = [
        each.harmed
        for each in pick(results, rule, kinds.ERRORS)
        if (each.total, each.errors) == (total, errors) and each.baseline in baselines
    ]
    return mean(found)


def _false_rate(
    results: Sequence[Result], rule: str, total: float, baselines: Sequence[float]
) -> float:
    """Return how often a rule rolls a good release back in steady traffic, 0 to 1."""
    found = [
        each
        for each in pick(results, rule, kinds.HEALTHY)
        if each.scenario.startswith("steady") and each.total == total and each.baseline in baselines
    ]
    back, runs = summed_up(found)
    return back / runs
