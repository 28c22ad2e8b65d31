"""RDS: instances and standbys, storage, backups and their copies, insights; DynamoDB."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from sluice.change.cost.charges import ONE, Charge, Table, hourly, used
from sluice.change.cost.facts import ValueUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.change.cost.facts import Facts

_LICENCE_FREE = {"postgres": "postgresql", "mysql": "mysql", "mariadb": "mariadb"}
_FREE_INSIGHTS_DAYS = 7
"""Database Insights' standard mode keeps 7 days for nothing.

Source: https://aws.amazon.com/cloudwatch/pricing/ (free tier, Database Insights)
"""
_GP3_BIG = Decimal(400)
"""GiB from which on gp3 storage has 12,000 IOPS and 500 MiB/s for nothing, not 3,000 and 125.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
"""
_VCPUS_OF_SMALL_SIZES = {"micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4}


def instance_hours(database: Facts) -> Iterator[Charge]:
    """Charge the instance; with a standby in another zone, AWS has a price for both."""
    product = f"rds.{_engine(database)}.{_zones(database)}.{database.text('instance_class')}.hour"
    yield hourly("instance hours", product)


def storage(database: Facts) -> Iterator[Charge]:
    """Charge allocated storage; a replica has as much as its source, where it says nothing."""
    kind = database.text("storage_type", "gp2")
    size = _allocated(database)
    yield Charge("storage", f"rds.{_zones(database)}.{kind}.gb_month", size)


def performance(database: Facts) -> Iterator[Charge]:
    """Charge IOPS and throughput beyond what the storage has for nothing."""
    kind = database.text("storage_type", "gp2")
    prefix = f"rds.{_zones(database)}.{kind}"
    big = _allocated(database) >= _GP3_BIG
    free_iops = {"gp3": 12_000 if big else 3_000}.get(kind, 0)
    if (iops := database.given("iops") - free_iops) > 0:
        yield Charge("provisioned IOPS", f"{prefix}.iops_month", iops)
    free_throughput = 500 if big else 125
    if kind == "gp3" and (more := database.given("storage_throughput") - free_throughput) > 0:
        yield Charge("provisioned throughput", f"{prefix}.throughput_month", more)


def backups(database: Facts) -> Iterator[Charge]:
    """Charge automated backups beyond the size of the database, which is free."""
    if not _replica(database) and database.number("backup_retention_period", 0) > 0:
        yield used("backup storage", "rds.backup.gb_month", "backup_gb_beyond_free")


def insights(database: Facts) -> Iterator[Charge]:
    """Charge Database Insights' advanced mode by vCPU, or longer kept Performance Insights."""
    mode = database.text("database_insights_mode", "standard")
    if mode == "advanced":
        vcpus = _vcpus(database)
        yield hourly(f"Database Insights for {vcpus} vCPUs", "rds.insights.vcpu_hour", vcpus)
    elif database.true("performance_insights_enabled") and (
        database.number("performance_insights_retention_period", 7) > _FREE_INSIGHTS_DAYS
    ):
        yield Charge("kept performance data", "rds.insights.retention_month", _vcpus(database))


def monitoring(database: Facts) -> Iterator[Charge]:
    """Charge what enhanced monitoring writes into its log group."""
    if database.number("monitoring_interval", 0) > 0:
        yield used("enhanced monitoring logs", "logs.ingested.gb", "monitoring_gb_ingested")


def burst(database: Facts) -> Iterator[Charge]:
    """Charge vCPU hours beyond the baseline of a burstable class: RDS never throttles it."""
    family = database.text("instance_class").split(".")[1]
    if family.startswith("t"):
        yield used("CPU credits", f"rds.credits.{family}.vcpu_hour", "vcpu_hours_over_baseline")


def managed_password(database: Facts) -> Iterator[Charge]:
    """Charge the secret that RDS creates where it manages the master password."""
    if database.true("manage_master_user_password"):
        yield Charge("secret of the master user", "secret.month")


def copied_backups(replication: Facts) -> Iterator[Charge]:
    """Charge automated backups in a second region: storage there, transfer from the source."""
    yield used("backup storage", "rds.backup.gb_month", "gb_stored")
    source = replication.other("source_db_instance_arn", "aws_db_instance")
    key = f"transfer.to.{replication.region}.gb"
    yield Charge("transfer between regions", key, usage="gb_copied", region=source.region)


def table(dynamodb: Facts) -> Iterator[Charge]:
    """Charge requests on demand, storage, and point-in-time recovery."""
    if dynamodb.text("billing_mode", "PROVISIONED") != "PAY_PER_REQUEST":
        raise ValueUnknown(dynamodb.address, "billing_mode")
    yield used("write requests", "dynamodb.write", "write_units")
    yield used("read requests", "dynamodb.read", "read_units")
    yield used("storage", "dynamodb.gb_month", "gb_stored")
    if any(each.get("enabled") for each in dynamodb.blocks("point_in_time_recovery")):
        yield used("point-in-time recovery", "dynamodb.recovery.gb_month", "gb_stored")


def _replica(database: Facts) -> bool:
    key = "replicate_source_db"
    return bool(database.values.get(key) or database.declared.get(key))


def _engine(database: Facts) -> str:
    """Return the price list's name; a replica has its source's, where it says nothing."""
    if _replica(database) and not database.values.get("engine"):
        database = database.other("replicate_source_db", "aws_db_instance")
    name = database.text("engine")
    return _LICENCE_FREE.get(name, name)


def _zones(database: Facts) -> str:
    """Return which price counts; a replica of which the plan says nothing has no standby."""
    if _replica(database) and database.values.get("multi_az") is None:
        return "single"
    return "multi" if database.true("multi_az") else "single"


def _allocated(database: Facts) -> Decimal:
    if _replica(database) and not database.values.get("allocated_storage"):
        return database.other("replicate_source_db", "aws_db_instance").number("allocated_storage")
    return database.number("allocated_storage")


def _vcpus(database: Facts) -> Decimal:
    """Return a class's vCPUs: 2 up to `large`, then 4, then 4 for each `xlarge`."""
    size = database.text("instance_class").rpartition(".")[2]
    if many := re.fullmatch(r"(\d+)xlarge", size):
        return 4 * Decimal(many[1])
    if size not in _VCPUS_OF_SMALL_SIZES:
        raise ValueUnknown(database.address, "instance_class")
    return ONE * _VCPUS_OF_SMALL_SIZES[size]


TABLE: Table = {
    "aws_db_instance": (
        instance_hours,
        storage,
        performance,
        backups,
        insights,
        monitoring,
        burst,
        managed_password,
    ),
    "aws_db_instance_automated_backups_replication": (copied_backups,),
    "aws_dynamodb_table": (table,),
}
