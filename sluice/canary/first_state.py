"""The first state of a release: which colour is live, what the new version gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sluice.canary.advance import wording
from sluice.canary.image import named
from sluice.canary.model.events import Event, EventKind
from sluice.canary.model.plan import Step
from sluice.canary.model.reasons import Phase
from sluice.canary.model.release import Release
from sluice.environment.descriptor import other
from sluice.errors import NotNow

if TYPE_CHECKING:
    from sluice.canary.model.observation import ServiceState, Survey
    from sluice.canary.model.plan import Plan
    from sluice.environment.descriptor import Colour, Descriptor


@dataclass(frozen=True)
class Beginning:
    """Who begins what, when and why.

    Attributes:
        id: the release's.
        image: repository@sha256:...; of an earlier version: for people to read.
        by: who starts it.
        why: in their words; may be empty.
        now: seconds since the epoch.
    """

    id: str
    image: str
    by: str
    why: str
    now: float


def new_release(
    survey: Survey, descriptor: Descriptor, plan: Plan, beginning: Beginning
) -> tuple[Release, tuple[Event, ...]]:
    """Return a release of a new version to the idle colour, and its first event.

    Args:
        survey: the environment as it is.
        descriptor: of the environment.
        plan: what the release does.
        beginning: what, by whom, when and why.

    Raises:
        NotNow: no colour has all of the traffic, or the one that has it is not well.
    """
    release = _first(survey, descriptor, plan, beginning)
    return _started(release, f"{named(release.image)} to {release.canary}; {release.live} is live")


def bring_back(
    survey: Survey, descriptor: Descriptor, plan: Plan, beginning: Beginning
) -> tuple[Release, tuple[Event, ...]]:
    """Return a release that brings back what the idle colour ran before, all of it at once.

    Nothing is registered, migrated or judged; its tasks must be healthy, as always.

    Args:
        survey: the environment as it is.
        descriptor: of the environment.
        plan: the environment's usual one; its steps are replaced.
        beginning: what, by whom, when and why.

    Raises:
        NotNow: as for a new version, except that the live one need not be healthy;
            or there is no earlier version.
    """
    at_once = plan.model_copy(
        update={
            "steps": (Step(weight_percent=100, bake_seconds=0, analyse=False),),
            "migrate": False,
            "smoke": False,
        }
    )
    release = _first(survey, descriptor, at_once, beginning, back=True)
    earlier = release.previous_task_definition_arn
    if not earlier or earlier == release.live_task_definition_arn:
        raise NotNow(
            f"{descriptor.environment} has no earlier version to bring back: {release.canary} "
            f"has {wording.short(earlier) or 'no task definition'}, which is what "
            f"{release.live} runs: release a version instead"
        )
    release = release.model_copy(update={"task_definition_arn": earlier, "brings_back": True})
    return _started(release, f"{wording.short(earlier)} back to all traffic on {release.canary}")


def _first(
    survey: Survey,
    descriptor: Descriptor,
    plan: Plan,
    beginning: Beginning,
    *,
    back: bool = False,
) -> Release:
    live = _live(survey, descriptor)
    canary, now = other(live), beginning.now
    serving = _service(survey, live, descriptor)
    idle = _service(survey, canary, descriptor)
    targets = survey.targets.get(live)
    if not back and (targets is None or not targets.healthy):
        raise NotNow(
            f"{live} of {descriptor.environment} has all traffic and no healthy target: "
            "there would be nothing to go back to; mend it first"
        )
    capacity = descriptor.capacity
    desired = max(serving.desired, capacity.desired_count)
    bounds = survey.scaling.get(live)
    return Release(
        id=beginning.id,
        environment=descriptor.environment,
        service=descriptor.service,
        image=beginning.image,
        version=1,
        started_by=beginning.by,
        why=beginning.why,
        started_at=now,
        plan=plan,
        canary=canary,
        live_weights=survey.weights.weights,
        weights=survey.weights.weights,
        desired_count=desired,
        min_count=capacity.min_count,
        max_count=max(capacity.max_count, desired, bounds.max_count if bounds else 0),
        live_task_definition_arn=serving.task_definition_arn,
        previous_task_definition_arn=idle.task_definition_arn,
        phase=Phase.PREPARING,
        phase_since=now,
        weights_since=now,
        metrics_until=int(now // plan.period_seconds * plan.period_seconds),
        wake_at=now,
    )


def _live(survey: Survey, descriptor: Descriptor) -> Colour:
    weights, live = survey.weights.weights, survey.weights.live
    if live is not None:
        return live
    raise NotNow(
        f"no colour of {descriptor.environment} has all of the traffic, and no release is under "
        f"way: the rule says {wording.weights(weights)}; give one of them the weight 0 first"
    )


def _service(survey: Survey, colour: Colour, descriptor: Descriptor) -> ServiceState:
    service = survey.services.get(colour)
    if service is None:
        raise NotNow(
            f"ECS does not know service {descriptor.services[colour].service_name} of "
            f"{descriptor.environment}: deploy the environment again"
        )
    return service


def _started(release: Release, what: str) -> tuple[Release, tuple[Event, ...]]:
    steps = ", ".join(f"{step.weight_percent:g} %" for step in release.plan.steps)
    why = f" ({release.why})" if release.why else ""
    event = Event(
        number=0,
        at=release.started_at,
        kind=EventKind.STARTED,
        phase=release.phase,
        sentence=f"{release.started_by} releases {what}; steps {steps}{why}.",
        weights=release.weights,
    )
    return release.model_copy(update={"events": 1}), (event,)
