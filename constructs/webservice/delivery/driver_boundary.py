"""The permissions boundary of hosted drivers: what they may do at most, in any environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from constructs import Construct

from webservice.delivery import drive_role
from webservice.delivery.canary_driver_roles import function_runtime, machine_runtime
from webservice.iam import Statement, policy_document
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.delivery.delivery_scope import DeliveryScope


class DriverBoundary(Construct):
    """A managed policy that caps a hosted driver's roles at what driving a release takes.

    They need the journal and the load balancer, which the boundary of other workloads keeps
    out of reach. The deploy role may give this one to roles named `<service>-*-driver*` only.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, reach: DeliveryScope) -> None:
        """Create the policy.

        Args:
            scope: the parent.
            id_: the construct's id.
            name: the policy's name in IAM.
            reach: of the account's drivers.
        """
        super().__init__(scope, id_)
        pin(
            IamPolicy(
                self,
                "policy",
                name=name,
                description="Cap of the roles of hosted drivers",
                policy=policy_document(*statements(reach)),
            ),
            "driver_boundary",
        )


def statements(reach: DeliveryScope) -> tuple[Statement, ...]:
    """Return what a driver that is hosted needs, over all environments."""
    groups = reach.arns("logs", f"log-group:/aws/lambda/{reach.names}")
    functions = reach.arns("lambda", f"function:{reach.names}")
    return (
        *(one for part in drive_role.release(reach).values() for one in part),
        *function_runtime(tuple(f"{group}:*" for group in groups)),
        *machine_runtime(functions),
    )
