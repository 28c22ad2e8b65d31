"""A restored RDS instance stands alone: no standby, no protection, no replica of its source.

Moto copies all of that from the source, and takes the source's name for that of a primary
that the restored instance follows.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from moto.rds.models import RDSBackend

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from moto.rds.models import DBInstance


def close() -> None:
    """Leave to a restored instance only what was asked for."""
    from_snapshot = RDSBackend.restore_db_instance_from_db_snapshot
    to_point_in_time = RDSBackend.restore_db_instance_to_point_in_time
    RDSBackend.restore_db_instance_from_db_snapshot = _alone(from_snapshot)
    RDSBackend.restore_db_instance_to_point_in_time = _alone(to_point_in_time)


def _alone(restore: Callable[..., DBInstance]) -> Callable[..., DBInstance]:
    @wraps(restore)
    def restore_alone(self: RDSBackend, *args: Any) -> DBInstance:
        overrides: Mapping[str, Any] = args[-1]
        restored = restore(self, *args)
        restored.source_db_instance_identifier = None
        restored.is_replica = False
        restored.replicas = []
        restored.multi_az = bool(overrides.get("multi_az"))
        restored.deletion_protection = bool(overrides.get("deletion_protection"))
        restored.db_parameter_group_name = overrides.get("db_parameter_group_name")
        return restored

    return restore_alone
