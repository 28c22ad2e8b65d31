"""What the state machine tells the Lambda function, and what it is told.

The field names are those of the state machine's document, `webservice.contract.state_machine`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sluice.values import Value
from webservice.contract.hosted_driver import Operation, Outcome


class ExecutionInput(Value):
    """The execution's input, as whoever starts one writes it.

    Attributes:
        image: a digest, or repository@digest; empty where a release is taken over.
        release_id: of the release to take over; empty where one is begun.
        steps: as `sluice shift --steps` has them; empty for the environment's own.
        why: one sentence for the journal.
        skip_verify: names of checks of `sluice verify release` that do not count.
    """

    image: str = ""
    release_id: str = ""
    steps: str = ""
    why: str = ""
    skip_verify: tuple[str, ...] = ()


class Begin(Value):
    """The first invocation of an execution; a repeated one finds what the first one did.

    Attributes:
        service: the service's short name, such as `web`.
        environment: the environment's, such as `stage`.
        execution: the execution's ARN: the holder of the lease.
        started_at: when the execution began, as Step Functions writes it (ISO 8601).
        wanted: the execution's input.
    """

    operation: Literal[Operation.BEGIN]
    service: str
    environment: str
    execution: str = Field(min_length=1)
    started_at: str
    wanted: ExecutionInput


class Turn(Value):
    """Each later invocation."""

    operation: Literal[Operation.TURN]
    service: str
    environment: str
    execution: str = Field(min_length=1)
    release_id: str


Event = Annotated[Begin | Turn, Field(discriminator="operation")]
"""What an invocation is given."""


class Answer(Value):
    """What an invocation tells the state machine.

    Attributes:
        done: whether the execution ends.
        outcome: how it stands.
        wait_seconds: until the next turn; a whole number, at least 1, as a Wait state needs.
        release_id: empty where nothing was begun.
        sentence: for people.
    """

    done: bool
    outcome: Outcome
    wait_seconds: int = Field(default=1, ge=1)
    release_id: str = ""
    sentence: str
