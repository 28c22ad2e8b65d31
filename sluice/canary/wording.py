"""A release in words: pure functions from its state and events to sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sluice.canary.image import short
from sluice.canary.model.actions import SetWeights
from sluice.canary.model.counts import Gap
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import Phase
from sluice.canary.step_sizing import percent
from sluice.canary.weights import percent_of, weights_for

if TYPE_CHECKING:
    from sluice.canary.model.counts import Counts
    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release

_GAPS = {
    Gap.NO_TRAFFIC: "no traffic",
    Gap.METRICS_LATE: "metrics are late",
    Gap.PARTIAL: "metrics are incomplete",
}


def clock(at: float, *, seconds: bool = True) -> str:
    """Return a time of day in UTC: `23:56:08`, or `23:56`."""
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S" if seconds else "%H:%M")


def moment(seconds: float) -> str:
    """Return a day and time in UTC: `2026-11-25 23:56:08`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def duration(seconds: float) -> str:
    """Return a duration as people read it: `45 s`, `5 min 20 s`, `1 h 05 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02} min"


def weights(values: SetWeights) -> str:
    """Return weights with the share that they mean: `blue 95 %, green 5 %`."""
    return ", ".join(
        f"{colour} {percent(round(percent_of(values, colour), 1))}" for colour in ("blue", "green")
    )


def target_weights(release: Release) -> SetWeights:
    """Return the weights that a release wants now."""
    if isinstance(release.intent, SetWeights):
        return release.intent
    if release.phase in {Phase.ROLLING_BACK, Phase.ROLLED_BACK}:
        return release.live_weights
    if release.phase in {Phase.DRAINING, Phase.RETIRING, Phase.PROMOTED}:
        return weights_for(100, release.canary)
    if release.step < 0:
        return release.live_weights
    return weights_for(release.plan.steps[release.step].weight_percent, release.canary)


def title(release: Release) -> str:
    """Return what a release is, in one line."""
    return f"{release.service} {release.environment}, release {release.id}: {short(release.image)}"


def standing(release: Release) -> str:
    """Return where a release is: `BAKING step 2 of 4 (25 %)`, with the hold's reason."""
    text: str = release.phase.value
    if release.step >= 0 and release.phase in {Phase.SHIFTING, Phase.BAKING}:
        steps = release.plan.steps
        weight = percent(steps[release.step].weight_percent)
        text += f" step {release.step + 1} of {len(steps)} ({weight})"
    if release.hold is not None and not release.phase.ended:
        text += f", on hold: {release.hold.reason.value}"
    return text


def verdict(release: Release) -> str:
    """Return how a release stands or ended, in one sentence."""
    took = duration((release.ended_at or release.phase_since) - release.started_at)
    if release.phase is Phase.PROMOTED:
        what = "brought back" if release.brings_back else "promoted"
        return (
            f"{what}: {release.canary} serves {short(release.image)} with all of the traffic, "
            f"after {took}"
        )
    why = f": {release.failure.sentence}" if release.failure else ""
    if release.phase is Phase.ROLLED_BACK:
        reason = f" ({release.failure.reason.value})" if release.failure else ""
        return f"rolled back{reason} after {took}, {release.live} serves alone{why}"
    if release.hold is not None:
        return f"{standing(release)}: {release.hold.sentence}"
    return f"under way: {standing(release)}{why}"


def worth_a_line(event: Event) -> bool:
    """Return whether people want to see it as it happens: an intent is told once it is so."""
    return event.kind is not EventKind.INTENT


def line(event: Event) -> str:
    """Return an event in one line, for a log."""
    step = f" {event.step + 1}" if event.step >= 0 else ""
    return f"{clock(event.at)}  {event.phase.value + step:<14} {event.sentence}"


def counts(found: Counts | Gap, seconds: float) -> tuple[str, str, str, str]:
    """Return requests a second, errors, slow requests and p95 of a period of so many seconds."""
    if isinstance(found, Gap):
        return (_GAPS[found], "", "", "")
    p95 = "" if found.p95_ms is None else f"{found.p95_ms:,.0f} ms"
    return (
        f"{found.requests / seconds:,.1f}/s",
        _share(found.errors, found.requests),
        _share(found.slow, found.requests),
        p95,
    )


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({100 * part / whole:.2f} %)" if whole else f"{part:,}"
