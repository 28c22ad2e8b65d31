"""Events by hand, for what no release does on its own."""

from __future__ import annotations

from typing import Any

from sluice.canary.judge import Judgement, TestResult
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.counts import Counts, Gap, Period
from sluice.canary.model.events import Event, EventKind
from sluice.canary.model.reasons import Phase, Verdict
from tests.sluice.canary.fake_world import T0


def event(after: float, kind: EventKind, sentence: str = "It is so.", **more: Any) -> Event:
    """Return an event `after` seconds; `green` sets the weight, in percent."""
    green = more.pop("green", None)
    if green is not None:
        more["weights"] = SetWeights(blue=100 - green, green=green)
    return Event(
        **{
            "number": int(after * 10),
            "at": T0 + after,
            "kind": kind,
            "phase": Phase.BAKING,
            "sentence": sentence,
            **more,
        }
    )


def period(
    minute: int,
    canary: Counts | Gap = Gap.NO_TRAFFIC,
    live: Counts | Gap = Gap.NO_TRAFFIC,
    *,
    after: float | None = None,
    verdict: Verdict = Verdict.PASS,
    evidence: float = 0.0,
) -> Event:
    """Return the event of a judged period that began at a minute."""
    return event(
        60.0 * minute + 121 if after is None else after,
        EventKind.JUDGED,
        f"Judged minute {minute}.",
        period=Period(start=int(T0) + 60 * minute, canary=canary, live=live),
        judgement=Judgement(
            verdict=verdict,
            sentence=f"Judged minute {minute}.",
            tests=(result("errors, absolute", evidence), result("errors, relative", evidence / 2)),
        ),
    )


def result(name: str, evidence: float) -> TestResult:
    return TestResult(
        name=name, evidence=evidence, threshold=6.7, estimate=0.5, low=0.1, high=1.5, limit=1.0
    )


def counts(requests: int = 100, errors: int = 0, slow: int = 0, p95: float | None = None) -> Counts:
    return Counts(requests=requests, errors=errors, slow=slow, p95_ms=p95)
