"""A subnet or security group that something stands in cannot be deleted.

AWS answers DependencyViolation while a network interface is in the subnet or has the group, and
while another group's rule names it. Moto deletes both. It makes no network interfaces for load
balancers, databases and endpoints, so those are looked at themselves.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend
from moto.elbv2.models import elbv2_backends
from moto.rds.models import rds_backends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.ec2.models.subnets import Subnet


def close() -> None:
    """Refuse to delete what is in use."""
    subnet = EC2Backend.delete_subnet
    group = EC2Backend.delete_security_group

    @wraps(subnet)
    def delete_subnet(self: EC2Backend, subnet_id: str) -> Subnet:
        if subnet_id in _subnets_in_use(self):
            raise DependencyViolationError(
                f"The subnet '{subnet_id}' has dependencies and cannot be deleted."
            )
        return subnet(self, subnet_id)

    @wraps(group)
    def delete_security_group(
        self: EC2Backend, name: str | None = None, group_id: str | None = None
    ) -> None:
        if group_id is not None and group_id in _groups_in_use(self, group_id):
            raise DependencyViolationError(f"resource {group_id} has a dependent object")
        group(self, name, group_id)

    EC2Backend.delete_subnet = delete_subnet
    EC2Backend.delete_security_group = delete_security_group


def _subnets_in_use(ec2: EC2Backend) -> Iterator[str]:
    for balancer in _balancers(ec2):
        yield from (subnet.id for subnet in balancer.subnets)
    for instance in _databases(ec2):
        if instance.db_subnet_group is not None:
            yield from (subnet.id for subnet in instance.db_subnet_group._subnets)
    for gateway in ec2.nat_gateways.values():
        if gateway.state != "deleted":
            yield gateway.subnet_id
    for endpoint in _endpoints(ec2):
        yield from endpoint.subnet_ids or ()


def _groups_in_use(ec2: EC2Backend, itself: str) -> Iterator[str]:
    for balancer in _balancers(ec2):
        yield from balancer.security_groups or ()
    for instance in _databases(ec2):
        yield from instance.vpc_security_group_ids
    for endpoint in _endpoints(ec2):
        yield from endpoint.security_group_ids
    for of_a_vpc in ec2.groups.values():
        for group in of_a_vpc.values():
            for rule in (*group.ingress_rules, *group.egress_rules):
                # A group may name itself.
                if group.id != itself and rule.source_group is not None:
                    yield rule.source_group.get("GroupId", "")


def _balancers(ec2: EC2Backend) -> Any:
    return elbv2_backends[ec2.account_id][ec2.region_name].load_balancers.values()


def _databases(ec2: EC2Backend) -> Any:
    return rds_backends[ec2.account_id][ec2.region_name].databases.values()


def _endpoints(ec2: EC2Backend) -> Iterator[Any]:
    return (each for each in ec2.vpc_end_points.values() if each.state != "deleted")
