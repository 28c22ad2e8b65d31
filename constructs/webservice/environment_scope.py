"""One environment's reach of delivery: what is named after it, and its part of the journal."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from webservice.delivery_scope import JOURNAL_ACTIONS, JOURNAL_TABLE, DeliveryScope
from webservice.iam import Statement


@dataclass(frozen=True, kw_only=True)
class EnvironmentScope(DeliveryScope):
    """A delivery scope narrowed to one environment.

    Attributes:
        prefix: `<prefix>` and `<prefix>-*` are what may be touched.
        journal_key_alias: names the journal's key where `journal_key_arn` is a pattern.
    """

    prefix: str
    journal_key_alias: str = ""

    @classmethod
    def narrowed(cls, account: DeliveryScope, environment: str) -> EnvironmentScope:
        """Return an account's scope without its other environments."""
        found = {field.name: getattr(account, field.name) for field in fields(account)}
        return replace(
            cls(**found, prefix=f"{account.service_name}-{environment}"),
            environments=(environment,),
        )

    @classmethod
    def of(
        cls, *, prefix: str, service_name: str, environment: str, account: str, region: str
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
            prefix=prefix,
        )

    @property
    def names(self) -> str:
        """What names begin with: some are the prefix itself."""
        return f"{self.prefix}*"

    @property
    def descriptors(self) -> tuple[str, ...]:
        """The SSM parameter that holds this environment's deployment descriptor."""
        return tuple(
            arn
            for name in self.environments
            for arn in self.arns("ssm", f"parameter/sluice/{name}/deployment")
        )

    def use_journal(self) -> tuple[Statement, ...]:
        """Return what takes this environment's lease and keeps the record of its releases."""
        partitions = (*(f"environment#{name}" for name in self.environments), "release#*")
        through = {"StringEquals": {"kms:ViaService": f"dynamodb.{self.region}.amazonaws.com"}}
        alias = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": (self.journal_key_alias,)}}
        return (
            Statement(
                sid="Journal",
                actions=JOURNAL_ACTIONS,
                resources=(self.journal_arn,),
                # Releases' audit trails are partitions of their own, of all environments.
                conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": partitions}},
            ),
            Statement(
                sid="JournalKey",
                actions=("kms:Decrypt", "kms:DescribeKey"),
                resources=(self.journal_key_arn,),
                conditions={**through, **alias} if self.journal_key_alias else through,
            ),
        )
