"""SVG paths of stairs: what was counted in a period holds from its start to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sluice.canary.page.charts.scale import TimeScale, ValueScale


@dataclass(frozen=True)
class Stair:
    """One value from `start` to `end`, with its band where it has one."""

    start: float
    end: float
    value: float
    low: float | None = None
    high: float | None = None


def runs(stairs: Iterable[Stair]) -> list[list[Stair]]:
    """Return what follows without a gap, together; a line is broken where there is one."""
    found: list[list[Stair]] = []
    for stair in stairs:
        # Clocks are floats: a millisecond is no gap.
        if found and stair.start - found[-1][-1].end < 1e-3:
            found[-1].append(stair)
        else:
            found.append([stair])
    return found


def line(stairs: Iterable[Stair], time: TimeScale, scale: ValueScale) -> str:
    """Return the path of the values."""
    parts = []
    for run in runs(stairs):
        joint = "M"
        for stair in run:
            height = _number(scale.y(stair.value))
            x0, x1 = _number(time.x(stair.start)), _number(time.x(stair.end))
            parts.append(f"M{x0} {height}H{x1}" if joint == "M" else f"V{height}H{x1}")
            joint = "V"
    return "".join(parts)


def area(stairs: Iterable[Stair], time: TimeScale, scale: ValueScale) -> str:
    """Return the path of the bands; where `low` is None they begin at the bottom."""
    return "".join(
        _closed(
            run,
            [scale.y(scale.bottom if stair.low is None else stair.low) for stair in run],
            [scale.y(stair.value if stair.high is None else stair.high) for stair in run],
            time,
        )
        for run in runs(stairs)
    )


def block(start: float, end: float, time: TimeScale, height: float) -> str:
    """Return the path of a rectangle from top to bottom."""
    x0, x1 = _number(time.x(start)), _number(time.x(end))
    return f"M{x0} 0H{x1}V{_number(height)}H{x0}z"


def _closed(
    run: Sequence[Stair], lows: Sequence[float], highs: Sequence[float], time: TimeScale
) -> str:
    path = f"M{_number(time.x(run[0].start))} {_number(highs[0])}"
    for stair, high in zip(run, highs, strict=True):
        path += f"V{_number(high)}H{_number(time.x(stair.end))}"
    for stair, low in zip(reversed(run), reversed(lows), strict=True):
        path += f"V{_number(low)}H{_number(time.x(stair.start))}"
    return f"{path}z"


def _number(value: float) -> str:
    """Return a coordinate to a tenth, without the zeros that only make a file long."""
    return f"{value:.1f}".removesuffix(".0")
