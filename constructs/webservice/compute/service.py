"""The web service on ECS, in two colours: one serves, the other takes the next release."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.ecs_service import (
    EcsService,
    EcsServiceCapacityProviderStrategy,
    EcsServiceDeploymentCircuitBreaker,
    EcsServiceLoadBalancer,
    EcsServiceNetworkConfiguration,
)
from constructs import Construct

from webservice.compute.cluster import ON_DEMAND, SPOT
from webservice.compute.service_access import task_security_group
from webservice.compute.task_definition import TaskDefinition
from webservice.compute.task_roles import DATABASE_USER, TaskRoles
from webservice.edge.target_group import COLOURS
from webservice.logical_ids import pin

if TYPE_CHECKING:
    from webservice.compute.cluster import Cluster
    from webservice.compute.registry import Registry
    from webservice.data.database import Database
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.iam import Role
    from webservice.keys import Key
    from webservice.network.network import Network
    from webservice.secrets import Secrets
    from webservice.settings import ServiceSettings

LIVE_AT_FIRST = "blue"

# HCL wants this literal in each resource; here it is one value for both colours. A
# release moves the task definition and autoscaling the count: Terraform sets the first
# ones only, or its next apply would undo a release.
_MOVED_BY_RELEASES = TerraformResourceLifecycle(ignore_changes=["task_definition", "desired_count"])


class Service(Construct):
    """Task definition, roles, log group, security group and the two ECS services.

    The first apply of an environment finds its repository and its secrets empty: its
    tasks cannot start before the first image is pushed and the secrets are filled. So
    Terraform does not wait for a steady state; the first release does.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        region: str,
        settings: ServiceSettings,
        cluster: Cluster,
        network: Network,
        load_balancer: LoadBalancer,
        registry: Registry,
        secrets: Secrets,
        database: Database,
        logs_key: Key,
        destroyable: bool = False,
    ) -> None:
        """Create everything.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the environment's prefix; the services are `<prefix>-blue` and
                `<prefix>-green`.
            account: the environment's account.
            region: the environment's region.
            settings: sizes, counts, ports.
            cluster: where the tasks run.
            network: in whose private subnets they run.
            load_balancer: sends them requests, each colour through its own target group.
            registry: holds the image.
            secrets: those that the container reads.
            database: the one that the application connects to.
            logs_key: encrypts the application's logs.
            destroyable: lets Terraform deregister its task definition.

        Raises:
            InvalidValue: a variable of the container is set twice.
        """
        super().__init__(scope, id_)
        self._settings = settings
        self._prefix = prefix
        self._logs = pin(
            CloudwatchLogGroup(
                self,
                "logs",
                name=f"/ecs/{prefix}/app",
                kms_key_id=logs_key.arn,
                retention_in_days=settings.log_retention_days,
            ),
            "log_group_app",
        )
        self._roles = TaskRoles(
            self,
            "roles",
            prefix=prefix,
            account=account,
            cluster=cluster,
            registry=registry,
            secrets=secrets,
            database=database,
            log_group_arn=self._logs.arn,
        )
        self._definition = TaskDefinition(
            self,
            "task",
            family=prefix,
            region=region,
            settings=settings,
            repository_url=registry.repository_url,
            variables={
                "DATABASE_HOST": database.address,
                "DATABASE_NAME": database.database_name,
                "DATABASE_PORT": database.endpoint_port,
                "DATABASE_USER": DATABASE_USER,
            },
            secret_arns=secrets.arns,
            roles=self._roles,
            log_group_name=self._logs.name,
            destroyable=destroyable,
        )
        self.security_group = task_security_group(
            self,
            prefix=prefix,
            container_port=settings.container_port,
            network=network,
            load_balancer=load_balancer,
            database=database,
        )
        self._services = {
            colour: self._service(colour, cluster, network, load_balancer) for colour in COLOURS
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """The ECS services' names, by colour."""
        return {colour: service.name for colour, service in self._services.items()}

    @cached_property
    def arns(self) -> dict[str, str]:
        """The ECS services' ARNs, by colour."""
        return {colour: service.id for colour, service in self._services.items()}

    @cached_property
    def task_definition_arn(self) -> str:
        """The ARN of Terraform's revision, the template of every release."""
        return self._definition.arn

    @cached_property
    def task_definition_family(self) -> str:
        """The name that all revisions share."""
        return self._definition.family

    @cached_property
    def container_name(self) -> str:
        """The container that a release gives another image."""
        return self._definition.container_name

    @cached_property
    def log_group_name(self) -> str:
        """Where the application's output goes."""
        return self._logs.name

    @cached_property
    def task_role(self) -> Role:
        """What the application runs as."""
        return self._roles.task

    @cached_property
    def execution_role(self) -> Role:
        """What starts the tasks."""
        return self._roles.execution

    def _service(
        self, colour: str, cluster: Cluster, network: Network, load_balancer: LoadBalancer
    ) -> EcsService:
        settings = self._settings
        service = EcsService(
            self,
            colour,
            name=f"{self._prefix}-{colour}",
            cluster=cluster.arn,
            task_definition=self._definition.arn,
            desired_count=settings.desired_count if colour == LIVE_AT_FIRST else 0,
            capacity_provider_strategy=_capacity(settings),
            # ECS applies another strategy to new deployments only; without this the
            # provider would destroy and create the service to change it.
            force_new_deployment=True,
            platform_version="LATEST",
            network_configuration=EcsServiceNetworkConfiguration(
                subnets=network.private_subnet_ids,
                security_groups=[self.security_group.id],
                assign_public_ip=False,
            ),
            load_balancer=[
                EcsServiceLoadBalancer(
                    target_group_arn=load_balancer.target_groups[colour].arn,
                    container_name=self._definition.container_name,
                    container_port=settings.container_port,
                )
            ],
            deployment_circuit_breaker=EcsServiceDeploymentCircuitBreaker(
                enable=True, rollback=True
            ),
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            health_check_grace_period_seconds=settings.health_check_grace_seconds,
            availability_zone_rebalancing="ENABLED",
            enable_execute_command=True,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=False,
            lifecycle=_MOVED_BY_RELEASES,
            depends_on=[*load_balancer.ready, *cluster.ready],
        )
        return pin(service, f"service_{colour}")


def _capacity(settings: ServiceSettings) -> list[EcsServiceCapacityProviderStrategy]:
    """Return the strategy: `min_count` tasks on demand, the rest shared out by weight."""
    on_demand = EcsServiceCapacityProviderStrategy(
        capacity_provider=ON_DEMAND, base=settings.min_count, weight=100 - settings.spot_percent
    )
    if settings.spot_percent == 0:
        return [on_demand]
    # A weight of 0 on demand still leaves its base: AWS fills bases before it weighs.
    spot = EcsServiceCapacityProviderStrategy(
        capacity_provider=SPOT, base=0, weight=settings.spot_percent
    )
    return [on_demand, spot]
