"""The two roles of a task: the one that starts it, and the one that it runs as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from webservice.iam import Role, Statement, trust_policy

if TYPE_CHECKING:
    from webservice.compute.cluster import Cluster
    from webservice.compute.registry import Registry
    from webservice.data.database import Database
    from webservice.secrets import Secrets

DATABASE_USER = "app"


class TaskRoles(Construct):
    """Both roles, with policies derived from what the task actually uses.

    `execution` is ECS's: it pulls the image from the one repository, reads the secrets
    that the container asks for, and writes to the one log group. `task` is the
    application's: it connects to the database as `DATABASE_USER` with IAM authentication,
    and carries the sessions of `ecs execute-command`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        account: str,
        cluster: Cluster,
        registry: Registry,
        secrets: Secrets,
        database: Database,
        log_group_arn: str,
    ) -> None:
        """Create the roles.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the environment's prefix.
            account: the only account on whose behalf ECS may assume the roles.
            cluster: where the sessions are recorded.
            registry: holds the image.
            secrets: those that the container reads.
            database: the one that the application connects to.
            log_group_arn: the application's log group.
        """
        super().__init__(scope, id_)
        trust = trust_policy("ecs-tasks.amazonaws.com", account=account)
        self.execution = Role(
            self,
            "execution",
            name=f"{prefix}-task-execution",
            assume_role_policy=trust,
            description="Starts tasks: pulls the image, reads their secrets, writes their logs",
        )
        registry.grant_pull(self.execution)
        secrets.grant_read(self.execution)
        self.execution.allow(
            "write-logs",
            Statement(
                sid="TheApplicationsLogGroup",
                actions=("logs:CreateLogStream", "logs:PutLogEvents"),
                resources=(f"{log_group_arn}:*",),
            ),
        )
        self.task = Role(
            self,
            "task",
            name=f"{prefix}-task",
            assume_role_policy=trust,
            description="What the application may do",
        )
        database.grant_connect(self.task, DATABASE_USER)
        cluster.grant_exec(self.task)
