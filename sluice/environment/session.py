"""What every command on a deployed environment works with, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Self

from sluice.aws import RegionClients
from sluice.environment import describe
from sluice.journal import lease_holder
from sluice.journal.leases import Leases

if TYPE_CHECKING:
    from sluice.aws import Clients
    from sluice.environment.descriptor import Descriptor
    from sluice.journal.table import Table


@dataclass
class Session:
    """One run of a command on one environment.

    Attributes:
        descriptor: what is deployed.
        client: gives the boto3 client of a service, one each.
        table: holds the lease, and what is written under it.
        by: user and host, as people read it.
    """

    descriptor: Descriptor
    client: Clients
    table: Table
    by: str = field(default_factory=lease_holder.this_user)

    @classmethod
    def open(cls, region: str, service: str, environment: str, *, by: str | None = None) -> Self:
        """Read the descriptor of an environment, on behalf of `by`, or else of this user.

        Raises:
            AwsUnreachable, DescriptorNotFound, DescriptorRefused: see `describe.read`.
        """
        from sluice.journal.dynamo import DynamoTable  # noqa: PLC0415 - boto3 is slow

        descriptor = describe.read(service, environment, region=region)
        client = RegionClients(region)
        table = DynamoTable(client("dynamodb"), descriptor.journal.table_name)
        return cls(descriptor, client, table, by=by or lease_holder.this_user())

    @cached_property
    def holder(self) -> str:
        """User, host and process: what a lease of this process says."""
        return lease_holder.this_process(self.by)

    @cached_property
    def leases(self) -> Leases:
        """The environment's lease, to be held by whatever changes it."""
        return Leases(self.table, self.descriptor.service, self.descriptor.environment)
