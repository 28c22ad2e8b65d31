"""Tasks on Fargate, the cluster's insights, and image storage."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sluice.change.cost.amount import HOURS_A_MONTH
from sluice.change.cost.charges import Charge, Table, used
from sluice.change.cost.facts import ValueUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sluice.change.cost.facts import Facts

_UNITS_A_VCPU = MIB_A_GB = Decimal(1024)
_FREE_STORAGE_GB = Decimal(20)
"""Every task has 20 GB of ephemeral storage for nothing.

Source: https://aws.amazon.com/fargate/pricing/
"""
_CLASSES = {"FARGATE": "on_demand", "FARGATE_SPOT": "spot"}


def tasks(service: Facts) -> Iterator[Charge]:
    """Charge the desired tasks for vCPU and memory, all month long.

    Terraform ignores `desired_count` after creation: a plan then has the count that the
    deploy driver and the autoscaling have set, so the colour without traffic counts as 0.
    """
    task = service.other("task_definition", "aws_ecs_task_definition")
    processor = _processor(task)
    vcpus = task.number("cpu") / _UNITS_A_VCPU
    gigabytes = task.number("memory") / MIB_A_GB
    for bought, count in placed(service).items():
        hours = count * HOURS_A_MONTH
        name = f"{bought.replace('_', '-')} tasks"
        yield Charge(f"vCPU of {name}", f"fargate.{processor}.{bought}.vcpu_hour", hours * vcpus)
        yield Charge(
            f"memory of {name}", f"fargate.{processor}.{bought}.gb_hour", hours * gigabytes
        )


def task_storage(service: Facts) -> Iterator[Charge]:
    """Charge ephemeral storage beyond what every task has for nothing."""
    task = service.other("task_definition", "aws_ecs_task_definition")
    for block in task.blocks("ephemeral_storage"):
        beyond = task.number_in(block, "size_in_gib") - _FREE_STORAGE_GB
        hours = service.number("desired_count", 0) * HOURS_A_MONTH
        yield Charge("ephemeral storage", "fargate.storage.gb_hour", beyond * hours)


def more_tasks(service: Facts) -> Iterator[Charge]:
    """Charge tasks beyond the desired ones: autoscaling, and the second colour of a release."""
    task = service.other("task_definition", "aws_ecs_task_definition")
    processor = f"fargate.{_processor(task)}.on_demand"
    vcpus = task.number("cpu") / _UNITS_A_VCPU
    gigabytes = task.number("memory") / MIB_A_GB
    usage = "more_task_hours"
    yield Charge("vCPU of further tasks", f"{processor}.vcpu_hour", vcpus, usage)
    yield Charge("memory of further tasks", f"{processor}.gb_hour", gigabytes, usage)


def between_zones(_: Facts) -> Iterator[Charge]:
    """Charge traffic from tasks to a database in another zone: each zone charges its end."""
    yield Charge("traffic between zones", "transfer.zones.gb", Decimal(2), "gb_between_zones")


def placed(service: Facts) -> Mapping[str, Decimal]:
    """Return how many tasks are bought on demand, and how many as spot.

    The strategy's base comes first, the rest is split by weight; where a split leaves a
    fraction, the fraction is the mean that the scheduler tends to.
    """
    left = count = service.number("desired_count", 0)
    strategy = service.blocks("capacity_provider_strategy")
    if not strategy:
        if service.text("launch_type", "EC2") != "FARGATE":
            raise ValueUnknown(service.address, "capacity_provider_strategy")
        return {"on_demand": count}
    found = dict.fromkeys(_CLASSES.values(), Decimal(0))
    for each in strategy:
        base = min(service.number_in(each, "base"), left)
        found[_class(service, each)] += base
        left -= base
    weights = sum(service.number_in(each, "weight") for each in strategy)
    for each in strategy:
        if left and weights:
            found[_class(service, each)] += left * service.number_in(each, "weight") / weights
    return {bought: placed for bought, placed in found.items() if placed}


def _class(service: Facts, provider: Mapping[str, str]) -> str:
    try:
        return _CLASSES[provider["capacity_provider"]]
    except KeyError:
        raise ValueUnknown(service.address, "capacity_provider_strategy") from None


def _processor(task: Facts) -> str:
    for block in task.blocks("runtime_platform"):
        if "WINDOWS" in str(block.get("operating_system_family") or ""):
            return "windows"
        if block.get("cpu_architecture") == "ARM64":
            return "arm"
    return "x86"


def insights(cluster: Facts) -> Iterator[Charge]:
    """Charge the metrics of Container Insights, where it is on."""
    for setting in cluster.blocks("setting"):
        if setting.get("name") == "containerInsights" and setting.get("value") != "disabled":
            level = "enhanced" if setting.get("value") == "enhanced" else "standard"
            yield used("metrics", f"insights.{level}.metric_month", "insights_metrics")


def images(_: Facts) -> Iterator[Charge]:
    """Charge stored image layers."""
    yield used("image storage", "ecr.gb_month", "gb_stored")


TABLE: Table = {
    "aws_ecr_repository": (images,),
    "aws_ecs_cluster": (insights,),
    "aws_ecs_service": (tasks, task_storage, more_tasks, between_zones),
}
