"""Where a hosted driver works: one environment's journal and world, and who drives."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sluice.canary.ports.world import Clock, World
from sluice.checks import run as checks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.canary.hosted.messages import ExecutionInput
    from sluice.canary.journal.journal import Journal
    from sluice.canary.model.observation import Survey
    from sluice.canary.model.plan import Plan
    from sluice.environment.descriptor import Descriptor


class SurveyedWorld(World, Protocol):
    """A world that can also be looked at as a whole, before a release begins."""

    def survey(self) -> Survey:
        """Return the environment as it is.

        Raises:
            AwsUnreachable: a part of it cannot be read.
        """


@dataclass(frozen=True)
class PlannedRelease:
    """A release that may begin.

    Attributes:
        image: repository@sha256:...
        plan: what the release does.
        why: for the journal.
    """

    image: str
    plan: Plan
    why: str


@dataclass(frozen=True)
class Place:
    """One environment, as one execution works in it.

    Attributes:
        execution: the execution's ARN; holds the lease.
        prepare: checks that a release may begin, and plans it; raises a SluiceError where
            it may not.
    """

    execution: str
    descriptor: Descriptor
    journal: Journal
    world: SurveyedWorld
    clock: Clock
    prepare: Callable[[ExecutionInput], PlannedRelease]

    @property
    def by(self) -> str:
        """Who drives, as people read it: the last part of the execution's ARN."""
        return f"execution {self.execution.rpartition(':')[2]}"


def open_place(service: str, environment: str, execution: str) -> Place:
    """Open a service's environment in this process's region, `AWS_REGION`.

    Raises:
        AwsUnreachable, DescriptorNotFound, DescriptorRefused: see `describe.read`.
    """
    from sluice.canary.verbs import shift  # noqa: PLC0415 - boto3 is slow
    from sluice.canary.verbs.session import Session  # noqa: PLC0415 - as above

    session = Session.open(os.environ["AWS_REGION"], service, environment, by=execution)

    def prepare(execution_input: ExecutionInput) -> PlannedRelease:
        options = shift.ShiftOptions(
            image=execution_input.image,
            steps=execution_input.steps,
            why=execution_input.why,
            skip=execution_input.skip_verify,
        )
        found = shift.prepare(session, options, scans=True)
        checks.require(found.findings, what="the release")
        return PlannedRelease(found.image, found.plan, shift.why(options, found))

    return Place(
        execution,
        session.descriptor,
        session.journal,
        session.world,
        session.clock,
        prepare=prepare,
    )
