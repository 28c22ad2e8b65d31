"""The runbook's literal window: beyond the limit all through so many periods.

Where a service's rate wanders about its limit, a minute just within it looks as if it were just
beyond every other time. So a point that is beyond by less than one standard error does not end
the row, but does not count either: a version that is clearly beyond fails at the last of the
window's points, and one that is hardly beyond a few points later.
"""

from __future__ import annotations

from math import log, sqrt

from sluice.values import Value

SMALLEST_POINT = 200
"""Requests in a point: with fewer, one error more or less crosses a limit of 1 %."""
CHANCE = log(1000)
"""The window as a whole must be beyond the limit by more than chance: where a limit of 1 % means
"3 errors or more in 299 requests", a version below it has ten such points in a row too often."""


class Window(Value):
    """The row of points beyond the limit, and the point that is being filled.

    Attributes:
        points: how many in a row were beyond the limit, until now.
        clear: how many of these by a standard error or more.
        row_requests, row_bad: of these.
        requests, bad: of the point that has fewer than `SMALLEST_POINT` requests so far.
    """

    points: int = 0
    clear: int = 0
    row_requests: int = 0
    row_bad: int = 0
    requests: int = 0
    bad: int = 0

    def after(self, bad: int, requests: int, limit: float) -> Window:
        """Return the window after one more period."""
        bad += self.bad
        requests += self.requests
        if requests < SMALLEST_POINT:
            return self.model_copy(update={"requests": requests, "bad": bad})
        if bad <= limit * requests:
            return Window()
        error = sqrt(limit * (1 - limit) * requests)
        return Window(
            points=self.points + 1,
            clear=self.clear + (bad - limit * requests >= error),
            row_requests=self.row_requests + requests,
            row_bad=self.row_bad + bad,
        )

    def beyond(self, periods: int, limit: float) -> bool:
        """Whether the limit was exceeded all through the window.

        Args:
            periods: length of the window.
            limit: the criterion, 0 to 1.
        """
        if self.clear < periods:
            return False
        rate = self.row_bad / self.row_requests
        good = self.row_requests - self.row_bad
        excess = self.row_bad * log(rate / limit)
        if good:
            excess += good * log((1 - rate) / (1 - limit))
        return excess >= CHANCE
