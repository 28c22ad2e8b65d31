"""What a metric filter makes of log events."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lab.logs.comparison import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lab.logs.match import Match, Pattern

_MINUTE_SECONDS = 60


@dataclass(frozen=True)
class Event:
    """A log event; `at` in seconds since the epoch."""

    at: float
    message: str


@dataclass(frozen=True)
class Transformation:
    """A filter and the metric that it writes.

    Attributes:
        pattern: which events count.
        namespace: of the metric.
        name: of the metric.
        value: a number, or a reference such as $.latency or $bytes.
        default: the value of a minute with events of which none counts; None: it has none.
        dimensions: name to reference; an event that lacks one of them does not count.
        unit: of the metric.
    """

    pattern: Pattern
    namespace: str
    name: str
    value: str
    default: float | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    unit: str = "None"


@dataclass(frozen=True)
class Measured:
    """A value that a filter writes."""

    at: float
    value: float
    dimensions: Mapping[str, str]


class MetricFilter:
    """Applies a transformation; remembers the minutes that need no default any more."""

    def __init__(self, transformation: Transformation) -> None:
        self.transformation = transformation
        self._told: set[int] = set()

    def measure(self, events: Iterable[Event]) -> list[Measured]:
        """Return what to write for events that came in together."""
        by_minute: dict[int, list[Event]] = defaultdict(list)
        for event in events:
            by_minute[int(event.at // _MINUTE_SECONDS)].append(event)
        found: list[Measured] = []
        for minute, together in by_minute.items():
            counted = list(self._counted(together))
            default = self.transformation.default
            if not counted and default is not None and minute not in self._told:
                counted = [Measured(together[0].at, default, {})]
            found.extend(counted)
            if counted:
                self._told.add(minute)
        newest = max(by_minute, default=0)
        self._told = {minute for minute in self._told if minute > newest - _MINUTE_SECONDS}
        return found

    def _counted(self, events: Iterable[Event]) -> Iterator[Measured]:
        wanted = self.transformation
        for event in events:
            match = wanted.pattern.match(event.message)
            if match is None:
                continue
            value = _resolve(wanted.value, match)
            dimensions = {
                name: resolved
                for name, reference in wanted.dimensions.items()
                if (resolved := _resolve(reference, match)) is not None
            }
            complete = len(dimensions) == len(wanted.dimensions)
            if value is not None and NUMBER.fullmatch(value) and complete:
                yield Measured(event.at, float(value), dimensions)


def _resolve(reference: str, match: Match) -> str | None:
    return match(reference) if reference.startswith("$") else reference
