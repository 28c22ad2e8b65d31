"""Secrets, whose values Terraform never sees, and parameters, which hold nothing secret."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.ssm_parameter import SsmParameter
from constructs import Construct

from webservice.errors import require
from webservice.iam import Role, Statement
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.keys import Key

# AWS's own bounds for a pending deletion: 7 to 30 days, or 0 for at once.
_RECOVERY_WINDOW_DAYS = 30
# https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
_STANDARD_BYTES = 4096
_ADVANCED_BYTES = 8192


class Secrets(Construct):
    """One Secrets Manager secret per name, created empty.

    An operator or a rotation puts the value in. None passes through Terraform, so that
    neither plan nor state holds one; a task does not start before its secrets are filled.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        names: tuple[str, ...],
        key: Key,
        destroyable: bool = False,
    ) -> None:
        """Create the secrets, called `<prefix>/<name in lower case>`.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the environment's prefix.
            names: the variables of the container that will hold the values, each once.
            key: encrypts the values.
            destroyable: lets a deletion take effect at once instead of after 30 days.

        Raises:
            InvalidValue: a name stands twice.
        """
        super().__init__(scope, id_)
        require(len(set(names)) == len(names), "service.secret_names", names, "must differ")
        self._key = key
        self.arns: dict[str, str] = {}
        for name in names:
            slug = name.lower()
            secret = pin(
                SecretsmanagerSecret(
                    self,
                    slug,
                    name=f"{prefix}/{slug}",
                    description=f"{prefix}: the value of the variable {name}",
                    kms_key_id=key.arn,
                    recovery_window_in_days=0 if destroyable else _RECOVERY_WINDOW_DAYS,
                ),
                f"secret_{slug}",
            )
            self.arns[name] = secret.arn

    def grant_read(self, role: Role) -> None:
        """Let `role` read exactly these secrets, and decrypt with their key."""
        if not self.arns:
            return
        role.allow(
            "read-secrets",
            Statement(
                sid="TheseSecretsOnly",
                actions=("secretsmanager:GetSecretValue",),
                resources=tuple(self.arns.values()),
            ),
        )
        self._key.grant_decrypt(role)


class Parameter(Construct):
    """An SSM parameter of type String: readable by whoever may read parameters."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        value: str,
        description: str,
        logical_id: str,
        advanced: bool = False,
    ) -> None:
        """Create the parameter.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: a path that starts with `/`.
            value: nothing secret; at most 4,096 bytes, 8,192 where `advanced`. Tokens are
                resolved by Terraform only, so AWS alone sees the true length.
            description: what it is for.
            logical_id: the pinned Terraform name.
            advanced: the tier with twice the room, which is billed.

        Raises:
            InvalidValue: the name is no path, or the value is too long.
        """
        super().__init__(scope, id_)
        require(name.startswith("/"), "parameter name", name, "must start with /")
        limit = _ADVANCED_BYTES if advanced else _STANDARD_BYTES
        size = len(value.encode())
        require(size <= limit, f"size of parameter {name}", size, f"must be at most {limit} bytes")
        self.name = name
        self._parameter = pin(
            SsmParameter(
                self,
                "parameter",
                name=name,
                type="String",
                tier="Advanced" if advanced else "Standard",
                value=value,
                description=description,
            ),
            logical_id,
        )

    @cached_property
    def arn(self) -> str:
        """The parameter's ARN."""
        return self._parameter.arn
