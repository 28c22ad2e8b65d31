"""What a release can ask of AWS. Each changes something, and is written down beforehand.

All are safe to repeat: whoever takes over compares what is there with what was wanted.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sluice.environment.descriptor import Colour
from sluice.values import Value


class RegisterTaskDefinition(Value):
    """Copy the live task definition with another image; tagged with the release's id."""

    kind: Literal["register-task-definition"] = "register-task-definition"
    image: str
    release_id: str


class RunMigration(Value):
    """Run the migration once, as a task; `client_token` keeps it at once."""

    kind: Literal["run-migration"] = "run-migration"
    task_definition_arn: str
    client_token: str


class SetScalingBounds(Value):
    """Tell Application Auto Scaling between how many tasks a colour may have."""

    kind: Literal["set-scaling-bounds"] = "set-scaling-bounds"
    colour: Colour
    min_count: int
    max_count: int


class UpdateService(Value):
    """Set what a colour runs, and how many of it; None leaves the task definition."""

    kind: Literal["update-service"] = "update-service"
    colour: Colour
    desired_count: int
    task_definition_arn: str | None = None


class PointTestListener(Value):
    """Turn the test listener to a colour."""

    kind: Literal["point-test-listener"] = "point-test-listener"
    colour: Colour


class SetWeights(Value):
    """Set both weights of the rule, ALB's units: 0 to 999."""

    kind: Literal["set-weights"] = "set-weights"
    blue: int
    green: int

    def of(self, colour: Colour) -> int:
        """Return one colour's weight."""
        return self.blue if colour == "blue" else self.green


class Alert(Value):
    """Tell the alert topic; `key` keeps it at once per release."""

    kind: Literal["alert"] = "alert"
    key: str
    subject: str
    text: str


Action = Annotated[
    RegisterTaskDefinition
    | RunMigration
    | SetScalingBounds
    | UpdateService
    | PointTestListener
    | SetWeights
    | Alert,
    Field(discriminator="kind"),
]
