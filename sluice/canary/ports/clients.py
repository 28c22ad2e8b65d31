"""The boto3 clients that a release uses, and which of their methods.

Just these methods are called, with just these arguments; whoever plays AWS plays them.
Times are `datetime` with a zone. Every answer of CloudWatch carries AWS's time as
`answer["ResponseMetadata"]["HTTPHeaders"]["date"]` (RFC 9110's format, as botocore has it).

`elbv2`
    - `describe_rules(RuleArns=[arn])`
    - `modify_rule(RuleArn=arn, Actions=actions)`: the actions as DescribeRules gave them, other
      weights in the one of Type `forward`
    - `describe_listeners(ListenerArns=[arn])`
    - `modify_listener(ListenerArn=arn, DefaultActions=actions)`: the same with another group
    - `describe_target_health(TargetGroupArn=arn)`
`ecs`, always with `cluster=name` where a cluster is needed
    - `describe_services(cluster=name, services=[name, name])`
    - `update_service(cluster=name, service=name, desiredCount=n[, taskDefinition=arn])`
    - `describe_task_definition(taskDefinition=family_or_arn, include=["TAGS"])`
    - `register_task_definition(family=..., containerDefinitions=..., tags=[{key, value}], ...)`
    - `run_task(cluster=name, taskDefinition=arn, count=1, clientToken=token, startedBy=id,
      networkConfiguration=..., [launchType= | capacityProviderStrategy=], [platformVersion=],
      overrides={"containerOverrides": [{"name": name, "command": [...]}]})`
    - `list_tasks(cluster=name, startedBy=id, desiredStatus="RUNNING" | "STOPPED")`
    - `describe_tasks(cluster=name, tasks=[arn])`
`application-autoscaling`, always with `ServiceNamespace="ecs"` and
`ScalableDimension="ecs:service:DesiredCount"`
    - `describe_scalable_targets(ResourceIds=["service/<cluster>/<service>", ...])`
    - `register_scalable_target(ResourceId=..., MinCapacity=n, MaxCapacity=n)`
`cloudwatch`
    - `get_metric_data(MetricDataQueries=[{Id, MetricStat}], StartTime=..., EndTime=...,
      ScanBy="TimestampAscending"[, NextToken=...])`; metrics of `AWS/ApplicationELB` with
      dimensions LoadBalancer, or TargetGroup and LoadBalancer: RequestCount (Sum),
      HTTPCode_Target_5XX_Count (Sum), HTTPCode_ELB_5XX_Count (Sum; LoadBalancer only),
      TargetResponseTime (SampleCount, `PR(:<seconds>)`, p95), HealthyHostCount (Maximum)
    - `describe_alarms(AlarmNames=[...], AlarmTypes=["MetricAlarm", "CompositeAlarm"],
      MaxRecords=100[, NextToken=...])`: of every alarm, whatever its state
`sns`
    - `publish(TopicArn=arn, Subject=text, Message=text)`

Before a release `verify` reads, and may let ECR scan an image:

`ecr`
    - `describe_images(repositoryName=name, imageIds=[{"imageDigest": digest}])`
    - `describe_image_scan_findings(repositoryName=name, imageId={...}, maxResults=1)`
    - `start_image_scan(repositoryName=name, imageId={...})`
`iam`
    - `get_role(RoleName=name)`
`logs`
    - `describe_log_groups(logGroupNamePrefix=name)`, page by page
`secretsmanager`
    - `describe_secret(SecretId=arn)`: never the value
`ssm`
    - `describe_parameters(ParameterFilters=[{"Key": "Name", ...}])`
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sluice.aws import Clients


READ_PREFIXES = ("describe_", "get_", "list_")


class CountingClients:
    """Counts every call by service and method, such as `elbv2.modify_rule`."""

    def __init__(self, clients: Clients) -> None:
        """Count what is asked of `clients`; a call that fails counts, too."""
        self._clients = clients
        self.calls: Counter[str] = Counter()

    def __call__(self, service: str) -> Any:
        """Return a client that counts."""
        return _CountingClient(service, self._clients(service), self.calls)

    @property
    def reads(self) -> int:
        """How many calls only looked."""
        return sum(number for name, number in self.calls.items() if _reads(name))

    @property
    def mutations(self) -> int:
        """How many calls changed something; alerts are none."""
        return self.calls.total() - self.reads - self.calls["sns.publish"]


def _reads(name: str) -> bool:
    return name.split(".")[1].startswith(READ_PREFIXES)


class _CountingClient:
    def __init__(self, service: str, client: Any, calls: Counter[str]) -> None:
        self._service = service
        self._client = client
        self._calls = calls

    def __getattr__(self, method: str) -> Callable[..., Any]:
        call = getattr(self._client, method)

        def counted(**request: Any) -> Any:
            self._calls[f"{self._service}.{method}"] += 1
            return call(**request)

        return counted
