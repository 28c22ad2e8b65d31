"""Small parts of an AWS account that many tests need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

TASKS_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def once(make: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return clients that are made once each: making one takes a tenth of a second."""
    made: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in made:
            made[service] = make(service)
        return made[service]

    return client


def journal_table(dynamodb: Any, name: str = "sluice-journal") -> str:
    """Create a table as the bootstrap does; return its name."""
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )
    return name


def alarm(cloudwatch: Any, name: str, **differs: Any) -> None:
    """Create a metric alarm; what it watches matters to nobody unless it is said."""
    usual: dict[str, Any] = {
        "Namespace": "AWS/ApplicationELB",
        "MetricName": "RequestCount",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    cloudwatch.put_metric_alarm(AlarmName=name, **(usual | differs))
