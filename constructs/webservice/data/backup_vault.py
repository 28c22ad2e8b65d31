"""A vault of AWS Backup that nobody empties by hand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.backup_vault import BackupVault
from cdktf_cdktf_provider_aws.backup_vault_policy import BackupVaultPolicy
from constructs import Construct

from webservice.iam import Statement, policy_document
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.provider import AwsProvider

    from webservice.keys import Key


class Vault(Construct):
    """An encrypted vault whose recovery points end by their lifecycle only.

    A resource policy, and not Vault Lock: in governance mode the lock may be lifted by
    whoever may lift the policy, but it also ties the plan's retention to the vault's, and
    in compliance mode nobody could ever correct a mistake. To empty the vault, make the
    environment destroyable first: the policy goes, and the change is seen in a plan.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        logical_id: str,
        key: Key,
        destroyable: bool,
        provider: AwsProvider | None = None,
    ) -> None:
        """Create the vault.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: the vault's name, unique in its region.
            logical_id: the pinned Terraform name.
            key: encrypts the recovery points; of the vault's region.
            destroyable: recovery points may be deleted, and go with the vault.
            provider: another region's provider; the stack's own where left out.
        """
        super().__init__(scope, id_)
        self._vault = pin(
            BackupVault(
                self,
                "vault",
                name=name,
                kms_key_arn=key.arn,
                force_destroy=destroyable,
                provider=provider,
            ),
            logical_id,
        )
        if not destroyable:
            BackupVaultPolicy(
                self,
                "policy",
                backup_vault_name=self._vault.name,
                policy=policy_document(
                    Statement(
                        sid="NobodyShortensABackupsLife",
                        effect="Deny",
                        actions=(
                            "backup:DeleteRecoveryPoint",
                            "backup:DisassociateRecoveryPoint",
                            "backup:UpdateRecoveryPointLifecycle",
                        ),
                        principals={"AWS": ("*",)},
                    )
                ),
                provider=provider,
            )

    @cached_property
    def name(self) -> str:
        """The vault's name."""
        return self._vault.name

    @cached_property
    def arn(self) -> str:
        """The vault's ARN."""
        return self._vault.arn
