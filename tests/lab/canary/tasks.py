"""The tasks of the test's service: their role, definition, services and scaling bounds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lab.server import DEFAULT_ACCOUNT
from lab.variables import REGION
from tests.aws_parts import TASKS_TRUST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.lab.canary.balancer import Balancer

COUNT = 2
USER, PASSWORD = "dbadmin", "Correct-horse-7"
_CLUSTER = "web-dev"
_ROLE = "web-dev-task"
_SCALING = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


def role(iam: Any) -> str:
    """Create the role of execution and of the tasks; return its ARN."""
    arn: str = iam.create_role(RoleName=_ROLE, AssumeRolePolicyDocument=json.dumps(TASKS_TRUST))[
        "Role"
    ]["Arn"]
    return arn


def services(
    client: Callable[[str], Any],
    balancer: Balancer,
    digest: str,
    role_arn: str,
    endpoint: Mapping[str, Any],
) -> dict[str, str]:
    """Create cluster and services; return the services' ARNs by colour."""
    ecs, scaling = client("ecs"), client("application-autoscaling")
    ecs.create_cluster(clusterName=_CLUSTER)
    variables_ = {
        "DATABASE_HOST": endpoint["Address"],
        "DATABASE_PORT": str(endpoint["Port"]),
        "DATABASE_NAME": "app",
        "DATABASE_USER": USER,
        # A password of this test's own database; the stacks' tasks use IAM.
        "DATABASE_PASSWORD": PASSWORD,
    }
    definition = ecs.register_task_definition(
        family=_CLUSTER,
        cpu="256",
        memory="512",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        executionRoleArn=role_arn,
        taskRoleArn=role_arn,
        containerDefinitions=[
            {
                "name": "app",
                "image": f"{DEFAULT_ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/web-dev@{digest}",
                "portMappings": [{"containerPort": 8080}],
                "stopTimeout": 5,
                "environment": [{"name": key, "value": value} for key, value in variables_.items()],
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": "/web-dev/app",
                        "awslogs-region": REGION,
                        "awslogs-stream-prefix": "task",
                    },
                },
            }
        ],
    )["taskDefinition"]["taskDefinitionArn"]
    found = {}
    for colour, count in (("blue", COUNT), ("green", 0)):
        name = f"{_CLUSTER}-{colour}"
        found[colour] = ecs.create_service(
            cluster=_CLUSTER,
            serviceName=name,
            taskDefinition=definition,
            desiredCount=count,
            launchType="FARGATE",
            deploymentConfiguration={
                "deploymentCircuitBreaker": {"enable": True, "rollback": True},
                "maximumPercent": 200,
                "minimumHealthyPercent": 100,
            },
            **balancer.placement(colour),
        )["service"]["serviceArn"]
        scaling.register_scalable_target(
            **_SCALING,
            ResourceId=f"service/{_CLUSTER}/{name}",
            MinCapacity=count,
            MaxCapacity=4,
        )
    return found
