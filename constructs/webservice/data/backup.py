"""AWS Backup: a daily recovery point in a vault that nobody empties by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.backup_plan import (
    BackupPlan,
    BackupPlanRule,
    BackupPlanRuleCopyAction,
    BackupPlanRuleCopyActionLifecycle,
    BackupPlanRuleLifecycle,
)
from cdktf_cdktf_provider_aws.backup_selection import BackupSelection
from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import CloudwatchEventTarget
from constructs import Construct

from webservice.data.backup_vault import Vault
from webservice.errors import InvalidValue, require
from webservice.iam import Role, trust_policy

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.provider import AwsProvider

    from webservice.keys import Key
    from webservice.settings import BackupSettings

# After the database's own snapshot window, so that the two never meet.
_SCHEDULE = "cron(0 5 * * ? *)"
_START_WINDOW_MINUTES = 60
_COMPLETION_WINDOW_MINUTES = 480
_SERVICE_POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor"


class Backup(Construct):
    """A daily plan over named resources, copied to a second region by choice."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        settings: BackupSettings,
        key: Key,
        topic_arn: str,
        resource_arns: list[str],
        account: str,
        destroyable: bool = False,
        copy_provider: AwsProvider | None = None,
        copy_key: Key | None = None,
    ) -> None:
        """Create the vault or vaults, the plan, its selection and its alarm.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of every name.
            settings: retention, and whether to copy.
            key: encrypts the vault.
            topic_arn: the SNS topic that hears of jobs that failed; it must let
                `events.amazonaws.com` publish.
            resource_arns: what is backed up.
            account: the AWS account.
            destroyable: the vaults may be emptied and deleted.
            copy_provider: the second region's provider; needed by
                `settings.copy_to_backup_region` only.
            copy_key: a key of that region; needed by the same.

        Raises:
            InvalidValue: nothing to back up, or copies without a region or a key.
        """
        super().__init__(scope, id_)
        require(bool(resource_arns), "backup.resource_arns", (), "must name at least one resource")
        vault = Vault(
            self,
            "vault",
            name=f"{prefix}-backups",
            logical_id="backup_vault",
            key=key,
            destroyable=destroyable,
        )
        self.vault_name = vault.name
        self.vault_arn = vault.arn
        self.copy_vault_arn: str | None = None
        if settings.copy_to_backup_region:
            self.copy_vault_arn = self._copy_vault(
                prefix, copy_provider, copy_key, destroyable=destroyable
            )
        self.plan_id = self._plan(prefix, settings)
        role = _service_role(self, prefix)
        BackupSelection(
            self,
            "selection",
            name=f"{prefix}-daily",
            plan_id=self.plan_id,
            iam_role_arn=role.arn,
            resources=resource_arns,
        )
        self._tell(topic_arn, prefix, account)

    def _copy_vault(
        self, prefix: str, provider: AwsProvider | None, key: Key | None, *, destroyable: bool
    ) -> str:
        if provider is None or key is None:
            raise InvalidValue(
                "backup.copy_to_backup_region",
                True,  # noqa: FBT003 - the value that is complained of
                "needs the provider and the key of the backup region",
            )
        return Vault(
            self,
            "copy-vault",
            name=f"{prefix}-backup-copies",
            logical_id="backup_vault_copy",
            key=key,
            destroyable=destroyable,
            provider=provider,
        ).arn

    def _plan(self, prefix: str, settings: BackupSettings) -> str:
        copies = [
            BackupPlanRuleCopyAction(
                destination_vault_arn=arn,
                lifecycle=BackupPlanRuleCopyActionLifecycle(delete_after=settings.retention_days),
            )
            for arn in (self.copy_vault_arn,)
            if arn is not None
        ]
        return BackupPlan(
            self,
            "plan",
            name=f"{prefix}-daily",
            rule=[
                BackupPlanRule(
                    rule_name="daily",
                    target_vault_name=self.vault_name,
                    schedule=_SCHEDULE,
                    start_window=_START_WINDOW_MINUTES,
                    completion_window=_COMPLETION_WINDOW_MINUTES,
                    lifecycle=BackupPlanRuleLifecycle(delete_after=settings.retention_days),
                    copy_action=copies or None,
                )
            ],
        ).id

    def _tell(self, topic_arn: str, prefix: str, account: str) -> None:
        """Send failed jobs, and no others, to the topic.

        Through EventBridge: of a vault's own notifications, BACKUP_JOB_FAILED is deprecated
        and never comes, and BACKUP_JOB_COMPLETED comes every day.
        """
        ended_badly = ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"]
        rule = CloudwatchEventRule(
            self,
            "failed-jobs",
            name=f"{prefix}-backup-failed",
            description="Backup, copy and restore jobs that did not complete",
            event_pattern=json.dumps(
                {
                    "account": [account],
                    "source": ["aws.backup"],
                    "detail-type": [
                        "Backup Job State Change",
                        "Copy Job State Change",
                        "Restore Job State Change",
                    ],
                    # Backup and copy jobs have a state, restore jobs a status.
                    "detail": {"$or": [{"state": ended_badly}, {"status": ended_badly}]},
                },
                sort_keys=True,
            ),
        )
        CloudwatchEventTarget(
            self, "failed-jobs-topic", rule=rule.name, target_id="topic", arn=topic_arn
        )


def _service_role(scope: Construct, prefix: str) -> Role:
    """Return the role that AWS Backup takes: AWS's own policies, which follow its features."""
    # No condition on the source account: AWS documents none for the roles of AWS Backup.
    role = Role(
        scope,
        "role",
        name=f"{prefix}-backup",
        assume_role_policy=trust_policy("backup.amazonaws.com"),
        description="AWS Backup takes and restores recovery points",
    )
    role.attach("backups", f"{_SERVICE_POLICY}Backup")
    role.attach("restores", f"{_SERVICE_POLICY}Restores")
    return role
