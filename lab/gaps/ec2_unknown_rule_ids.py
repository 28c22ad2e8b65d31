"""EC2 answers InvalidSecurityGroupRuleId.NotFound where a rule is revoked by an unknown id.

Moto answers InvalidPermission.NotFound. The Terraform provider takes the former for "done
already", as after a lost answer and a second try, and the latter for a failure.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.ec2.exceptions import (
    InvalidPermissionNotFoundError,
    InvalidSecurityGroupRuleIdNotFoundError,
)
from moto.ec2.models.security_groups import SecurityGroupBackend

if TYPE_CHECKING:
    from collections.abc import Callable

_REVOCATIONS = ("revoke_security_group_ingress", "revoke_security_group_egress")


def close() -> None:
    """Tell an unknown id from a rule that was described and is not there."""
    for name in _REVOCATIONS:
        plain = getattr(SecurityGroupBackend, name)
        setattr(SecurityGroupBackend, name, _by_id(plain))


def _by_id(plain: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(plain)
    def revoke(*args: Any, security_rule_ids: list[str] | None = None, **kwargs: Any) -> Any:
        try:
            return plain(*args, security_rule_ids=security_rule_ids, **kwargs)
        except InvalidPermissionNotFoundError as error:
            if not security_rule_ids:
                raise
            unknown = ", ".join(security_rule_ids)
            raise InvalidSecurityGroupRuleIdNotFoundError(unknown) from error

    return revoke
