"""VPC endpoints: the ways to AWS's own services that do not leave the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from constructs import Construct

from webservice.iam import Statement, policy_document
from webservice.network.security_group import SecurityGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

# What tasks in private subnets call: images, logs, secrets, parameters, keys, exec sessions.
INTERFACE_SERVICES = (
    "ecr.api",
    "ecr.dkr",
    "kms",
    "logs",
    "secretsmanager",
    "ssm",
    "ssmmessages",
)
_HTTPS = 443


class Endpoints(Construct):
    """The S3 gateway endpoint, and interface endpoints where they are chosen."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        region: str,
        vpc_id: str,
        vpc_cidr: str,
        route_table_ids: Sequence[str],
        subnet_ids: Sequence[str],
        interfaces: bool,
    ) -> None:
        """Create the endpoints.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of every name.
            account: whose buckets are reached, besides the images' layers.
            region: whose services are reached.
            vpc_id: the VPC.
            vpc_cidr: who may use the interface endpoints.
            route_table_ids: the tables that send S3's addresses to the gateway.
            subnet_ids: one per zone, for the interfaces.
            interfaces: whether there are interface endpoints at all.
        """
        super().__init__(scope, id_)
        self._s3 = VpcEndpoint(
            self,
            "s3",
            vpc_id=vpc_id,
            service_name=f"com.amazonaws.{region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=list(route_table_ids),
            policy=s3_policy(account, region),
            tags={"Name": f"{prefix}-s3"},
        )
        self.security_group: SecurityGroup | None = None
        if not interfaces:
            return
        self.security_group = SecurityGroup(
            self,
            "group",
            name=f"{prefix}-endpoints",
            description=f"{prefix}: interface endpoints",
            vpc_id=vpc_id,
        )
        self.security_group.allow_ingress_from("vpc", peer=vpc_cidr, port=_HTTPS)
        for service in INTERFACE_SERVICES:
            VpcEndpoint(
                self,
                service.replace(".", "-"),
                vpc_id=vpc_id,
                service_name=f"com.amazonaws.{region}.{service}",
                vpc_endpoint_type="Interface",
                private_dns_enabled=True,
                security_group_ids=[self.security_group.id],
                subnet_ids=list(subnet_ids),
                tags={"Name": f"{prefix}-{service}"},
            )

    @property
    def s3_prefix_list_id(self) -> str:
        """S3's addresses, as security-group rules name them."""
        return self._s3.prefix_list_id


def s3_policy(account: str, region: str) -> str:
    """Return what may pass the S3 gateway, as JSON: no data leaves for a stranger's bucket."""
    return policy_document(
        Statement(
            # ECR answers a pull with links into this bucket of AWS's own.
            sid="ImageLayers",
            actions=("s3:GetObject",),
            resources=(f"arn:aws:s3:::prod-{region}-starport-layer-bucket/*",),
            principals="*",
        ),
        Statement(
            sid="OwnBuckets",
            actions=("s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"),
            principals="*",
            conditions={
                "StringEquals": {"aws:PrincipalAccount": account, "aws:ResourceAccount": account}
            },
        ),
    )
