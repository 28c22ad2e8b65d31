"""What every release verb works with: an environment, its releases, and the world."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sluice.canary.journal.journal import Journal
from sluice.canary.verbs.interrupts import WakingClock
from sluice.environment import session

if TYPE_CHECKING:
    from sluice.canary.ports.aws_world import AwsWorld


@dataclass
class Session(session.Session):
    """One run of a verb on one environment.

    Attributes:
        clock: the real time; woken by Ctrl-C.
    """

    clock: WakingClock = field(default_factory=WakingClock)

    @cached_property
    def journal(self) -> Journal:
        """The environment's releases."""
        return Journal(self.table, self.descriptor.service, self.descriptor.environment)

    @cached_property
    def world(self) -> AwsWorld:
        """How AWS is seen and changed."""
        from sluice.canary.ports.aws_world import AwsWorld  # noqa: PLC0415 - not all verbs act
        from sluice.canary.ports.smoke import Smoke  # noqa: PLC0415 - slow, and not always needed

        smoke = Smoke(self.descriptor.load_balancer, os.environ)
        return AwsWorld(self.descriptor, self.client, smoke=smoke)


def release_id(now: float) -> str:
    """Return a new release's id, which sorts by time: `20261125T235608Z-3f2a`."""
    return f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
