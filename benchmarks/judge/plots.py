"""The plots."""

from __future__ import annotations

from statistics import mean
from typing import TYPE_CHECKING

from benchmarks.judge import ours
from benchmarks.judge import scenarios as kinds
from benchmarks.judge.results import pick, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.judge.results import Result

_SMALLEST = 1e-5
"""Where a logarithmic axis shows none."""


def plot(results: Sequence[Result], folder: Path) -> list[Path]:
    """Write the plots; return their files."""
    import matplotlib as mpl  # noqa: PLC0415 - slow, and only here

    mpl.use("Agg")
    return [_false(results, folder), _harmed(results, folder)]


def _false(results: Sequence[Result], folder: Path) -> Path:
    from matplotlib import pyplot as plt  # noqa: PLC0415 - slow, and not always needed

    rules = list(dict.fromkeys(each.rule for each in results))
    figure, axes = plt.subplots(figsize=(9, 5))
    for offset, family in enumerate((kinds.HEALTHY, kinds.NOISY)):
        for place, rule in enumerate(rules):
            found = pick(results, rule, family)
            back = sum(each.rolled_back for each in found)
            runs = sum(each.runs for each in found) or 1
            low, high = wilson(back, runs)
            middle = max(back / runs, _SMALLEST)
            axes.errorbar(
                [100 * middle],
                [place + 0.2 * offset],
                xerr=[[100 * (middle - max(low, _SMALLEST))], [100 * (high - middle)]],
                fmt="o",
                color=("tab:blue", "tab:orange")[offset],
                label=family if place == 0 else None,
            )
    axes.set_xscale("log")
    axes.set_yticks(range(len(rules)), rules)
    axes.invert_yaxis()
    axes.axvline(0.5, color="grey", linestyle=":")
    axes.set_xlabel("good releases rolled back, %")
    axes.legend()
    figure.tight_layout()
    path = folder / "false-rollbacks.png"
    figure.savefig(path, dpi=120)
    plt.close(figure)
    return path


def _harmed(results: Sequence[Result], folder: Path) -> Path:
    from matplotlib import pyplot as plt  # noqa: PLC0415 - slow, and not always needed

    rules = list(dict.fromkeys(each.rule for each in results))
    figure, panels = plt.subplots(1, 2, figsize=(12, 5), sharey=True)
    for panel, errors in zip(panels, (0.05, 1.0), strict=True):
        for rule in rules:
            found = [each for each in pick(results, rule, kinds.ERRORS) if each.errors == errors]
            panel.plot(
                kinds.TOTALS,
                [
                    max(0.1, mean(each.harmed for each in found if each.total == total))
                    for total in kinds.TOTALS
                ],
                marker="o",
                linewidth=3 if rule == ours.NAME else 1,
                label=rule,
            )
        panel.set(xscale="log", yscale="log", xlabel="requests a minute")
        panel.set_title(f"{100 * errors:g} % errors")
    panels[0].set_ylabel("harmed requests")
    panels[0].legend(fontsize=7)
    figure.tight_layout()
    path = folder / "harmed-requests.png"
    figure.savefig(path, dpi=120)
    plt.close(figure)
    return path
