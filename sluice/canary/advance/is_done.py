"""For each action, what to look at to know whether it is so, and whether it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeVar

from sluice.canary.model.actions import (
    Alert,
    PointTestListener,
    RegisterTaskDefinition,
    RunMigration,
    SetScalingBounds,
    SetWeights,
    UpdateService,
)
from sluice.canary.model.observation import MigrationState, Need, Unread

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.model.actions import Action
    from sluice.canary.model.observation import Observation


class Is(Enum):
    """Whether what an action wants is so."""

    SO = auto()
    NOT_SO = auto()
    UNREAD = auto()
    NOT_LOOKED_AT = auto()


@dataclass(frozen=True)
class Reading:
    """The answer, with AWS's words where it could not be read."""

    state: Is
    why: str = ""


_T = TypeVar("_T")


def _read(part: _T | Unread | None, is_so: Callable[[_T], bool]) -> Reading:
    if part is None:
        return Reading(Is.NOT_LOOKED_AT)
    if isinstance(part, Unread):
        return Reading(Is.UNREAD, part.why)
    return Reading(Is.SO if is_so(part) else Is.NOT_SO)


def needed_for(action: Action) -> frozenset[Need]:
    """Return what to look at to know whether an action is done."""
    return frozenset({_NEEDED[action.kind]} if action.kind in _NEEDED else ())


_NEEDED = {
    "register-task-definition": Need.TASK_DEFINITION,
    "run-migration": Need.MIGRATION,
    "set-scaling-bounds": Need.SCALING,
    "update-service": Need.SERVICES,
    "point-test-listener": Need.TEST_LISTENER,
    "set-weights": Need.WEIGHTS,
}


def look(action: Action, seen: Observation) -> Reading:  # noqa: PLR0911 - one a case
    """Return whether an action is done, as far as was seen."""
    match action:
        case RegisterTaskDefinition():
            return _task_definition(seen)
        case RunMigration():
            return _read(seen.migration, lambda it: it.state is not MigrationState.NOT_STARTED)
        case SetScalingBounds():
            return _scaling(action, seen)
        case UpdateService():
            return _service(action, seen)
        case PointTestListener():
            return _read(seen.test_listener, lambda it: it == action.colour)
        case SetWeights():
            return _read(seen.weights, lambda it: it.weights == action)
        case Alert():
            return Reading(Is.SO)


def _task_definition(seen: Observation) -> Reading:
    if seen.task_definition_arn is None and Need.TASK_DEFINITION in seen.looked_at:
        return Reading(Is.NOT_SO)
    return _read(seen.task_definition_arn, bool)


def _scaling(action: SetScalingBounds, seen: Observation) -> Reading:
    return _read(
        seen.scaling,
        lambda all_: (
            (it := all_.get(action.colour)) is not None
            and (it.min_count, it.max_count) == (action.min_count, action.max_count)
        ),
    )


def _service(action: UpdateService, seen: Observation) -> Reading:
    # Autoscaling may have added tasks to those that were wanted; to none it adds none.
    return _read(
        seen.services,
        lambda all_: (
            (it := all_.get(action.colour)) is not None
            and action.task_definition_arn in {None, it.task_definition_arn}
            and (it.desired >= action.desired_count if action.desired_count else not it.desired)
        ),
    )
