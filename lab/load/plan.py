"""What a run of the load generator is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lab.load.arrivals import Shape, Spacing
from lab.load.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """A run.

    url: asked for, or for the items scenario what `/items` is added to.
    rate: mean requests per second. seconds: how long requests are sent.
    connections: simulated clients; each waits for its answer before it asks again, and
        requests that find all of them waiting are sent late, which their latency includes.
    proxy: forward proxy's URL. ca_bundle: file of authorities to trust instead of the usual.
    sticky: each client keeps its cookies. timeout_seconds: of one request.
    log: CSV file with a line for each request.
    """

    url: str
    rate: float
    seconds: float
    shape: Shape = Shape.STEADY
    spacing: Spacing = Spacing.POISSON
    seed: int = 0
    connections: int = 64
    scenario: Scenario = Scenario.GET
    sticky: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = None
    ca_bundle: Path | None = None
    timeout_seconds: float = 30.0
    log: Path | None = None
