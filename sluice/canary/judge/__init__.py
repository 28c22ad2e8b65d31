"""Judges a release from counts alone: pure functions, no AWS, no clock.

`Evidence.start` → `fold` one period after another → `judge` at any time, as often as wanted.
"""

from sluice.canary.judge.evidence import Evidence, Judgement, TestResult
from sluice.canary.judge.folding import fold
from sluice.canary.judge.verdict import judge

__all__ = ["Evidence", "Judgement", "TestResult", "fold", "judge"]
