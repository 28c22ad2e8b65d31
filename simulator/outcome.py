"""What came of a release: where it ended, what it cost, and what it left behind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.model.events import EventKind
from sluice.canary.model.reasons import FailReason, Phase
from sluice.environment.descriptor import COLOURS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulator.faults import Call
    from simulator.site import Site
    from sluice.canary.model.events import Event
    from sluice.canary.model.release import Release

_MINUTE = 60.0


@dataclass(frozen=True)
class Outcome:
    """A release's end, as AWS and the journal have it.

    Attributes:
        phase: its last one; None where the journal knows of no release.
        fails_by: why it was rolled back.
        mutating: how often each mutating API took effect.
        repeated: effects that were brought about more than once, and how often too much.
        orphans: in words: what should not be there, or should be and is not.
        refused: requests that hit a group without a healthy target.
        seconds_to_stable: from the decision to go back until the old weights were read
            back; None where none was made, or no weight had moved.
        most_reads_a_minute: AWS reads in the busiest minute of baking.
        processes: how many drivers it took.
        calls: all of them, in order.
        events: the audit trail.
    """

    phase: Phase | None
    fails_by: FailReason | None
    mutating: Mapping[str, int]
    repeated: Mapping[str, int]
    orphans: tuple[str, ...]
    refused: int
    seconds_to_stable: float | None
    most_reads_a_minute: int
    processes: int
    calls: tuple[Call, ...]
    events: tuple[Event, ...]

    @property
    def converged(self) -> bool:
        """Whether it is fully promoted or fully rolled back."""
        return self.phase is not None and self.phase.ended and not self.orphans


def outcome(
    site: Site, release: Release | None, events: Sequence[Event], calls: Sequence[Call]
) -> Outcome:
    """Return what came of a release; the world has had time to settle.

    Args:
        site: where it was.
        release: its last state in the journal.
        events: its audit trail.
        calls: of all drivers, in order.
    """
    # RunTask with the same client token starts nothing: `_duplicates` counts tasks instead.
    effects = Counter(
        call.effect
        for call in calls
        if call.mutates and call.took_effect and call.api != "ecs.RunTask"
    )
    return Outcome(
        phase=release.phase if release else None,
        fails_by=release.failure.reason if release and release.failure else None,
        mutating=Counter(call.api for call in calls if call.mutates and call.took_effect),
        repeated={effect: count - 1 for effect, count in effects.items() if count > 1},
        orphans=tuple(_orphans(site, release)) if release else (),
        refused=site.traffic.refused(site.account.started_at, site.account.clock.now()),
        seconds_to_stable=_seconds_to_stable(release, events) if release else None,
        most_reads_a_minute=_most_reads_a_minute(events, calls),
        processes=1 + max((call.process for call in calls), default=0),
        calls=tuple(calls),
        events=tuple(events),
    )


def _orphans(site: Site, release: Release) -> list[str]:
    """Return in words what is not as it should be after the end."""
    if not release.phase.ended:
        return [f"the release is still {release.phase}"]
    promoted = release.phase is Phase.PROMOTED
    serves, idle = (release.canary, release.live) if promoted else (release.live, release.canary)
    found = []
    weights = site.weights()
    if weights[idle] != 0 or weights[serves] == 0:
        found.append(f"weights in force are {weights}")
    if site.rule.in_force != site.rule.requested:
        found.append("the weights asked for are not in force")
    for colour in COLOURS:
        count = len(site.services[colour].tasks)
        bounds = site.bounds(colour)
        capacity = site.descriptor.capacity
        usual = (capacity.min_count if colour == serves else 0, capacity.max_count)
        if (bounds.min_count, bounds.max_count) != usual:
            found.append(f"{colour} is scaled between {bounds}, not {usual}")
        if colour == idle and (count or site.services[colour].desired):
            found.append(f"{colour} still runs {count} tasks")
        if colour == serves and count < site.descriptor.capacity.min_count:
            found.append(f"{colour} runs {count} tasks only")
    expected = release.task_definition_arn if promoted else site.live_definition
    if {task.definition for task in site.services[serves].tasks} != {expected}:
        found.append(f"{serves} does not run {expected}")
    found += _duplicates(site, release)
    return found


def _duplicates(site: Site, release: Release) -> list[str]:
    tagged = [
        each.arn
        for each in site.account.revisions(site.descriptor.task.family)
        if any(tag["value"] == release.id for tag in each.tags)
    ]
    found = []
    if len(tagged) > 1:
        found.append(f"{len(tagged)} task definitions are tagged with the release")
    migrations = site.account.one_offs_of(site.descriptor.cluster.name)
    if len(migrations) > 1:
        found.append(f"the migration ran {len(migrations)} times")
    return found


def _seconds_to_stable(release: Release, events: Sequence[Event]) -> float | None:
    if release.failure is None:
        return None
    decided = release.failure.at
    moved = any(event.weights and event.weights != release.live_weights for event in events)
    if not moved:
        return None
    back = (
        event.at
        for event in events
        if event.kind is EventKind.COMMITTED
        and event.at >= decided
        and event.weights == release.live_weights
    )
    return next(back, float("inf")) - decided


def _most_reads_a_minute(events: Sequence[Event], calls: Sequence[Call]) -> int:
    """Return the reads in the busiest minute that lies wholly in a bake."""
    bakes, began = [], None
    for event in events:
        if event.kind is not EventKind.PHASE and event.kind is not EventKind.ENDED:
            continue
        if began is not None:
            bakes.append((began, event.at))
        began = event.at if event.phase is Phase.BAKING else None
    most = 0
    for begins, ends in bakes:
        times = [
            call.at
            for call in calls
            if not call.effect and not call.api.startswith("table.") and begins < call.at < ends
        ]
        for index, first in enumerate(times):
            within = sum(at < first + _MINUTE for at in times[index:])
            most = max(most, within)
    return most
