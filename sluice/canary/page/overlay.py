"""What lies over all charts: gaps, holds, the moments of decision, and the lane above them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sluice.canary.page.timeline import MarkKind
from sluice.canary.page.traffic import Missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sluice.canary.model.release import Release
    from sluice.canary.page.charts.scale import TimeScale
    from sluice.canary.page.timeline import Mark, Timeline
    from sluice.canary.page.traffic import Point

_CLUSTER_PERCENT = 4.5
"""Marks that are closer than that would lie on each other on a phone."""
_INVISIBLE_PERCENT = 0.05

GAP_WORDS = {
    Missing.NO_TRAFFIC: "no traffic",
    Missing.METRICS_LATE: "metrics late",
    Missing.PARTIAL: "metrics partial",
    Missing.NOT_DUE: "not due yet",
}


@dataclass(frozen=True)
class Span:
    """A stretch of the time line, in percent of the width; `look` are CSS classes."""

    left: float
    width: float
    label: str
    look: str
    tip: str = ""

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


@dataclass(frozen=True)
class Gap:
    """A stretch without counts, of both versions or of one (`whose` is a colour then)."""

    left: float
    width: float
    kind: Missing
    whose: str

    @property
    def label(self) -> str:
        """What is written into it, where there is room."""
        words = GAP_WORDS[self.kind]
        return words if self.whose == "both" else f"{self.whose}: {words}"

    @property
    def pattern(self) -> str:
        """The id of its hatching."""
        return f"{self.kind.value.lower().replace('_', '-')}-{self.whose}"


@dataclass(frozen=True)
class Flag:
    """One or more marks at one place."""

    left: float
    kind: MarkKind
    tip: str
    event: int
    count: int

    @property
    def symbol(self) -> str:
        """The id of its picture."""
        return self.kind.name.lower().replace("_", "-")


def phases(line: Timeline, time: TimeScale) -> tuple[Span, ...]:
    """Return the phases and steps, in order."""
    return tuple(_span(time, each.start, each.end, each.label, each.kind) for each in line.segments)


def holds(line: Timeline, time: TimeScale) -> tuple[Span, ...]:
    """Return the holds, in order; those that nobody could tell apart are one."""
    found: list[Span] = []
    for each in line.holds:
        label = each.reason.replace("_", " ").lower()
        span = _span(time, each.start, each.end, label, "", tip=each.sentence)
        last = found[-1] if found else None
        if last is None or last.label != label or span.left - last.right > _INVISIBLE_PERCENT:
            found.append(span)
            continue
        width = round(span.right - last.left, 3)
        found[-1] = replace(last, width=width, tip=f"{label}, several times")
    return tuple(found)


def gaps(release: Release, points: Sequence[Point], time: TimeScale) -> tuple[Gap, ...]:
    """Return where nothing was counted; what touches and is of one kind is one gap."""
    found: list[tuple[float, float, Missing, str]] = []
    for start, end, kind, whose in _missing(release, points):
        for index, (first, last, other, who) in enumerate(found):
            if (other, who) == (kind, whose) and abs(last - start) < 1e-3:
                found[index] = (first, end, kind, whose)
                break
        else:
            found.append((start, end, kind, whose))
    return tuple(
        Gap(left := time.percent(start), round(time.percent(end) - left, 3), kind, whose)
        for start, end, kind, whose in found
    )


def _missing(
    release: Release, points: Iterable[Point]
) -> Iterable[tuple[float, float, Missing, str]]:
    for point in points:
        new, live = point.canary, point.live
        if isinstance(new, Missing) and new == live:
            yield point.start, point.end, new, "both"
            continue
        # A version without any weight is not missed.
        if isinstance(new, Missing):
            yield point.start, point.end, new, "both" if live is None else release.canary
        if isinstance(live, Missing):
            yield point.start, point.end, live, "both" if new is None else release.live


def steps(line: Timeline, time: TimeScale) -> tuple[float, ...]:
    """Return where the weights changed, in percent of the width."""
    return tuple(time.percent(each.at) for each in line.weights[1:])


def flags(line: Timeline, time: TimeScale) -> tuple[Flag, ...]:
    """Return the marks; those that would lie on each other are one, the most important."""
    groups: list[list[Mark]] = []
    for mark in line.marks:
        near = groups and time.percent(mark.at) - time.percent(groups[-1][0].at) < _CLUSTER_PERCENT
        if near:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return tuple(_flag(group, time) for group in groups)


_ORDER = tuple(MarkKind)


def _flag(group: Sequence[Mark], time: TimeScale) -> Flag:
    top = max(group, key=lambda mark: _ORDER.index(mark.kind))
    more = f" (and {len(group) - 1} more here)" if len(group) > 1 else ""
    return Flag(time.percent(top.at), top.kind, f"{top.sentence}{more}", top.event, len(group))


def verdict_at(line: Timeline, time: TimeScale) -> float | None:
    """Return where it was decided, in percent of the width."""
    final = {MarkKind.FAILED, MarkKind.PROMOTED}
    return next((time.percent(mark.at) for mark in line.marks if mark.kind in final), None)


def _span(
    time: TimeScale, start: float, end: float, label: str, look: str, *, tip: str = ""
) -> Span:
    left = time.percent(start)
    return Span(left, round(time.percent(end) - left, 3), label, look, tip or label)
