"""What every release verb works with: descriptor, journal, world, and who is asking."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sluice.canary.journal.journal import Journal
from sluice.canary.verbs.interrupts import WakingClock
from sluice.environment import describe
from sluice.journal import lease_holder

if TYPE_CHECKING:
    from sluice.canary.ports.aws_world import AwsWorld
    from sluice.canary.ports.clients import Clients
    from sluice.environment.descriptor import Descriptor


@dataclass
class Session:
    """One run of a verb on one environment.

    Attributes:
        descriptor: what is deployed.
        client: gives the boto3 client of a service, one each.
        journal: of the environment.
        clock: the real time; woken by Ctrl-C.
        by: user and host, as people read it.
        holder: what a lease of this process says.
    """

    descriptor: Descriptor
    client: Clients
    journal: Journal
    clock: WakingClock = field(default_factory=WakingClock)
    by: str = field(default_factory=lease_holder.this_user)

    @cached_property
    def holder(self) -> str:
        """User, host and process."""
        return lease_holder.this_process(self.by)

    @cached_property
    def world(self) -> AwsWorld:
        """How AWS is seen and changed."""
        from sluice.canary.ports.aws_world import AwsWorld  # noqa: PLC0415 - not all verbs act
        from sluice.canary.ports.smoke import Smoke  # noqa: PLC0415 - slow, and not always needed

        smoke = Smoke(self.descriptor.load_balancer, os.environ)
        return AwsWorld(self.descriptor, self.client, smoke=smoke)


def open_session(environment: str) -> Session:
    """Read the descriptor and open the journal.

    Raises:
        SluiceInputError: no such environment.
        AwsUnreachable, DescriptorNotFound, DescriptorRefused: see `describe.read`.
    """
    from stacks.environments import load  # noqa: PLC0415 - what it imports takes its time

    found = load(environment)
    return open_in(found.region, found.service_name, environment)


def open_in(region: str, service: str, environment: str, *, by: str | None = None) -> Session:
    """The same where region and service are known, on behalf of `by`, or else of this user.

    Raises:
        AwsUnreachable, DescriptorNotFound, DescriptorRefused: see `describe.read`.
    """
    from sluice.canary.ports.clients import RegionClients  # noqa: PLC0415 - as above
    from sluice.journal.dynamo import DynamoTable  # noqa: PLC0415 - boto3 is slow

    descriptor = describe.read(service, environment, region=region)
    client = RegionClients(region)
    table = DynamoTable(client("dynamodb"), descriptor.journal.table_name)
    journal = Journal(table, service, environment)
    return Session(descriptor, client, journal, by=by or lease_holder.this_user())


def release_id(now: float) -> str:
    """Return a new release's id, which sorts by time: `20261125T235608Z-3f2a`."""
    return f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
