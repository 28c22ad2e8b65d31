"""Who reaches the service's tasks over the network, and whom they reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webservice.network.security_group import SecurityGroup

if TYPE_CHECKING:
    from constructs import Construct

    from webservice.data.database import Database
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.network.network import Network

_HTTPS = 443


def task_security_group(
    scope: Construct,
    *,
    prefix: str,
    container_port: int,
    network: Network,
    load_balancer: LoadBalancer,
    database: Database,
) -> SecurityGroup:
    """Return the tasks' security group, open to what they need on both ends and no more.

    Requests come from the load balancer only. Tasks reach the database, and AWS: through
    the VPC's endpoints where there are interface endpoints, else any HTTPS through NAT.
    """
    group = SecurityGroup(
        scope,
        "security-group",
        name=f"{prefix}-service",
        description=f"{prefix}: tasks of the web service",
        vpc_id=network.vpc_id,
    )
    group.allow_ingress_from(
        "load-balancer", peer=load_balancer.security_group, port=container_port
    )
    load_balancer.security_group.allow_egress_to("service", peer=group, port=container_port)
    database.allow_from("service", group)
    group.allow_egress_to("database", peer=database.security_group, port=database.port)
    if network.endpoint_security_group is None:
        # The image, logs and secrets are reached through NAT, at no fixed address.
        group.allow_egress_to("aws-through-nat", peer="0.0.0.0/0", port=_HTTPS)
    else:
        group.allow_egress_to("vpc-endpoints", peer=network.endpoint_security_group, port=_HTTPS)
        # ECR keeps image layers in S3.
        group.allow_egress_to_prefix_list(
            "s3", prefix_list_id=network.s3_prefix_list_id, port=_HTTPS
        )
    return group
