"""From series to periods: what was counted, or why nothing can be said. Pure.

A period is due `delay` after its end, by AWS's clock. What is not whole then may still come:
it is withheld until twice the delay has gone by. After that

- a colour whose targets are reported, but no request: NO_TRAFFIC;
- requests without response times, values that are no numbers, partial data: PARTIAL;
- nothing at all: METRICS_LATE. It is withheld on, as overdue, until it comes, or until later
  periods have come: then it is a hole, and told as one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.model.counts import Counts, Gap, Period
from sluice.canary.model.observation import MetricReading
from sluice.canary.ports.metrics.queries import BALANCER_ERRORS, Part, query_id
from sluice.environment.descriptor import other

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sluice.canary.ports.metrics.answers import Answer
    from sluice.environment.descriptor import Colour

_GRACE = 2
"""Times the delay: so long after its end what is missing of a period may still come."""

_HUNDRED = 100.0


@dataclass(frozen=True)
class Window:
    """Which periods are wanted, all in seconds since the epoch by AWS's clock.

    Attributes:
        since: start of the first one.
        until: what was asked for; what ends later was not.
        period_seconds: length.
        delay_seconds: after which a period is due.
    """

    since: int
    until: int
    period_seconds: int
    delay_seconds: float

    def due(self, now: float) -> range:
        """Return the starts of the periods that are due."""
        last_end = min(now - self.delay_seconds, self.until)
        stop = math.floor(last_end) - self.period_seconds + 1
        return range(self.since, max(self.since, stop), self.period_seconds)

    def may_still_come(self, start: int, now: float) -> bool:
        """Return whether what is missing of a period is not overdue yet."""
        return now < start + self.period_seconds + _GRACE * self.delay_seconds


@dataclass(frozen=True)
class Reader:
    """Reads one service's periods out of an answer.

    Attributes:
        answer: what CloudWatch said.
        prefix: of the service's query ids.
        canary: the colour with the new version.
    """

    answer: Answer
    prefix: str
    canary: Colour

    def reading(self, window: Window) -> MetricReading:
        """Return the periods that can be told, oldest first, without a hole between them."""
        live = other(self.canary)
        now = self.answer.now
        found = [
            Period(
                start=start,
                canary=self.colour(self.canary, start),
                live=self.colour(live, start),
            )
            for start in window.due(now)
        ]
        newest = max((period.start for period in found if _is_whole(period)), default=0)
        complete: list[Period] = []
        for period in found:
            if not _is_whole(period):
                if window.may_still_come(period.start, now):
                    break
                late = Gap.METRICS_LATE in (period.canary, period.live)
                if late and period.start > newest:
                    return MetricReading(tuple(complete), now, Gap.METRICS_LATE)
            complete.append(period)
        return MetricReading(tuple(complete), now)

    def colour(self, colour: Colour, start: int) -> Counts | Gap:
        """Return what was counted of a colour in one period, or why nothing was."""
        values = {part: self._value(query_id(self.prefix, colour, part), start) for part in Part}
        balancer_errors = self._value(f"{self.prefix}_{BALANCER_ERRORS}", start)
        judged = [values[part] for part in _JUDGED]
        if any(value is not None and math.isnan(value) for value in (*judged, balancer_errors)):
            return Gap.PARTIAL
        if self._is_partial(colour):
            return Gap.PARTIAL
        if values[Part.REQUESTS]:
            return _counts(values, balancer_errors or 0)
        if any(judged):
            return Gap.PARTIAL
        arrived = values[Part.REQUESTS] is not None or values[Part.HOSTS] is not None
        return Gap.NO_TRAFFIC if arrived else Gap.METRICS_LATE

    def _value(self, id_: str, start: int) -> float | None:
        return self.answer.series[id_].values.get(start)

    def _is_partial(self, colour: Colour) -> bool:
        ids = [query_id(self.prefix, colour, part) for part in _JUDGED]
        ids.append(f"{self.prefix}_{BALANCER_ERRORS}")
        return any(self.answer.series[id_].partial for id_ in ids)


_JUDGED = (Part.REQUESTS, Part.ERRORS, Part.SAMPLES, Part.RANK)


def _is_whole(period: Period) -> bool:
    """Return whether nothing of a period can be still to come.

    The load balancer publishes both colours at once: where one had requests, no traffic on
    the other is sure; where neither had, the counts may lag behind the health.
    """
    both = (period.canary, period.live)
    if Gap.METRICS_LATE in both or Gap.PARTIAL in both:
        return False
    return any(isinstance(each, Counts) for each in both)


def _counts(values: Mapping[Part, float | None], balancer_errors: float) -> Counts | Gap:
    requests = round(values[Part.REQUESTS] or 0)
    samples = values[Part.SAMPLES] or 0
    rank = values[Part.RANK]
    # What no target answered is an error where the load balancer says that it answered itself.
    unanswered = min(max(0.0, requests - samples), balancer_errors)
    if not samples:
        # A version that answers nothing has no response times: then all of it is explained.
        if round(unanswered) < requests:
            return Gap.PARTIAL
        return Counts(requests=requests, errors=requests, slow=0)
    if rank is None or not 0 <= rank <= _HUNDRED:
        return Gap.PARTIAL
    p95 = values[Part.P95]
    return Counts(
        requests=requests,
        # A response may be counted in the period after its request's.
        errors=min(requests, round((values[Part.ERRORS] or 0) + unanswered)),
        slow=min(requests, round(samples * (_HUNDRED - rank) / _HUNDRED)),
        p95_ms=None if p95 is None or math.isnan(p95) else p95 * 1000,
    )
