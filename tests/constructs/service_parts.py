"""What the service stands on: real keys, cluster and secrets, and stand-ins for the rest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tests.constructs.harness import ACCOUNT, REGION
from webservice.compute.cluster import Cluster
from webservice.compute.service import Service
from webservice.iam import Role, Statement
from webservice.keys import Keys
from webservice.network.security_group import SecurityGroup
from webservice.secrets import Secrets
from webservice.settings import ServiceSettings

if TYPE_CHECKING:
    from cdktf import TerraformStack

PREFIX = "web-test"
DIGEST = "sha256:" + "ab" * 32
REPOSITORY_ARN = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{PREFIX}"
REPOSITORY_URL = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{PREFIX}"
DATABASE_ARN = f"arn:aws:rds-db:{REGION}:{ACCOUNT}:dbuser:db-TEST"


def settings(**changes: Any) -> ServiceSettings:
    """Return settings with a plain variable and two secrets, and `changes`."""
    values: dict[str, Any] = {
        "image_digest": DIGEST,
        "environment": (("LOG_LEVEL", "info"),),
        "secret_names": ("SESSION_KEY", "API_TOKEN"),
    }
    return ServiceSettings(**{**values, **changes})


def _grant_pull(role: Role) -> None:
    pull = Statement(sid="Pull", actions=("ecr:BatchGetImage",), resources=(REPOSITORY_ARN,))
    role.allow("pull-image", pull)


def _grant_connect(role: Role, user: str) -> None:
    resource = f"{DATABASE_ARN}/{user}"
    connect = Statement(sid="Connect", actions=("rds-db:connect",), resources=(resource,))
    role.allow("connect-database", connect)


def add_service(
    stack: TerraformStack, chosen: ServiceSettings, *, endpoints: bool = True
) -> Service:
    """Add the service and everything it stands on to `stack`."""

    def group(name: str) -> SecurityGroup:
        return SecurityGroup(stack, name, name=name, description=name, vpc_id="vpc-1")

    keys = Keys(stack, "keys", prefix=PREFIX, account=ACCOUNT, region=REGION)
    cluster = Cluster(stack, "cluster", prefix=PREFIX, logs_key=keys.logs, log_retention_days=365)
    secrets = Secrets(stack, "secrets", prefix=PREFIX, names=chosen.secret_names, key=keys.secrets)
    database_group = group("database")
    parts: dict[str, Any] = {
        "cluster": cluster,
        "secrets": secrets,
        "network": SimpleNamespace(
            vpc_id="vpc-1",
            private_subnet_ids=["subnet-private-1", "subnet-private-2"],
            endpoint_security_group=group("endpoints") if endpoints else None,
            s3_prefix_list_id="pl-s3",
        ),
        "load_balancer": SimpleNamespace(
            security_group=group("load-balancer"),
            arn_suffix="app/lb/1",
            target_groups={
                colour: SimpleNamespace(arn=f"arn-{colour}", arn_suffix=f"targetgroup/{colour}/1")
                for colour in ("blue", "green")
            },
            ready=[],
        ),
        "registry": SimpleNamespace(repository_url=REPOSITORY_URL, grant_pull=_grant_pull),
        "database": SimpleNamespace(
            address="database.internal",
            port=5432,
            endpoint_port="5432",
            database_name="app",
            security_group=database_group,
            allow_from=lambda purpose, peer: database_group.allow_ingress_from(
                purpose, peer=peer, port=5432
            ),
            grant_connect=_grant_connect,
        ),
    }
    return Service(
        stack,
        "service",
        prefix=PREFIX,
        account=ACCOUNT,
        region=REGION,
        settings=chosen,
        logs_key=keys.logs,
        **parts,
    )
