"""How many requests a service gets, for the size of the first weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.ports.metrics.answers import ask
from sluice.canary.ports.metrics.queries import query

if TYPE_CHECKING:
    from sluice.aws import Clients
    from sluice.environment.descriptor import Descriptor

PERIODS = 15
"""How far back: a quarter of an hour at AWS's pace."""


def requests_per_minute(
    clients: Clients,
    descriptor: Descriptor,
    *,
    now: float,
    period_seconds: int,
    delay_seconds: float,
) -> float | None:
    """Return the mean of the newest periods that had traffic; None where none had.

    Args:
        clients: of the environment's region.
        descriptor: of the environment.
        now: seconds since the epoch.
        period_seconds: length of a metric period.
        delay_seconds: how long after its end a period may still be incomplete.

    Raises:
        Unclear, BotoCoreError, ClientError: no answer, or one that says nothing.
    """
    balancer = {"Name": "LoadBalancer", "Value": descriptor.load_balancer.arn_suffix}
    end = int((now - delay_seconds) // period_seconds * period_seconds)
    answer = ask(
        clients,
        [query("requests", "RequestCount", "Sum", [balancer], period_seconds)],
        start=end - PERIODS * period_seconds,
        end=end,
    )
    counts = [value for value in answer.series["requests"].values.values() if value > 0]
    return sum(counts) / len(counts) * 60 / period_seconds if counts else None
