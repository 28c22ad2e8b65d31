"""What CloudWatch has, minute by minute."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sluice.canary.model.counts import Counts
from sluice.canary.ports.metrics.answers import Answer, Series
from sluice.canary.ports.metrics.periods import Reader, Window
from sluice.canary.ports.metrics.queries import BALANCER_ERRORS, Part, query_id

if TYPE_CHECKING:
    from sluice.canary.model.counts import Gap
    from sluice.environment.descriptor import Colour

T = 1_800_000_000
DELAY = 60.0
NAN = math.nan

WELL = {Part.REQUESTS: 100, Part.SAMPLES: 100, Part.RANK: 98, Part.P95: 0.25, Part.HOSTS: 2}
COUNTED = Counts(requests=100, errors=0, slow=2, p95_ms=250)
IDLE = {Part.HOSTS: 2}
NOTHING: dict[Part, float] = {}


class Story:
    """What CloudWatch has of a canary (green) and a live colour (blue), minute by minute."""

    def __init__(self) -> None:
        ids = [query_id("r0", colour, part) for colour in ("blue", "green") for part in Part]
        self.series = {id_: Series() for id_ in [*ids, f"r0_{BALANCER_ERRORS}"]}

    def minute(
        self,
        number: int,
        *,
        canary: dict[Part, float] = WELL,
        live: dict[Part, float] = WELL,
        balancer_errors: float | None = None,
    ) -> Story:
        colours: tuple[tuple[Colour, dict[Part, float]], ...] = (("green", canary), ("blue", live))
        for colour, values in colours:
            for part, value in values.items():
                self.series[query_id("r0", colour, part)].values[T + 60 * number] = value
        if balancer_errors is not None:
            self.series[f"r0_{BALANCER_ERRORS}"].values[T + 60 * number] = balancer_errors
        return self

    def read(self, now: float, *, until: float = math.inf) -> Any:
        window = Window(T, int(min(until, T + 10**6)), 60, DELAY)
        return Reader(Answer(T + now, self.series), "r0", "green").reading(window)

    def counted(self, **changes: float) -> Counts | Gap:
        """Return what is counted of a canary that differs from a well one."""
        balancer_errors = changes.pop("balancer_errors", None)
        values = WELL | {Part(name): value for name, value in changes.items()}
        values = {part: value for part, value in values.items() if value is not None}
        self.minute(0, canary=values, balancer_errors=balancer_errors)
        return Reader(Answer(T + 9999, self.series), "r0", "green").colour("green", T)
