"""A parameter group or subnet group that an instance uses cannot be deleted.

AWS answers InvalidDBParameterGroupState and InvalidDBSubnetGroupStateFault. Moto deletes them;
without its parameter group, every later DescribeDBInstances fails.
"""

from __future__ import annotations

from functools import wraps

from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBParameterGroup, DBSubnetGroup, RDSBackend


def close() -> None:
    """Refuse both while an instance uses them."""
    parameter_group = RDSBackend.delete_db_parameter_group
    subnet_group = RDSBackend.delete_subnet_group

    @wraps(parameter_group)
    def delete_db_parameter_group(
        self: RDSBackend, db_parameter_group_name: str
    ) -> DBParameterGroup:
        for instance in self.databases.values():
            if instance.db_parameter_group_name == db_parameter_group_name:
                raise RDSClientError(
                    "InvalidDBParameterGroupState",
                    "One or more database instances are still members of this parameter group "
                    f"{db_parameter_group_name}, so the group cannot be deleted",
                )
        return parameter_group(self, db_parameter_group_name)

    @wraps(subnet_group)
    def delete_subnet_group(self: RDSBackend, subnet_name: str) -> DBSubnetGroup:
        for name, instance in self.databases.items():
            group = instance.db_subnet_group
            if group is not None and group.name == subnet_name:
                raise RDSClientError(
                    "InvalidDBSubnetGroupStateFault",
                    f"Cannot delete the subnet group '{subnet_name}' because at least one "
                    f"database instance: {name} is still using it.",
                )
        return subnet_group(self, subnet_name)

    RDSBackend.delete_db_parameter_group = delete_db_parameter_group
    RDSBackend.delete_subnet_group = delete_subnet_group
