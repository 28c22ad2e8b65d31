"""One environment's reach of delivery: what is named after it, and its part of the journal."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from webservice.delivery.delivery_scope import JOURNAL_TABLE, DeliveryScope

if TYPE_CHECKING:
    from webservice.iam import Conditions


@dataclass(frozen=True, kw_only=True)
class EnvironmentScope(DeliveryScope):
    """A delivery scope narrowed to one environment, the only one of `environments`.

    Attributes:
        journal_key_alias: names the journal's key where `journal_key_arn` is a pattern.
    """

    journal_key_alias: str = ""

    @classmethod
    def narrowed(cls, account: DeliveryScope, environment: str) -> EnvironmentScope:
        """Return an account's scope without its other environments."""
        found = {field.name: getattr(account, field.name) for field in fields(account)}
        found["environments"] = (environment,)
        return cls(**found)

    @classmethod
    def of(
        cls, *, service_name: str, environment: str, account: str, region: str
    ) -> EnvironmentScope:
        """Return the scope of an environment that runs in one region, for use in its own stack.

        The journal is another stack's: its key is known here by its alias only.
        """
        return cls(
            account=account,
            region=region,
            regions=(region,),
            service_name=service_name,
            environments=(environment,),
            state_bucket_arn="",
            state_key_arn="",
            journal_arn=f"arn:aws:dynamodb:{region}:{account}:table/{JOURNAL_TABLE}",
            journal_key_arn=f"arn:aws:kms:{region}:{account}:key/*",
            journal_key_alias=f"alias/{JOURNAL_TABLE}",
        )

    @property
    def prefix(self) -> str:
        """What every name of the environment begins with."""
        return f"{self.service_name}-{self.environments[0]}"

    @property
    def names(self) -> str:
        """What names begin with, as a pattern: some are the prefix itself."""
        return f"{self.prefix}*"

    @property
    def descriptors(self) -> tuple[str, ...]:
        """The SSM parameter that holds this environment's deployment descriptor."""
        return tuple(
            arn
            for name in self.environments
            for arn in self.arns("ssm", f"parameter/sluice/{self.service_name}/{name}/deployment")
        )

    @property
    def journal_partitions(self) -> Conditions:
        """This environment's lease, and releases: their audit trails are of all environments."""
        partitions = (
            *(f"environment#{self.service_name}/{name}" for name in self.environments),
            "release#*",
        )
        return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": partitions}}

    @property
    def journal_key(self) -> Conditions:
        """Its alias, where the ARN is a pattern."""
        if not self.journal_key_alias:
            return {}
        return {"ForAnyValue:StringEquals": {"kms:ResourceAliases": (self.journal_key_alias,)}}
