"""Who, when, how long, which image: the facts below the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.image import named
from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import Phase
from sluice.canary.page import numbers
from sluice.canary.step_sizing import percent
from sluice.canary.wording import duration, moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release
    from sluice.canary.page.context import Context
    from sluice.canary.page.timeline import Timeline
    from sluice.canary.page.traffic import Traffic


@dataclass(frozen=True)
class Fact:
    """A name and a value; `code` for what is copied, `link` where it leads somewhere."""

    name: str
    value: str
    code: bool = False
    link: str = ""
    whole: str = ""
    """The value in full, where it was shortened."""


def facts(
    release: Release, events: Sequence[Event], line: Timeline, seen: Traffic, context: Context
) -> tuple[Fact, ...]:
    """Return the facts, those that matter most first; what is unknown is left out."""
    return tuple(
        fact
        for fact in (
            Fact("Image", short_image(release.image), code=True, whole=release.image),
            Fact("Started by", release.started_by),
            Fact("Reason given", release.why),
            Fact("Began", f"{moment(release.started_at)} UTC"),
            Fact(*_lasted(release, line)),
            Fact("Got as far as", _reached(release)),
            Fact("New version served", _served(seen)),
            Fact("Traffic back", _back(release, events)),
            Fact("Owner", ", ".join(filter(None, (context.owner, context.channel)))),
            Fact(
                "Runbook",
                context.runbook_url,
                link=context.runbook_url if context.runbook_is_link else "",
            ),
            Fact("Dashboard", context.dashboard),
        )
        if fact.value
    )


def short_image(image: str) -> str:
    """Return the repository's name and the first digits of the digest."""
    return f"{named(image).rpartition('/')[2]}…" if "@sha256:" in image else image


def _lasted(release: Release, line: Timeline) -> tuple[str, str]:
    if release.ended_at is None:
        return "Under way for", duration(line.end - release.started_at)
    return "Took", duration(release.ended_at - release.started_at)


def _reached(release: Release) -> str:
    steps = release.plan.steps
    if release.phase is Phase.PROMOTED:
        return "all steps" if len(steps) > 1 else "100 %"
    if not 0 <= release.step < len(steps):
        return "no request moved"
    weight = percent(steps[release.step].weight_percent)
    return f"step {release.step + 1} of {len(steps)}, {weight}"


def _served(seen: Traffic) -> str:
    new = seen.canary
    if not new.requests:
        return ""
    return f"{new.requests:,} requests, {numbers.rate(100 * new.errors / new.requests)} failed"


def _back(release: Release, events: Iterable[Event]) -> str:
    """Say how long after the decision the weights from before were read back."""
    failure = release.failure
    moved = False
    for event in events:
        if event.weights is None:
            continue
        moved = moved or event.weights != release.live_weights
        back = event.weights == release.live_weights and event.kind is EventKind.COMMITTED
        if failure is not None and moved and back and event.at >= failure.at:
            seconds = event.at - failure.at
            return f"{numbers.digits(seconds) if seconds >= 1 else '< 1'} s after the decision"
    return ""
