"""A master password of our own, where RDS cannot manage it: known to no plan and no state."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle, TerraformStack
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.secretsmanager_secret_version import SecretsmanagerSecretVersion
from constructs import Construct

from webservice.logical_ids import pin

if TYPE_CHECKING:
    from cdktf_cdktf_provider_aws.db_instance import DbInstance

    from webservice.keys import Key

_EPHEMERAL_KIND = "aws_secretsmanager_random_password"
_EPHEMERAL_NAME = "database_master"
_LENGTH = 40
_RECOVERY_WINDOW_DAYS = 30


class MasterPassword(Construct):
    """A random master password in Secrets Manager, for a database that has a read replica.

    AWS refuses to create a read replica of a PostgreSQL instance whose master password RDS
    manages. The password is drawn by an ephemeral resource and handed on through write-only
    arguments, so it reaches AWS and nothing else. Raising `VERSION` rotates it: the
    instance and the secret get the same new value in one apply.
    """

    VERSION = 1

    def __init__(
        self, scope: Construct, id_: str, *, prefix: str, key: Key, destroyable: bool
    ) -> None:
        """Create the secret, still empty; `store` fills it."""
        super().__init__(scope, id_)
        # cdktf 0.21 has no ephemeral resources (Terraform 1.10): written as an override.
        # No punctuation: the value is placed inside JSON and inside connection strings.
        TerraformStack.of(self).add_override(
            f"ephemeral.{_EPHEMERAL_KIND}.{_EPHEMERAL_NAME}",
            {"password_length": _LENGTH, "exclude_punctuation": True},
        )
        self.value = f"${{ephemeral.{_EPHEMERAL_KIND}.{_EPHEMERAL_NAME}.random_password}}"
        self._secret = pin(
            SecretsmanagerSecret(
                self,
                "secret",
                name=f"{prefix}/database/master",
                description=f"{prefix}: master user of the database, for emergencies",
                kms_key_id=key.arn,
                recovery_window_in_days=0 if destroyable else _RECOVERY_WINDOW_DAYS,
            ),
            "database_master_secret",
        )

    @cached_property
    def secret_arn(self) -> str:
        """The secret's ARN."""
        return self._secret.arn

    def store(self, user: str, database: DbInstance) -> None:
        """Put the user and the password into the secret, once `database` has them.

        After the instance and not before: an instance that failed to be created is tried
        again with another password, and a secret written before it would be wrong.
        """
        SecretsmanagerSecretVersion(
            self,
            "version",
            secret_id=self._secret.id,
            secret_string_wo=json.dumps({"password": self.value, "username": user}),
            secret_string_wo_version=self.VERSION,
            depends_on=[database],
            lifecycle=TerraformResourceLifecycle(
                # A new instance has a new password, even at the same version.
                replace_triggered_by=[
                    f"{database.terraform_resource_type}.{database.friendly_unique_id}.resource_id"
                ],
            ),
        )
