from __future__ import annotations

from decimal import Decimal

import pytest

from sluice.change.cost.model import Why
from tests.sluice.change.cost.made import book, change, plan, priced, stack, uses

ARM = {"cpu": "512", "memory": "1024", "runtime_platform": [{"cpu_architecture": "ARM64"}]}
TASK = "aws_ecs_task_definition.task"
FARGATE = book(
    {
        "fargate.arm.on_demand.vcpu_hour": "1",
        "fargate.arm.on_demand.gb_hour": "10",
        "fargate.arm.spot.vcpu_hour": "0.25",
        "fargate.arm.spot.gb_hour": "2.5",
        "transfer.zones.gb": "0.01",
    }
)
IDLE = uses("aws_ecs_service", {"more_task_hours": ("0", "0"), "gb_between_zones": ("0", "0")})
BOTH = stack(
    {
        TASK: ARM,
        "aws_ecs_service.blue": {"task_definition": f"${{{TASK}.arn}}"},
        "aws_ecs_service.green": {"task_definition": f"${{{TASK}.arn}}"},
    }
)


def _service(count: int, **values: object) -> dict[str, object]:
    return {
        "desired_count": count,
        "capacity_provider_strategy": [
            {"base": 1, "capacity_provider": "FARGATE", "weight": 0},
            {"base": 0, "capacity_provider": "FARGATE_SPOT", "weight": 1},
        ],
        **values,
    }


def test_the_colour_without_tasks_costs_nothing() -> None:
    made = plan(
        change(TASK, ARM, ARM),
        change("aws_ecs_service.blue", _service(1), _service(1)),
        change("aws_ecs_service.green", _service(0), _service(0)),
        of=BOTH,
    )
    found = priced(made, FARGATE, IDLE, of=BOTH)

    by_address = {each.address: each.after.low for each in found.lines}
    # 730 hours of 0.5 vCPU at 1 and 1 GB at 10
    assert by_address["aws_ecs_service.blue"] == Decimal(7665)
    assert by_address["aws_ecs_service.green"] == 0
    assert found.difference.high == 0


def test_tasks_beyond_the_base_are_spot_by_their_weight() -> None:
    made = plan(
        change(TASK, ARM, ARM),
        change("aws_ecs_service.blue", _service(1), _service(3)),
        of=BOTH,
    )
    found = priced(made, FARGATE, IDLE, of=BOTH)

    # Two more tasks, at a quarter of 7665 each
    assert found.difference.low == 2 * Decimal(7665) / 4


def test_another_task_size_changes_the_cost_of_a_service_that_the_plan_leaves_alone() -> None:
    bigger = {**ARM, "cpu": "1024"}
    made = plan(
        change(TASK, ARM, bigger, actions=["delete", "create"]),
        change("aws_ecs_service.blue", _service(1), _service(1)),
        of=BOTH,
    )
    found = priced(made, FARGATE, IDLE, of=BOTH)

    assert found.difference.low == 730 * Decimal("0.5")


def test_a_service_that_the_plan_leaves_alone_counts_as_changed_where_its_size_is_not_priced() -> (
    None
):
    made = plan(
        change(TASK, ARM, {**ARM, "cpu": "1024"}),
        change("aws_ecs_service.blue", _service(1), _service(1)),
        of=BOTH,
    )
    found = priced(made, FARGATE.without("fargate.arm.on_demand.vcpu_hour"), IDLE, of=BOTH)

    assert not found.difference_complete


def test_a_service_no_longer_in_the_stack_finds_its_task_definition_by_arn() -> None:
    arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3"
    gone = stack({})
    made = plan(
        change(TASK, {**ARM, "arn": arn}, None),
        change("aws_ecs_service.blue", _service(1, task_definition=arn), None),
        of=gone,
    )
    found = priced(made, FARGATE, uses("aws_ecs_service", {}), of=gone)

    assert found.before.low == Decimal(7665)


