"""The ECS cluster: where tasks run, and what is recorded of those who step into one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.ecs_cluster import (
    EcsCluster,
    EcsClusterConfiguration,
    EcsClusterConfigurationExecuteCommandConfiguration,
    EcsClusterConfigurationExecuteCommandConfigurationLogConfiguration,
    EcsClusterSetting,
)
from cdktf_cdktf_provider_aws.ecs_cluster_capacity_providers import (
    EcsClusterCapacityProviders,
    EcsClusterCapacityProvidersDefaultCapacityProviderStrategy,
)
from constructs import Construct

from webservice.errors import require_one_of
from webservice.iam import Role, Statement
from webservice.logical_ids import pin
from webservice.settings.limits import LOG_RETENTION_DAYS

if TYPE_CHECKING:
    from cdktf import ITerraformDependable

    from webservice.keys import Key

ON_DEMAND = "FARGATE"
SPOT = "FARGATE_SPOT"


class Cluster(Construct):
    """A Fargate cluster with container insights and audited `ecs execute-command`.

    Every session into a container is encrypted with `logs_key`, and what is typed and
    printed in it goes to a log group of its own.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        logs_key: Key,
        log_retention_days: int,
    ) -> None:
        """Create the cluster, its log groups and its capacity providers.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the environment's prefix, and the cluster's name.
            logs_key: encrypts the log groups and the sessions.
            log_retention_days: one of CloudWatch's retentions.

        Raises:
            InvalidValue: a retention that CloudWatch does not have.
        """
        super().__init__(scope, id_)
        require_one_of("log_retention_days", log_retention_days, LOG_RETENTION_DAYS)
        self._logs_key = logs_key

        def log_group(kind: str, name: str) -> CloudwatchLogGroup:
            group = CloudwatchLogGroup(
                self,
                f"{kind}-logs",
                name=name,
                kms_key_id=logs_key.arn,
                retention_in_days=log_retention_days,
            )
            return pin(group, f"log_group_{kind}")

        self._sessions = log_group("exec", f"/ecs/{prefix}/exec")
        # Container Insights would create it itself, unencrypted: it must be there first.
        insights = log_group("insights", f"/aws/ecs/containerinsights/{prefix}/performance")
        self._cluster = self._create(prefix, insights)
        self._providers = EcsClusterCapacityProviders(
            self,
            "capacity-providers",
            cluster_name=self._cluster.name,
            capacity_providers=[ON_DEMAND, SPOT],
            default_capacity_provider_strategy=[
                EcsClusterCapacityProvidersDefaultCapacityProviderStrategy(
                    capacity_provider=ON_DEMAND, base=0, weight=1
                )
            ],
        )

    def _create(self, name: str, insights: CloudwatchLogGroup) -> EcsCluster:
        cluster = EcsCluster(
            self,
            "cluster",
            name=name,
            setting=[EcsClusterSetting(name="containerInsights", value="enhanced")],
            configuration=EcsClusterConfiguration(
                execute_command_configuration=EcsClusterConfigurationExecuteCommandConfiguration(
                    kms_key_id=self._logs_key.arn,
                    logging="OVERRIDE",
                    log_configuration=EcsClusterConfigurationExecuteCommandConfigurationLogConfiguration(
                        cloud_watch_encryption_enabled=True,
                        cloud_watch_log_group_name=self._sessions.name,
                    ),
                )
            ),
            depends_on=[insights],
        )
        return pin(cluster, "cluster")

    @cached_property
    def arn(self) -> str:
        """The cluster's ARN."""
        return self._cluster.arn

    @cached_property
    def name(self) -> str:
        """The cluster's name."""
        return self._cluster.name

    @cached_property
    def exec_log_group_name(self) -> str:
        """The name of the log group that holds what was done inside containers."""
        return self._sessions.name

    @cached_property
    def ready(self) -> list[ITerraformDependable]:
        """What must exist before a service can name a capacity provider."""
        return [self._providers]

    def grant_exec(self, role: Role) -> None:
        """Let the agent of `role`'s tasks open sessions, decrypt them and record them."""
        role.allow(
            "execute-command",
            Statement(
                sid="SessionChannels",
                # These four actions know no resource.
                actions=(
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ),
            ),
            Statement(sid="FindLogGroups", actions=("logs:DescribeLogGroups",)),
            Statement(
                sid="RecordSessions",
                actions=(
                    "logs:CreateLogStream",
                    "logs:DescribeLogStreams",
                    "logs:PutLogEvents",
                ),
                resources=(f"{self._sessions.arn}:*",),
            ),
        )
        self._logs_key.grant_decrypt(role)
