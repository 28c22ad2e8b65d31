"""A read replica is an instance of its own that follows another.

Moto's is a shallow copy of its primary: it shares the primary's resource id, tags, log
exports and master secret (deleted with the replica), and copies its standby, its backups
and its deletion protection, which RDS leaves off unless they are asked for.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from moto.core.utils import utcnow
from moto.rds.models import DBInstance, RDSBackend

from lab.gaps.rds_resource_ids import new_resource_id


def close() -> None:
    """Part a new replica from its primary."""
    create = RDSBackend.create_db_instance_read_replica

    @wraps(create)
    def create_apart(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
        asked = dict(db_kwargs)
        # Taken out: moto would extend the list that it shares with the primary.
        db_kwargs.pop("cloudwatch_logs_export_configuration", None)
        replica = create(self, db_kwargs)
        replica.dbi_resource_id = new_resource_id()
        replica.instance_create_time = utcnow()
        replica.tags = asked.get("tags") or []
        replica.enabled_cloudwatch_logs_exports = list(
            asked.get("enable_cloudwatch_logs_exports") or []
        )
        replica.multi_az = bool(asked.get("multi_az"))
        replica.backup_retention_period = 0
        replica.deletion_protection = bool(asked.get("deletion_protection"))
        replica.manage_master_user_password = False
        # `master_user_secret` is an attribute only where RDS manages the password.
        replica.__dict__.pop("master_user_secret", None)
        return replica

    RDSBackend.create_db_instance_read_replica = create_apart
