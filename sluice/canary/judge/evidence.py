"""What was learnt of a release so far, and the verdict that it allows."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003 - pydantic
from typing import TYPE_CHECKING, Self

from sluice.canary.judge.limits import error_limit, slow_limit
from sluice.canary.judge.noise import learn
from sluice.canary.judge.series import Series
from sluice.canary.judge.share import Share
from sluice.canary.judge.window import Window
from sluice.canary.model.counts import Counts, Gap
from sluice.canary.model.reasons import FailReason, HoldReason, Verdict
from sluice.values import Value

if TYPE_CHECKING:
    from sluice.canary.model.plan import Criteria


class TestResult(Value):
    """One test, as a report shows it.

    Attributes:
        name: such as `errors, absolute`.
        evidence: natural logarithm of the e-value; at `threshold` the test fails the release.
        threshold: ln(1 / alpha).
        estimate: what was measured, in percent.
        low, high: its always-valid confidence band, in percent.
        limit: what it is compared with, in percent: the criterion, or the live rate.
    """

    __test__ = False

    name: str
    evidence: float
    threshold: float
    estimate: float
    low: float
    high: float
    limit: float


class Judgement(Value):
    """A verdict with its reason and one sentence with numbers that explains it."""

    verdict: Verdict
    sentence: str
    fail: FailReason | None = None
    hold: HoldReason | None = None
    tests: tuple[TestResult, ...] = ()


class Failure(Value):
    """Why the release failed, as it was when it was found."""

    reason: FailReason
    sentence: str


class Evidence(Value):
    """The judge's memory between two periods; its size does not grow with time.

    Attributes:
        periods: how many were folded, gaps included.
        judged: in how many of them the new version had requests.
        errors, slow: what was learnt of either.
        error_window, slow_window: the runbook's literal criteria.
        warm_requests, warm_slow: the new version's first periods, whose slowness counts apart.
        share: whether requests arrive as the weights say.
        gap: why the newest period cannot be judged.
        gap_of_live: whether that is for the live version's sake.
        failure: the first failure; it stays.
    """

    periods: int = 0
    judged: int = 0
    errors: Series = Series()
    slow: Series = Series()
    error_window: Window = Window()
    slow_window: Window = Window()
    warm_requests: int = 0
    warm_slow: int = 0
    share: Share = Share()
    gap: Gap | None = None
    gap_of_live: bool = False
    failure: Failure | None = None

    @classmethod
    def start(cls, criteria: Criteria, history: Sequence[Counts] = ()) -> Self:
        """Return the evidence before the first period.

        Args:
            criteria: the limits.
            history: the live colour's periods before the release, oldest first; what they
                tell of noise makes the tests careful where the service is noisy.
        """
        sound = [each for each in history if usable(each)]
        return cls(
            errors=Series(
                noise=learn([(each.errors, each.requests) for each in sound], error_limit(criteria))
            ),
            slow=Series(
                noise=learn([(each.slow, each.requests) for each in sound], slow_limit(criteria))
            ),
        )


def usable(counts: Counts) -> bool:
    """Whether counts can be true: none negative, no part larger than the whole."""
    return 0 <= counts.errors <= counts.requests and 0 <= counts.slow <= counts.requests
