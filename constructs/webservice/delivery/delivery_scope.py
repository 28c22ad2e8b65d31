"""What the delivery roles may touch, as names and ARNs, and the conditions they share."""

from __future__ import annotations

from dataclasses import dataclass

from webservice.delivery.bootstrap import DELIVERY_PREFIX
from webservice.iam import Conditions, Statement

BOUNDARY_POLICY = f"{DELIVERY_PREFIX}-workload-boundary"
DRIVER_BOUNDARY_POLICY = f"{DELIVERY_PREFIX}-driver-boundary"
JOURNAL_TABLE = f"{DELIVERY_PREFIX}-journal"
MAX_SESSION_SECONDS = 3600


def actions_of(service: str, names: str) -> tuple[str, ...]:
    """Return a service's actions from their names, separated by spaces."""
    return tuple(f"{service}:{name}" for name in names.split())


def both(first: Conditions, second: Conditions) -> Conditions:
    """Return the condition under which both hold."""
    return {
        operator: {**first.get(operator, {}), **second.get(operator, {})}
        for operator in {**first, **second}
    }


def boundary_arn(account: str) -> str:
    """Return the ARN of the permissions boundary that every role of an environment carries."""
    return f"arn:aws:iam::{account}:policy/{BOUNDARY_POLICY}"


def driver_boundary_arn(account: str) -> str:
    """Return the ARN of the permissions boundary of a hosted driver's roles."""
    return f"arn:aws:iam::{account}:policy/{DRIVER_BOUNDARY_POLICY}"


@dataclass(frozen=True, kw_only=True)
class DeliveryScope:
    """One account's reach of delivery.

    Attributes:
        account: twelve digits.
        region: where states and journal are.
        regions: every region that an environment may use.
        service_name: what is named `<service_name>-*` is the service's.
        environments: values of the tag `Environment` of what may be touched.
        state_bucket_arn: ARN, maybe a token.
        state_key_arn: ARN of the key of the states.
        journal_arn: ARN of the table.
        journal_key_arn: ARN of the key of the table.
    """

    account: str
    region: str
    regions: tuple[str, ...]
    service_name: str
    environments: tuple[str, ...]
    state_bucket_arn: str
    state_key_arn: str
    journal_arn: str
    journal_key_arn: str

    def arns(self, service: str, *resources: str) -> tuple[str, ...]:
        """Return ARNs of this account's resources in any region; see `in_regions`."""
        return tuple(f"arn:aws:{service}:*:{self.account}:{resource}" for resource in resources)

    def named(self, service: str, kind: str) -> str:
        """Return the ARNs of what is named after the service, `kind` being `role/` and such."""
        region = "" if service in ("iam", "s3") else "*"
        account = "" if service == "s3" else self.account
        return f"arn:aws:{service}:{region}:{account}:{kind}{self.names}"

    @property
    def names(self) -> str:
        """What names begin with, as a pattern."""
        return f"{self.service_name}-*"

    @property
    def descriptors(self) -> tuple[str, ...]:
        """The SSM parameters that hold deployment descriptors."""
        return self.arns("ssm", f"parameter/sluice/{self.service_name}/*")

    @property
    def in_regions(self) -> Conditions:
        """Only in the regions of the environments."""
        return {"StringEquals": {"aws:RequestedRegion": self.regions}}

    @property
    def of_environments(self) -> Conditions:
        """Only what carries the tag of an environment: not what bootstrap made."""
        return {"StringEquals": {"aws:ResourceTag/Environment": self.environments}}

    @property
    def delivery_keys(self) -> tuple[str, ...]:
        """The keys of states and journal."""
        return (self.state_key_arn, self.journal_key_arn)

    @property
    def journal_partitions(self) -> Conditions:
        """Which parts of the journal may be used; none is left out here."""
        return {}

    @property
    def journal_key(self) -> Conditions:
        """What, beside its ARN, makes sure that it is the journal's key."""
        return {}

    def use_journal(self) -> tuple[Statement, ...]:
        """Return what takes a lease and keeps the record of a release."""
        return (
            Statement(
                sid="Journal",
                actions=actions_of("dynamodb", "ConditionCheckItem GetItem PutItem Query"),
                resources=(self.journal_arn,),
                conditions=self.journal_partitions,
            ),
            Statement(
                sid="JournalKey",
                actions=("kms:Decrypt", "kms:DescribeKey"),
                resources=(self.journal_key_arn,),
                conditions=both(
                    {"StringEquals": {"kms:ViaService": f"dynamodb.{self.region}.amazonaws.com"}},
                    self.journal_key,
                ),
            ),
        )
