"""What an RDS instance has in common with its read replica."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webservice.data.database_parameters import DatabaseParameters
from webservice.iam import Role, trust_policy

if TYPE_CHECKING:
    from constructs import Construct

    from webservice.keys import Key
    from webservice.network.security_group import SecurityGroup
    from webservice.settings import DatabaseSettings

_CA_CERTIFICATE = "rds-ca-rsa2048-g1"
_MONITORING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
# Above the free 7 days, Performance Insights is a part of Database Insights' advanced mode.
_FREE_INSIGHTS_DAYS = 7


def shared_arguments(
    scope: Construct,
    *,
    prefix: str,
    account: str,
    settings: DatabaseSettings,
    data_key: Key,
    security_group: SecurityGroup,
    destroyable: bool,
) -> dict[str, Any]:
    """Return the arguments of `DbInstance` that hold for the primary and its replica.

    Creates, inside `scope`, the parameter group and the monitoring role that they name.
    """
    parameters = DatabaseParameters(scope, "parameters", prefix=prefix, settings=settings)
    insights_days = settings.performance_insights_retention_days
    shared: dict[str, Any] = {
        "instance_class": settings.instance_class,
        "storage_type": "gp3",
        "storage_encrypted": True,
        "max_allocated_storage": settings.max_storage_gib,
        "parameter_group_name": parameters.name,
        "vpc_security_group_ids": [security_group.id],
        "publicly_accessible": False,
        "iam_database_authentication_enabled": True,
        "ca_cert_identifier": _CA_CERTIFICATE,
        "performance_insights_enabled": True,
        "performance_insights_kms_key_id": data_key.arn,
        "performance_insights_retention_period": insights_days,
        "database_insights_mode": (
            "advanced" if insights_days > _FREE_INSIGHTS_DAYS else "standard"
        ),
        "monitoring_interval": settings.monitoring_interval_seconds,
        "maintenance_window": settings.maintenance_window_utc,
        "auto_minor_version_upgrade": True,
        "apply_immediately": False,
        "copy_tags_to_snapshot": True,
        "deletion_protection": settings.deletion_protection and not destroyable,
    }
    if settings.monitoring_interval_seconds > 0:
        role = Role(
            scope,
            "monitoring-role",
            name=f"{prefix}-database-monitoring",
            assume_role_policy=trust_policy("monitoring.rds.amazonaws.com", account=account),
            description="RDS enhanced monitoring writes operating-system metrics",
        )
        role.attach("enhanced-monitoring", _MONITORING_POLICY)
        shared["monitoring_role_arn"] = role.arn
    return shared
