"""What a hosted driver may touch: one environment, and its part of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from webservice.delivery_scope import JOURNAL_TABLE, DeliveryScope
from webservice.iam import Statement


@dataclass(frozen=True, kw_only=True)
class EnvironmentScope(DeliveryScope):
    """A delivery scope narrowed to one environment, in whose stack it is used.

    The journal is another stack's: its key is known here by its alias only.

    Attributes:
        prefix: `<prefix>` and `<prefix>-*` are what may be touched.
    """

    prefix: str

    @classmethod
    def of(
        cls, *, prefix: str, service_name: str, environment: str, account: str, region: str
    ) -> EnvironmentScope:
        """Return the scope of an environment that runs in one region."""
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
        return (
            Statement(
                sid="Journal",
                actions=(
                    "dynamodb:ConditionCheckItem",
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:Query",
                ),
                resources=(self.journal_arn,),
                # Releases' audit trails are partitions of their own, of all environments.
                conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": partitions}},
            ),
            Statement(
                sid="JournalKey",
                actions=("kms:Decrypt", "kms:DescribeKey"),
                resources=(self.journal_key_arn,),
                conditions={
                    "StringEquals": {"kms:ViaService": f"dynamodb.{self.region}.amazonaws.com"},
                    "ForAnyValue:StringEquals": {
                        "kms:ResourceAliases": (f"alias/{JOURNAL_TABLE}",)
                    },
                },
            ),
        )
