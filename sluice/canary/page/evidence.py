"""How the judge's evidence grew: one trace a test, at the times when it was known."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sluice.canary.judge import TestResult
    from sluice.canary.model.events import Event

MOST_RESULTS = 240


@dataclass(frozen=True)
class Known:
    """One test's result, as it was known from `at` on."""

    at: float
    result: TestResult


@dataclass(frozen=True)
class Trace:
    """One test, from its first result to its newest; never empty."""

    name: str
    known: tuple[Known, ...]

    @property
    def family(self) -> str:
        """What is tested: `errors` of `errors, absolute`."""
        return self.name.partition(",")[0].strip()

    @property
    def manner(self) -> str:
        """How: `absolute` of `errors, absolute`."""
        return self.name.partition(",")[2].strip() or self.name

    @property
    def newest(self) -> TestResult:
        """The last result."""
        return self.known[-1].result


def traces(events: Sequence[Event], *, most: int = MOST_RESULTS) -> tuple[Trace, ...]:
    """Return the tests' traces, in the judge's order.

    Of many judgements, one in so many is kept that there are about `most`, counted from the
    newest, which is always among them.
    """
    judged = [event for event in events if event.judgement is not None]
    stride = max(1, ceil(len(judged) / most))
    kept = judged[::-1][::stride][::-1]
    found: dict[str, list[Known]] = {}
    for event in kept:
        for result in event.judgement.tests if event.judgement else ():
            found.setdefault(result.name, []).append(Known(event.at, result))
    return tuple(Trace(name, tuple(known)) for name, known in found.items())
