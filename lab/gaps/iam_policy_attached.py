"""A managed policy that is attached cannot be deleted.

AWS answers DeleteConflict. Moto deletes it, and the roles that had it have it no more.
"""

from __future__ import annotations

from functools import wraps

from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import IAMBackend


def close() -> None:
    """Refuse to delete a policy while a role, user or group has it."""
    plain = IAMBackend.delete_policy

    @wraps(plain)
    def delete_policy(self: IAMBackend, policy_arn: str) -> None:
        holders = [*self.roles.values(), *self.users.values(), *self.groups.values()]
        if any(policy_arn in holder.managed_policies for holder in holders):
            raise DeleteConflictException("Cannot delete a policy attached to entities.")
        plain(self, policy_arn)

    IAMBackend.delete_policy = delete_policy
