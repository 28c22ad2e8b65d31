"""A judge of one rule, so that the tests of moves do not depend on statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.judge import Evidence, Judgement
from sluice.canary.model.counts import Gap, Period
from sluice.canary.model.reasons import FailReason, HoldReason, Verdict

if TYPE_CHECKING:
    from sluice.canary.model.plan import Criteria

BAD, LATE = 1_000_000, 1_000


class ScriptedEvidence:
    """Stands in for the class `Evidence` where a release begins."""

    @staticmethod
    def start(_criteria: Criteria, _history: object = ()) -> Evidence:
        return Evidence.model_construct(periods=0)


def fold(evidence: Evidence, period: Period, criteria: Criteria) -> Evidence:
    folded = evidence.periods % LATE + 1
    bad = evidence.periods >= BAD
    gap = isinstance(period.canary, Gap)
    if not isinstance(period.canary, Gap) and period.canary.requests:
        bad = bad or period.canary.errors > 0.02 * period.canary.requests
    return evidence.model_copy(update={"periods": folded + LATE * gap + BAD * bad})


def judge(evidence: Evidence, criteria: Criteria) -> Judgement:
    if evidence.periods >= BAD:
        return Judgement(
            verdict=Verdict.FAIL, sentence="Errors are above 2 %.", fail=FailReason.ERRORS
        )
    if evidence.periods >= LATE:
        return Judgement(
            verdict=Verdict.HOLD, sentence="There is a gap.", hold=HoldReason.NO_TRAFFIC
        )
    return Judgement(verdict=Verdict.PASS, sentence="All is well.")
