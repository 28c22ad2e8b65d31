"""One chart, ready for the template: paths, ticks, legend, and what it says in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.page.charts import paths
from sluice.canary.page.charts.scale import Tick, TimeScale, ValueScale

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sluice.canary.page.charts.paths import Stair


@dataclass(frozen=True)
class Series:
    """One line of a chart.

    Attributes:
        name: in the legend.
        look: CSS classes: a colour (`blue`, `green`, `ink`) and a stroke (`new`, `live`,
            `thin`).
        stairs: the values, in order.
        banded: whether the stairs have bands, or the area below is filled.
    """

    name: str
    look: str
    stairs: Sequence[Stair]
    banded: bool = False


@dataclass(frozen=True)
class Limit:
    """A value that is not to be passed."""

    value: float
    label: str


@dataclass(frozen=True)
class Line:
    """A series as it is drawn."""

    name: str
    look: str
    path: str
    band: str


@dataclass(frozen=True)
class Panel:
    """A chart as it is drawn; heights in pixels, paths `WIDTH` units wide."""

    id: str
    title: str
    note: str
    description: str
    height: float
    lines: tuple[Line, ...]
    limits: tuple[Tick, ...]
    ticks: tuple[Tick, ...]


def panel(
    id_: str,
    title: str,
    series: Sequence[Series],
    scale: ValueScale,
    time: TimeScale,
    *,
    written: Callable[[float], str],
    limits: Sequence[Limit] = (),
    note: str = "",
    description: str = "",
) -> Panel:
    """Return a chart.

    Args:
        id_: of its elements.
        title: what it shows.
        series: as the legend has them; the first one is drawn on top.
        scale: of the values.
        time: of all charts.
        written: how a value is written beside its tick.
        limits: dotted lines with a label.
        note: what must be known to read it.
        description: what it says, for who does not see it.
    """
    return Panel(
        id=id_,
        title=title,
        note=note,
        description=description,
        height=scale.height,
        lines=tuple(
            Line(
                each.name,
                each.look,
                paths.line(each.stairs, time, scale),
                paths.area(each.stairs, time, scale) if each.banded else "",
            )
            for each in series
        ),
        limits=tuple(Tick(round(scale.y(each.value), 1), each.label) for each in limits),
        ticks=tuple(Tick(round(scale.y(each), 1), written(each)) for each in scale.steps()),
    )
