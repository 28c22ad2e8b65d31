"""One KMS key per purpose, each usable by the services that its purpose needs and no other."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from constructs import Construct

from webservice.iam import Role, Statement, policy_document
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from cdktf import TerraformProvider

_USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
_READ = ("kms:Decrypt", "kms:DescribeKey")
# AWS's own bounds for a pending deletion: 7 to 30 days.
_DELETION_WINDOW_DAYS = 30
_DELETION_WINDOW_DAYS_DESTROYABLE = 7


class Key(Construct):
    """A customer-managed key with yearly rotation and an alias.

    Its policy lets the account's IAM policies decide (AWS's recommended root statement)
    and adds what the services of its purpose need.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        alias: str,
        description: str,
        account: str,
        logical_id: str,
        services: tuple[Statement, ...] = (),
        destroyable: bool = False,
        provider: TerraformProvider | None = None,
    ) -> None:
        """Create the key.

        Args:
            scope: the parent.
            id_: the construct's id.
            alias: without the `alias/` in front.
            description: what it protects.
            account: the account whose IAM policies may grant its use.
            logical_id: the pinned Terraform name.
            services: key-policy statements for AWS services.
            destroyable: shortens the wait before a deletion takes effect.
            provider: another region's provider; the stack's own where left out.
        """
        super().__init__(scope, id_)
        administration = Statement(
            sid="AccountDecidesThroughIam",
            actions=("kms:*",),
            principals={"AWS": (f"arn:aws:iam::{account}:root",)},
        )
        self._key = pin(
            KmsKey(
                self,
                "key",
                description=description,
                enable_key_rotation=True,
                rotation_period_in_days=365,
                deletion_window_in_days=(
                    _DELETION_WINDOW_DAYS_DESTROYABLE if destroyable else _DELETION_WINDOW_DAYS
                ),
                policy=policy_document(administration, *services),
                provider=provider,
            ),
            logical_id,
        )
        self.alias_name = f"alias/{alias}"
        KmsAlias(
            self,
            "alias",
            name=self.alias_name,
            target_key_id=self._key.key_id,
            provider=provider,
        )

    @cached_property
    def arn(self) -> str:
        """The key's ARN."""
        return self._key.arn

    @cached_property
    def key_id(self) -> str:
        """The key's id."""
        return self._key.key_id

    def grant_encrypt_decrypt(self, role: Role) -> None:
        """Let `role` write and read what this key protects."""
        self._grant(role, "use", _USE)

    def grant_decrypt(self, role: Role) -> None:
        """Let `role` read what this key protects."""
        self._grant(role, "read", _READ)

    def _grant(self, role: Role, verb: str, actions: tuple[str, ...]) -> None:
        purpose = f"{verb}-{self.node.id}-key"
        role.allow(purpose, Statement(sid="Key", actions=actions, resources=(self.arn,)))


class Keys(Construct):
    """The environment's keys: `data`, `logs`, `secrets`, `registry` and `backups`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        region: str,
        destroyable: bool = False,
    ) -> None:
        """Create the five keys; see `Key` for the arguments."""
        super().__init__(scope, id_)

        def key(purpose: str, description: str, *services: Statement) -> Key:
            return Key(
                self,
                purpose,
                alias=f"{prefix}-{purpose}",
                description=f"{prefix}: {description}",
                account=account,
                logical_id=f"key_{purpose}",
                services=services,
                destroyable=destroyable,
            )

        self.data = key("data", "database storage and performance insights")
        self.logs = key("logs", "log groups and alarm topic", *_log_services(account, region))
        self.secrets = key("secrets", "secrets and parameters")
        self.registry = key("registry", "container images")
        self.backups = key("backups", "backup vault")


def _log_services(account: str, region: str) -> tuple[Statement, ...]:
    return (
        Statement(
            sid="LogGroupsOfThisAccount",
            actions=_USE,
            principals={"Service": (f"logs.{region}.amazonaws.com",)},
            conditions={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account}:*"
                }
            },
        ),
        Statement(
            sid="AlarmsAndEventsPublishToTheTopic",
            actions=("kms:Decrypt", "kms:GenerateDataKey*"),
            principals={
                "Service": (
                    "budgets.amazonaws.com",
                    "cloudwatch.amazonaws.com",
                    "events.rds.amazonaws.com",
                    "backup.amazonaws.com",
                )
            },
            conditions={"StringEquals": {"aws:SourceAccount": account}},
        ),
        Statement(
            sid="EventRulesPublishToTheTopic",
            actions=("kms:Decrypt", "kms:GenerateDataKey*"),
            principals={"Service": ("events.amazonaws.com",)},
        ),
    )
