"""The phrases that events are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.canary.image import named
from sluice.canary.model.actions import (
    PointTestListener,
    RegisterTaskDefinition,
    RunMigration,
    SetScalingBounds,
    SetWeights,
    UpdateService,
)
from sluice.canary.weights import percent_of

if TYPE_CHECKING:
    from sluice.canary.model.actions import Action


def weights(of: SetWeights) -> str:
    """Say who gets how much, and by which weights."""
    blue, green = percent_of(of, "blue"), percent_of(of, "green")
    return f"blue {blue:g} %, green {green:g} % (weights {of.blue}/{of.green})"


def seconds(count: float) -> str:
    """Say a duration as people do."""
    if count < 10:
        return f"{count:.1f} s"
    return f"{count:.0f} s" if count < 120 else f"{count / 60:.0f} min"


def short(arn: str) -> str:
    """Return the last part of an ARN, which people know it by."""
    return arn.rsplit("/", 1)[-1]


def action(of: Action) -> str:  # noqa: PLR0911 - one a case
    """Say what an action does, as the end of `going to ...`."""
    match of:
        case RegisterTaskDefinition():
            return f"register a task definition for {named(of.image)}"
        case RunMigration():
            return f"run the migration of {short(of.task_definition_arn)}"
        case SetScalingBounds():
            return f"let autoscaling keep {of.colour} from {of.min_count} to {of.max_count} tasks"
        case UpdateService(task_definition_arn=None):
            return f"run {of.desired_count} tasks of {of.colour}"
        case UpdateService():
            what = short(of.task_definition_arn or "")
            return f"run {of.desired_count} tasks of {of.colour} with {what}"
        case PointTestListener():
            return f"turn the test listener to {of.colour}"
        case SetWeights():
            return f"set {weights(of)}"
        case _:
            return f"tell: {of.subject}"
