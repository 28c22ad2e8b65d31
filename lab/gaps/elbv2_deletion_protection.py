"""Deletion protection protects.

AWS refuses to delete a load balancer whose `deletion_protection.enabled` is true. Moto
remembers the attribute and deletes all the same, so that a stack which forgot to lower it
would destroy here and fail on AWS.
"""

from __future__ import annotations

from moto.elbv2.exceptions import ELBClientError
from moto.elbv2.models import ELBv2Backend


def close() -> None:
    """Make `DeleteLoadBalancer` refuse a protected load balancer."""
    upstream = ELBv2Backend.delete_load_balancer

    def delete_load_balancer(self: ELBv2Backend, arn: str) -> None:
        balancer = self.load_balancers.get(arn)
        if balancer is not None and balancer.attrs.get("deletion_protection.enabled") == "true":
            raise ELBClientError(
                "OperationNotPermitted",
                f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            )
        upstream(self, arn)

    ELBv2Backend.delete_load_balancer = delete_load_balancer
