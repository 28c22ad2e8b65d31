"""The database and its backups."""

from __future__ import annotations

import re
from dataclasses import dataclass

from webservice.errors import require, require_one_of, require_range
from webservice.settings.checked import checked
from webservice.settings.limits import LOG_RETENTION_DAYS

_CLASS = re.compile(r"^db\.[a-z0-9]+\.[a-z0-9]+$")
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
_MONITORING_SECONDS = (0, 1, 5, 10, 15, 30, 60)
_DAILY = re.compile(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
_WEEKLY = re.compile(
    r"^(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d-(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d$"
)


@checked("database")
@dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """RDS for PostgreSQL.

    Attributes:
        instance_class: such as `db.t4g.medium`.
        storage_gib: allocated storage, 20 to 65536.
        max_storage_gib: storage autoscaling's upper bound; at least 10 % above storage_gib.
        engine_version: PostgreSQL's major version, such as `16`.
        multi_az: whether a standby in another zone takes over by itself.
        backup_retention_days: of the daily automated snapshots, 0 (off) to 35.
        backup_window_utc: `HH:MM-HH:MM`.
        maintenance_window_utc: `ddd:HH:MM-ddd:HH:MM`.
        read_replica: whether a read replica is kept.
        replicate_backups: whether automated backups are replicated to the environment's
            backup region.
        monitoring_interval_seconds: enhanced monitoring: 0 (off), 1, 5, 10, 15, 30 or 60.
        performance_insights_retention_days: 7, or 731.
        log_retention_days: of the exported PostgreSQL logs.
        deletion_protection: whether AWS refuses to delete the database.
        final_snapshot: whether a deletion takes a last snapshot.
        max_connections_alarm: connections above which the alarm sounds.
    """

    instance_class: str
    storage_gib: int = 20
    max_storage_gib: int = 100
    engine_version: str = "16"
    multi_az: bool = True
    backup_retention_days: int = 14
    backup_window_utc: str = "02:00-02:30"
    maintenance_window_utc: str = "sun:03:00-sun:04:00"
    read_replica: bool = False
    replicate_backups: bool = False
    monitoring_interval_seconds: int = 60
    performance_insights_retention_days: int = 7
    log_retention_days: int = 365
    deletion_protection: bool = True
    final_snapshot: bool = True
    max_connections_alarm: int = 80

    def __post_init__(self) -> None:
        """Check every field."""
        require(
            bool(_CLASS.match(self.instance_class)),
            "database.instance_class",
            self.instance_class,
            "must be an RDS class such as db.t4g.medium",
        )
        require_range("database.storage_gib", self.storage_gib, 20, 65_536)
        require(
            self.max_storage_gib >= self.storage_gib * 1.1,
            "database.max_storage_gib",
            self.max_storage_gib,
            f"must be at least 10 % above database.storage_gib ({self.storage_gib})",
        )
        require(
            bool(re.fullmatch(r"1[4-9]", self.engine_version)),
            "database.engine_version",
            self.engine_version,
            "must be PostgreSQL's major version, 14 to 19",
        )
        require_range("database.backup_retention_days", self.backup_retention_days, 0, 35)
        self._check_windows()
        require(
            not (self.read_replica and self.backup_retention_days == 0),
            "database.read_replica",
            self.read_replica,
            "needs database.backup_retention_days above 0",
        )
        require_one_of(
            "database.monitoring_interval_seconds",
            self.monitoring_interval_seconds,
            _MONITORING_SECONDS,
        )
        require_one_of(
            "database.performance_insights_retention_days",
            self.performance_insights_retention_days,
            (7, 731),
        )
        require_one_of("database.log_retention_days", self.log_retention_days, LOG_RETENTION_DAYS)
        require_range("database.max_connections_alarm", self.max_connections_alarm, 1, 100_000)

    def _check_windows(self) -> None:
        require(
            bool(_DAILY.match(self.backup_window_utc)),
            "database.backup_window_utc",
            self.backup_window_utc,
            "must be HH:MM-HH:MM in UTC",
        )
        require(
            bool(_WEEKLY.match(self.maintenance_window_utc)),
            "database.maintenance_window_utc",
            self.maintenance_window_utc,
            "must be ddd:HH:MM-ddd:HH:MM in UTC",
        )


@checked("backup")
@dataclass(frozen=True, kw_only=True)
class BackupSettings:
    """The AWS Backup plan beside RDS's own snapshots.

    Attributes:
        retention_days: of a daily recovery point.
        copy_to_backup_region: whether each recovery point is copied to the environment's
            backup region.
    """

    retention_days: int = 35
    copy_to_backup_region: bool = False

    def __post_init__(self) -> None:
        """Check every field."""
        require_range("backup.retention_days", self.retention_days, 1, 36_500)
