"""What the fakes answer is what botocore's models of the services say."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from tests.simulator.aws.test_cloudwatch import series
from tests.simulator.aws.test_ecs import bound, migrate, register, stopped, update
from tests.simulator.aws.test_elbv2 import set_weights
from tests.simulator.conftest import Simulated, simulate


def violations(service: str, operation: str, answer: dict[str, Any]) -> str:
    """Return what is wrong with an answer: unknown members, wrong types."""
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).output_shape
    assert shape is not None
    members = {key: value for key, value in answer.items() if key != "ResponseMetadata"}
    report: str = ParamValidator().validate(members, shape).generate_report()
    unknown = members.keys() - shape.members.keys()
    return report + "".join(f"unknown {key}" for key in unknown)


@pytest.fixture
def busy() -> Simulated:
    """Return a simulation in which something of each kind is there."""
    simulated = simulate()
    set_weights(simulated, 90, 10)
    definition = register(simulated)
    update(simulated, "green", 2, definition)
    bound(simulated, "green", 2, 4)
    migrate(simulated, definition)
    simulated.clock.sleep(300)
    return simulated


def test_answers_have_the_shapes_of_aws(busy: Simulated) -> None:
    descriptor = busy.site.descriptor
    cluster, family = descriptor.cluster.name, descriptor.task.family
    tasks = [task["taskArn"] for task in stopped(busy)]
    balancing, ecs = busy.elbv2, busy.ecs
    rule, listener = busy.site.rule.arn, descriptor.load_balancer.test_listener_arn
    group = descriptor.services["blue"].target_group_arn
    services = [busy.site.services["green"].name]
    answers = [
        ("elbv2", "DescribeRules", balancing.describe_rules(RuleArns=[rule])),
        ("elbv2", "DescribeListeners", balancing.describe_listeners(ListenerArns=[listener])),
        ("elbv2", "DescribeTargetHealth", balancing.describe_target_health(TargetGroupArn=group)),
        ("ecs", "DescribeServices", ecs.describe_services(cluster=cluster, services=services)),
        ("ecs", "DescribeTaskDefinition", ecs.describe_task_definition(taskDefinition=family)),
        ("ecs", "ListTaskDefinitions", ecs.list_task_definitions(familyPrefix=family)),
        ("ecs", "ListTasks", ecs.list_tasks(cluster=cluster)),
        ("ecs", "DescribeTasks", ecs.describe_tasks(cluster=cluster, tasks=tasks)),
        (
            "application-autoscaling",
            "DescribeScalableTargets",
            busy.scaling.describe_scalable_targets(ServiceNamespace="ecs"),
        ),
        ("cloudwatch", "GetMetricData", {"MetricDataResults": [series(busy, "RequestCount")]}),
        ("cloudwatch", "DescribeAlarms", busy.cloudwatch.describe_alarms()),
        ("sns", "Publish", busy.sns.publish(TopicArn="t", Message="m")),
    ]
    assert {
        op: wrong for name, op, answer in answers if (wrong := violations(name, op, answer))
    } == {}


def test_a_wrong_answer_would_be_seen(busy: Simulated) -> None:
    assert "Weight" in violations(
        "elbv2",
        "DescribeRules",
        {"Rules": [{"Actions": [{"ForwardConfig": {"TargetGroups": [{"Weight": "1"}]}}]}]},
    )
    assert violations("elbv2", "DescribeRules", {"Rule": []})
