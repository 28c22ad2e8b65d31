"""A web ACL that is associated with a load balancer cannot be deleted.

AWS answers WAFAssociatedItemException. Moto deletes it, and the load balancer is open.
"""

from __future__ import annotations

from functools import wraps

from moto.elbv2.models import elbv2_backends
from moto.wafv2.exceptions import WAFv2ClientError
from moto.wafv2.models import WAFV2Backend


def close() -> None:
    """Refuse to delete a web ACL while something that exists is behind it."""
    plain = WAFV2Backend.delete_web_acl

    @wraps(plain)
    def delete_web_acl(
        self: WAFV2Backend, name: str, scope: str, _id: str, lock_token: str
    ) -> None:
        balancers = elbv2_backends[self.account_id][self.region_name].load_balancers
        for acl in self.wacls.values():
            # Moto keeps the association of a load balancer that is gone.
            behind = [
                arn
                for arn in acl.associated_resources
                if ":loadbalancer/" not in arn or arn in balancers
            ]
            if acl.id == _id and behind:
                raise WAFv2ClientError(
                    "WAFAssociatedItemException",
                    "AWS WAF could not perform the operation because your resource is being used "
                    "by another resource or it is associated with another resource.",
                )
        plain(self, name, scope, _id, lock_token)

    WAFV2Backend.delete_web_acl = delete_web_acl
