"""A cluster with services or tasks cannot be deleted.

AWS answers ClusterContainsServicesException and ClusterContainsTasksException. Moto marks it
INACTIVE, and what runs in it goes on.
"""

from __future__ import annotations

from functools import wraps

from moto.ecs.exceptions import ECSException
from moto.ecs.models import Cluster, EC2ContainerServiceBackend


def close() -> None:
    """Refuse to delete a cluster in which something is left."""
    plain = EC2ContainerServiceBackend.delete_cluster

    @wraps(plain)
    def delete_cluster(self: EC2ContainerServiceBackend, cluster_str: str) -> Cluster:
        cluster = self._get_cluster(cluster_str)
        services = self.services.values()
        if any(each.cluster_arn == cluster.arn and each.status == "ACTIVE" for each in services):
            raise ECSException(
                "ClusterContainsServicesException",
                "The Cluster cannot be deleted while Services are active.",
            )
        tasks = self.tasks.get(cluster.name, {}).values()
        if any(each.last_status != "STOPPED" for each in tasks):
            raise ECSException(
                "ClusterContainsTasksException",
                "The Cluster cannot be deleted while Tasks are active.",
            )
        return plain(self, cluster_str)

    EC2ContainerServiceBackend.delete_cluster = delete_cluster
