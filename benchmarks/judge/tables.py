"""The tables, in Markdown."""

from __future__ import annotations

from statistics import mean, median
from typing import TYPE_CHECKING

from benchmarks.judge import ours
from benchmarks.judge import scenarios as kinds
from benchmarks.judge.results import Result, pick, share

if TYPE_CHECKING:
    from collections.abc import Sequence

_TARGET = 0.005
"""A peer is compared in harmed requests where its false rollbacks are no more than this."""


def tables(results: Sequence[Result]) -> str:
    """Return all tables."""
    rules = list(dict.fromkeys(each.rule for each in results))
    return "\n\n".join(
        [
            _false(results, rules),
            _worst(results),
            _missed(results, rules),
            _detect(results, rules),
            _harmed(results, rules),
            _details(results),
        ]
    )


def _false(results: Sequence[Result], rules: Sequence[str]) -> str:
    rows = []
    for rule in rules:
        cells = []
        for family in kinds.GOOD_FAMILIES:
            found = pick(results, rule, family)
            cells.append(share(*_sum(found)))
        times = [each.promote for each in pick(results, rule, kinds.HEALTHY) if each.promote]
        cells.append(f"{median(times):.0f}" if times else "never")
        rows.append([rule, *cells])
    runs = [sum(each.runs for each in pick(results, ours.NAME, f)) for f in kinds.GOOD_FAMILIES]
    heads = [f"{f}, {n:,} runs" for f, n in zip(kinds.GOOD_FAMILIES, runs, strict=True)]
    return _table(
        "False rollbacks of good releases, in percent (95 % interval), and minutes to promote",
        ["rule", *heads, "minutes to promote"],
        rows,
    )


def _worst(results: Sequence[Result]) -> str:
    found = pick(results, ours.NAME, *kinds.GOOD_FAMILIES)
    worst = sorted(found, key=lambda each: -each.rolled_back / each.runs)[:12]
    return _table(
        f"{ours.NAME}: the good scenarios with most false rollbacks, in percent",
        ["scenario", "family", "false rollbacks"],
        [[each.scenario, each.family, share(each.rolled_back, each.runs)] for each in worst],
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
            back, runs = _sum(pick(results, rule, family))
            cells.append(share(runs - back, runs))
        silent = pick(results, rule, kinds.SILENT)
        cells.append(f"{100 * sum(e.promoted for e in silent) / sum(e.runs for e in silent):.0f}")
        rows.append([rule, *cells])
    return _table(
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
                back, runs = _sum(found)
                if not times:
                    cells.append("never")
                    continue
                text = f"{mean(t[0] for t in times):.0f} / {mean(t[1] for t in times):.0f}"
                missed = 100 * (runs - back) / runs
                cells.append(f"{text} ({missed:.0f} % missed)" if missed >= 0.5 else text)
            rows.append([f"{100 * errors:g} %", rule, *cells])
    return _table(
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
    return _table(
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
        if each.rule == ours.NAME and each.family not in kinds.GOOD_FAMILIES
    ]
    return _table(
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
    back, runs = _sum(found)
    return back / runs


def _sum(results: Sequence[Result]) -> tuple[int, int]:
    return sum(each.rolled_back for each in results), sum(each.runs for each in results)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [
        f"## {title}",
        "",
        "| " + " | ".join(heads) + " |",
        "|" + "---|" * len(heads),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]
    return "\n".join(lines)
