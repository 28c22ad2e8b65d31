"""Verdicts in words: one sentence each, with the numbers that it rests on."""

from __future__ import annotations

from math import exp, floor, log10
from typing import TYPE_CHECKING

from sluice.canary.judge import limits

if TYPE_CHECKING:
    from sluice.canary.judge.evidence import Evidence
    from sluice.canary.judge.series import Series
    from sluice.canary.model.plan import Criteria


def errors_beyond_limit(evidence: Evidence, criteria: Criteria, found: float) -> str:
    """Explain a failure of the absolute test of errors."""
    sentence = _failed(evidence.errors)
    return _beyond_limit(sentence, evidence.errors, criteria.error_rate_percent, found)


def errors_beyond_live(evidence: Evidence, _criteria: Criteria, found: float) -> str:
    """Explain a failure of the relative test of errors."""
    return _beyond_live(_failed(evidence.errors), found)


def slow_beyond_limit(evidence: Evidence, criteria: Criteria, found: float) -> str:
    """Explain a failure of the absolute test of slowness."""
    sentence = _slow(evidence.slow, criteria)
    return _beyond_limit(sentence, evidence.slow, criteria.slow_percent, found)


def slow_beyond_live(evidence: Evidence, criteria: Criteria, found: float) -> str:
    """Explain a failure of the relative test of slowness."""
    return _beyond_live(_slow(evidence.slow, criteria), found)


def _beyond_limit(sentence: str, series: Series, limit_percent: float, found: float) -> str:
    as_well = (
        "; the live version is beyond the limit as well" if series.noise.ordinarily_beyond else ""
    )
    return f"{sentence}; the limit is {_number(limit_percent)} %; {_odds(found)}{as_well}."


def _beyond_live(sentence: str, found: float) -> str:
    return f"{sentence}; that is more than the live version's; {_odds(found)}."


def slow_from_the_start(evidence: Evidence, criteria: Criteria) -> str:
    """Explain a failure during warm-up."""
    return (
        f"{_percent(evidence.warm_slow, evidence.warm_requests)} of the new version's first "
        f"{evidence.warm_requests:,} requests took longer than {criteria.p95_latency_ms} ms, "
        "which is more than any warm-up explains."
    )


def error_window(evidence: Evidence, criteria: Criteria) -> str:
    """Explain a failure of the runbook's criterion of errors."""
    window = evidence.error_window
    text = (
        f"More than {_number(criteria.error_rate_percent)} % of the new version's requests "
        f"failed in each of the last {window.points} points of a minute or longer: "
        f"{_percent(window.row_bad, window.row_requests)} of {window.row_requests:,} in all"
    )
    return f"{text}{_live(evidence.errors)}."


def slow_window(evidence: Evidence, criteria: Criteria) -> str:
    """Explain a failure of the runbook's criterion of slowness."""
    window = evidence.slow_window
    text = (
        f"The new version's p{100 - criteria.slow_percent:g} was above "
        f"{criteria.p95_latency_ms} ms in each of the last {window.points} points of a minute "
        f"or longer: {_percent(window.row_bad, window.row_requests)} of "
        f"{window.row_requests:,} requests took longer"
    )
    return f"{text}{_live(evidence.slow)}."


def good(evidence: Evidence, criteria: Criteria) -> str:
    """Explain a pass."""
    slow = f"; {_slow(evidence.slow, criteria)}" if evidence.slow.requests else ""
    return f"{_failed(evidence.errors)}{slow}; nothing speaks against it."


def too_few(evidence: Evidence) -> str:
    """Explain a hold for want of requests."""
    return (
        f"Only {evidence.errors.requests:,} requests reached the new version so far; below "
        f"{limits.SMALLEST_SAMPLE} even one that fails a request in seven may look good."
    )


def warming_up(evidence: Evidence, criteria: Criteria) -> str:
    """Explain a hold during warm-up."""
    return (
        f"The new version is warming up: {evidence.judged} of {criteria.warm_up_periods} "
        f"periods with requests seen; {_failed(evidence.errors)}."
    )


def wrong_share(evidence: Evidence) -> str:
    """Explain a sample-ratio mismatch."""
    share = evidence.share
    return (
        f"{_number(share.percent)} % of the latest requests reached the new version, but its "
        f"weight is {_number(share.weight)} %: traffic does not follow the weights; odds of "
        "chance below 1 in 10,000."
    )


def _failed(series: Series) -> str:
    return (
        f"{_percent(series.bad, series.requests)} of {series.requests:,} requests to the new "
        f"version failed{_lately(series)}{_live(series)}"
    )


def _slow(series: Series, criteria: Criteria) -> str:
    return (
        f"{_percent(series.bad, series.requests)} of {series.requests:,} requests to the new "
        f"version took longer than {criteria.p95_latency_ms} ms{_lately(series)}{_live(series)}"
    )


def _lately(series: Series) -> str:
    """Tell of a version that has turned bad: its total would not explain the verdict."""
    if series.recent_bad * series.requests <= 2 * series.bad * series.recent_requests:
        return ""
    return f", {_percent(series.recent_bad, series.recent_requests)} lately"


def _live(series: Series) -> str:
    if not series.live_requests:
        return ""
    return f" (live: {_percent(series.live_bad, series.live_requests)} of {series.live_requests:,})"


def _odds(evidence: float) -> str:
    """By Markov's inequality, chance exceeds an e-value of E at most once in E times."""
    if evidence > 14:
        return "odds of chance below 1 in 1,000,000"
    value = exp(evidence)
    unit = 10 ** floor(log10(value)) if value >= 1 else 1
    return f"odds of chance below 1 in {floor(value / unit) * unit:,}"


def _percent(part: float, whole: float) -> str:
    return f"{_number(100 * part / whole if whole else 0)} %"


def _number(value: float) -> str:
    """Return a percentage with as many digits as say something."""
    if value >= 10 or value == 0:
        return f"{value:.0f}"
    if value >= 0.1:
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:.2g}" if value >= 0.0001 else f"{value:.5f}"
