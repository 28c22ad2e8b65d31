"""How a release stands or ended: the first two lines of everything that is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sluice.canary.image import short
from sluice.canary.model.reasons import HoldReason, Phase
from sluice.canary.step_sizing import percent
from sluice.canary.wording import clock, duration, standing

if TYPE_CHECKING:
    from sluice.canary.model.release import Release


class Outcome(StrEnum):
    """The word that a page opens on."""

    PROMOTED = "Promoted"
    ROLLED_BACK = "Rolled back"
    ROLLING_BACK = "Rolling back"
    HELD = "Held"
    UNDER_WAY = "Under way"


@dataclass(frozen=True)
class Verdict:
    """The first line, the second, and the reason's name where there is one."""

    outcome: Outcome
    why: str
    reason: str = ""


def verdict(release: Release) -> Verdict:
    """Return how a release stands or ended, and the sentence with numbers that says why."""
    failure, hold = release.failure, release.hold
    if release.phase is Phase.PROMOTED:
        return Verdict(Outcome.PROMOTED, _why_promoted(release))
    if release.phase in {Phase.ROLLED_BACK, Phase.ROLLING_BACK}:
        over = release.phase is Phase.ROLLED_BACK
        outcome = Outcome.ROLLED_BACK if over else Outcome.ROLLING_BACK
        if failure is None:
            return Verdict(outcome, f"{release.live} serves as before.")
        return Verdict(outcome, failure.sentence, failure.reason.value)
    if hold is not None:
        return Verdict(Outcome.HELD, f"{hold.sentence}{_deadline(release)}", hold.reason.value)
    return Verdict(Outcome.UNDER_WAY, _where(release))


def summary(release: Release) -> str:
    """Return one line for chats and logs: what, how it ended, after how long, why."""
    found = verdict(release)
    took = duration((release.ended_at or release.phase_since) - release.started_at)
    reason = f" ({found.reason})" if found.reason else ""
    rehearsal = f", rehearsal at {release.plan.speed} times speed" if release.plan.speed > 1 else ""
    text = (
        f"{found.outcome}{reason}: {release.service} {release.environment} "
        f"{short(release.image)}, release {release.id}, after {took}{rehearsal}. {found.why}"
    )
    # The reason may hold an operator's own words, in several lines.
    return " ".join(text.split())


def _why_promoted(release: Release) -> str:
    if release.brings_back:
        return f"An earlier version was asked for, and {release.canary} serves it alone."
    if release.judgement is None:
        return f"{release.canary} serves alone; nothing was judged."
    return release.judgement.sentence


def _deadline(release: Release) -> str:
    hold = release.hold
    if hold is None or hold.reason is HoldReason.PAUSED:
        return " It waits until a person resumes it."
    until = hold.since + release.plan.hold_deadline_seconds
    return f" It goes back at {clock(until)} UTC unless that is over before."


def _where(release: Release) -> str:
    if release.phase is Phase.BAKING and release.judgement is not None:
        return f"{_step(release)}. {release.judgement.sentence}"
    if release.phase in {Phase.SHIFTING, Phase.BAKING}:
        return f"{_step(release)}. Nothing has been judged yet."
    return f"{_PHASES.get(release.phase, standing(release))}."


def _step(release: Release) -> str:
    steps = release.plan.steps
    weight = percent(steps[release.step].weight_percent)
    return f"Step {release.step + 1} of {len(steps)} gives the new version {weight} of the requests"


_PHASES = {
    Phase.PREPARING: "The new version is being prepared; no request goes to it yet",
    Phase.STARTING: "The new version's tasks are starting; no request goes to it yet",
    Phase.SMOKING: "The new version is asked through the test listener; no request goes to it yet",
    Phase.DRAINING: "The new version has all requests; the old one waits, in case",
    Phase.RETIRING: "The new version has all requests; the old one's tasks are being stopped",
}