def test_what_has_the_same_name_and_another_kind_is_not_what_is_meant() -> None:
    arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3"
    made = plan(
        change("aws_alike.a", {"id": arn}, None),
        change("aws_ecs_service.blue", _service(1, task_definition=arn), None),
        change(TASK, {**ARM, "arn": arn}, None),
    )
    found = priced(made, FARGATE, uses("aws_ecs_service", {}))

    assert found.before.low == Decimal(7665)


def test_a_revision_that_a_release_has_registered_is_of_the_stacks_task_definition() -> None:
    newer = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:9"
    service = _service(1, task_definition=newer)
    made = plan(
        change(TASK, {**ARM, "arn": newer[:-1] + "3"}, {**ARM, "arn": newer[:-1] + "3"}),
        change("aws_ecs_service.blue", service, service),
        of=BOTH,
    )

    assert priced(made, FARGATE, IDLE, of=BOTH).after.low == Decimal(7665)


@pytest.mark.parametrize(
    ("alarm", "metrics", "resolution"),
    [
        ({"metric_name": "CPU", "period": 60}, 1, "standard"),
        ({"metric_name": "CPU", "period": 10}, 1, "high_resolution"),
        ({"metric_query": [{"metric": [{"period": 60}]}, {"expression": "a+1"}]}, 1, "standard"),
        (
            {"metric_query": [{"metric": {"period": 60}}, {"metric": {"period": 30}}]},
            2,
            "high_resolution",
        ),
        (
            {"metric_query": [{"metric": [{"period": 300}]}], "threshold_metric_id": "e1"},
            3,
            "standard",
        ),
    ],
)
def test_an_alarm_is_charged_for_each_metric(
    alarm: dict[str, object], metrics: int, resolution: str
) -> None:
    prices = book({f"alarm.{resolution}.metric_month": "0.5"})
    found = priced(plan(change("aws_cloudwatch_metric_alarm.x", None, alarm)), prices)

    assert found.complete
    assert found.after.low == Decimal("0.5") * metrics


def test_an_alarm_on_a_query_of_unknown_size_is_not_priced() -> None:
    query = {"metric_query": [{"expression": "SELECT MAX(CPU) FROM SCHEMA(Fleet)"}]}
    found = priced(plan(change("aws_cloudwatch_metric_alarm.x", None, query)), book({}))

    assert found.not_priced[0].why is Why.UNKNOWN_VALUE


@pytest.mark.parametrize(
    ("database", "charges"),
    [
        ({"storage_type": "gp3", "allocated_storage": 100, "iops": 3000}, {}),
        ({"storage_type": "gp3", "allocated_storage": 100, "iops": 4000}, {"iops": 1000}),
        ({"storage_type": "gp3", "allocated_storage": 400, "iops": 12000}, {}),
        (
            {"storage_type": "gp3", "allocated_storage": 100, "storage_throughput": 200},
            {"throughput": 75},
        ),
        ({"storage_type": "io1", "allocated_storage": 100, "iops": 1000}, {"iops": 1000}),
    ],
)
def test_storage_is_charged_for_more_than_it_has_for_nothing(
    database: dict[str, object], charges: dict[str, int]
) -> None:
    kind = database["storage_type"]
    prices = book({f"rds.single.{kind}.{name}_month": "1" for name in ("iops", "throughput")})
    found = priced(
        plan(change("aws_db_instance.x", None, {"instance_class": "db.r7g.large", **database})),
        prices,
    )

    assert found.after.low == sum(charges.values())


def test_a_provisioned_table_is_not_priced_as_if_it_were_on_demand() -> None:
    found = priced(plan(change("aws_dynamodb_table.x", None, {})), book({}))

    (missing,) = found.not_priced
    assert missing.why is Why.UNKNOWN_VALUE
    assert missing.detail == "aws_dynamodb_table.x.billing_mode"


def test_a_certificate_that_may_be_exported_is_not_free() -> None:
    exported = {"options": [{"export": "ENABLED"}]}

    assert not priced(plan(change("aws_acm_certificate.x", None, exported)), book({})).complete
    assert priced(plan(change("aws_acm_certificate.x", None, {})), book({})).complete
